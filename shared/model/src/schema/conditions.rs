//! What one field asks of another.

use serde_json::{Value, json};

use super::pattern;
use crate::fields::{AttachedMediaType, IMAGE_EXTENSIONS};

/// One of two fields and not the other; a null is none.
#[must_use]
pub fn one_of(first: &str, second: &str) -> Value {
    let only = |one: &str, other: &str| {
        json!({
            "properties": {one: {"type": "string"}, other: {"type": "null"}},
            "required": [one],
        })
    };
    json!([only(first, second), only(second, first)])
}

/// Of an image: without `ImageExt` the name's extension counts, if it has one.
#[must_use]
pub fn extension_of_image() -> Value {
    json!([{
        "if": {"properties": {"ImageExt": {"type": "string"}}, "required": ["ImageExt"]},
        "else": {
            "properties": {
                "OriginalFileName": {"pattern": pattern::file_name_or_none(IMAGE_EXTENSIONS)},
            },
        },
    }])
}

/// Of an attached medium: `MediaExt`, else the extension of `FileName`, must be one of the type's.
#[must_use]
pub fn extension_of_attached_media() -> Value {
    use AttachedMediaType::{Material, Subtitle, Watermark};

    let of_type = |one: AttachedMediaType| {
        let extensions = one.extensions();
        json!({
            "if": {"properties": {"BusinessType": {"const": one.as_str()}}},
            "then": {"anyOf": [
                {
                    "properties": {
                        "MediaExt": {"type": "string", "pattern": pattern::one_of(extensions)},
                    },
                    "required": ["MediaExt"],
                },
                {
                    "properties": {
                        "MediaExt": {"type": "null"},
                        "FileName": {"type": "string", "pattern": pattern::file_name(extensions)},
                    },
                    "required": ["FileName"],
                },
            ]},
        })
    };
    [Watermark, Subtitle, Material].map(of_type).to_vec().into()
}
