//! JSON Schemas of ids and fields, for the OpenAPI document.
//!
//! The limits are those that the code beside them checks, taken from there. JSON Schema counts
//! characters and VOD bytes (`docs/decisions/0002-stricter-limit.md`), so a text has both: `maxLength`,
//! and `x-max-bytes` for whoever wants to be exact. Patterns are written in what ECMA-262, Python and
//! Rust read alike.

mod conditions;
mod event;
mod pattern;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

pub use conditions::{extension_of_attached_media, extension_of_image, one_of};
pub use event::Event;

use crate::{
    ImageId, MediaId, ReferenceId, Secret, TemplateGroupId, TranscodeTaskStatus, VideoId,
    VideoStatus,
    fields::{IMAGE_EXTENSIONS, VIDEO_EXTENSIONS, limits},
};

/// Gives a type a schema of its own name; one without a body is made first.
macro_rules! schema {
    ($(#[$doc:meta])* struct $name:ident, $schema:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        schema!($name, $schema);
    };
    ($name:ident, $schema:expr) => {
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

schema!(VideoId, word(1, 64, "A video or audio file in VOD."));
schema!(ImageId, word(1, 64, "An image in VOD."));
schema!(MediaId, word(1, 64, "An attached medium in VOD: a watermark, subtitle or material."));
schema!(ReferenceId, word(6, 64, "The caller's own id of a video, unique within the account."));
schema!(TemplateGroupId, word(1, 64, "A transcoding template group."));
schema!(
    VideoStatus,
    json_schema!({
        "type": "string",
        "description": "`Status` of a video. VOD may add others.",
        "examples": [
            "Uploading", "UploadFail", "UploadSucc", "Transcoding", "TranscodeFail", "Checking",
            "Blocked", "Normal", "ProduceFail"
        ],
    })
);
schema!(
    TranscodeTaskStatus,
    json_schema!({
        "type": "string",
        "description": "`TaskStatus` of a transcoding task. VOD may add others.",
        "examples": [
            "Processing", "Partial", "CompleteAllSucc", "CompleteAllFail", "CompletePartialSucc"
        ],
    })
);

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "password"})
    }
}

schema!(
    /// `FileName` of a video.
    struct VideoFileName,
    json_schema!({
        "type": "string",
        "description": "Name or path of the source; its extension must be one that VOD takes.",
        "pattern": pattern::file_name(VIDEO_EXTENSIONS),
        "maxLength": limits::FILE_NAME_BYTES,
        "x-max-bytes": limits::FILE_NAME_BYTES,
    })
);
schema!(
    /// The name of any file.
    struct FileName,
    json_schema!({
        "type": "string",
        "description": "Name or path of the source, without control characters.",
        "pattern": format!("^[^{}]*$", pattern::CONTROL),
        "maxLength": limits::FILE_NAME_BYTES,
        "x-max-bytes": limits::FILE_NAME_BYTES,
    })
);
schema!(
    /// `FileSize` as VOD documents it for attached media.
    struct FileSize,
    json_schema!({
        "description": "Bytes, as a number or as digits.",
        "anyOf": [
            {"type": "integer", "format": "uint64", "minimum": 0, "maximum": u64::MAX},
            {"type": "string", "pattern": "^[0-9]{1,19}$"},
        ],
    })
);
schema!(
    /// `ImageExt`.
    struct ImageExt,
    json_schema!({
        "type": "string",
        "description": "The extension, in either case.",
        "pattern": pattern::one_of(IMAGE_EXTENSIONS),
    })
);
schema!(
    /// `Title`.
    struct Title,
    text(limits::TITLE_BYTES, "Without emoji and control characters.")
);
schema!(
    /// `Description`.
    struct Description,
    text(limits::DESCRIPTION_BYTES, "Without emoji and control characters.")
);
schema!(
    /// `Tags`.
    struct Tags,
    json_schema!({
        "type": "string",
        "description": format!(
            "At most {} tags of {} bytes of UTF-8, separated by commas.",
            limits::TAGS, limits::TAG_BYTES
        ),
        "pattern": pattern::list(&pattern::tag(), limits::TAGS),
        "maxLength": limits::TAGS * (limits::TAG_BYTES + 1) - 1,
        "x-max-bytes": limits::TAGS * (limits::TAG_BYTES + 1) - 1,
    })
);
schema!(
    /// `CateIds`.
    struct CateIds,
    json_schema!({
        "type": "string",
        "description": format!("At most {} ids, separated by commas.", limits::CATEGORY_IDS),
        "pattern": pattern::list("[0-9]{1,19}", limits::CATEGORY_IDS),
    })
);
schema!(
    /// `CoverURL`, and every other address of the web.
    struct WebAddress,
    json_schema!({
        "type": "string",
        "description": "An http:// or https:// URL.",
        "pattern": pattern::web_address(),
        "maxLength": limits::COVER_URL_BYTES,
        "x-max-bytes": limits::COVER_URL_BYTES,
    })
);
schema!(
    /// `StorageLocation`.
    struct StorageLocation,
    json_schema!({
        "type": "string",
        "description": "A bucket's host name, such as out-x.oss-cn-shanghai.aliyuncs.com.",
        "pattern": format!("^[A-Za-z0-9.-]{{1,{}}}$", limits::STORAGE_LOCATION_BYTES),
    })
);
schema!(
    /// `AppId`, `WorkflowId` and the like.
    struct Identifier,
    word(1, limits::IDENTIFIER_BYTES, "An id of the account's own.")
);

/// A text for people.
fn text(bytes: usize, description: &str) -> Schema {
    json_schema!({
        "type": "string",
        "description": format!("{description} At most {bytes} bytes of UTF-8."),
        "pattern": format!("^[^{}{}]*$", pattern::CONTROL, pattern::emoji()),
        "maxLength": bytes,
        "x-max-bytes": bytes,
    })
}

/// Letters, digits, `-` and `_`.
fn word(shortest: usize, longest: usize, description: &str) -> Schema {
    json_schema!({
        "type": "string",
        "description": description,
        "pattern": format!("^[A-Za-z0-9_-]{{{shortest},{longest}}}$"),
    })
}

#[cfg(test)]
mod tests;
