//! The extension that an upload will have.

use model::{
    MediaKind,
    fields::{FieldError, FieldErrorCode, extension_of},
};
use serde_json::Value;

use super::catalog;

/// The extension that VOD will give the object, lower case: the one that is said, else that of the
/// name, else `png` for images ("CreateUploadImage", ImageExt). `None` where that leaves nothing;
/// such a request is refused later.
pub(super) fn of<'a>(
    kind: MediaKind,
    value: impl Fn(&'static str) -> Option<&'a Value>,
) -> Option<String> {
    let said = |name| value(name).and_then(Value::as_str).map(str::to_ascii_lowercase);
    let named = |name| value(name).and_then(Value::as_str).and_then(extension_of);
    match kind {
        MediaKind::Video => named("FileName"),
        MediaKind::Image => {
            said("ImageExt").or_else(|| named("OriginalFileName")).or_else(|| Some("png".into()))
        }
        MediaKind::AttachedMedia => said("MediaExt").or_else(|| named("FileName")),
    }
}

/// Whether VOD takes it.
///
/// # Errors
/// When not, naming the field that says it.
pub(super) fn check<'a>(
    kind: MediaKind,
    value: impl Fn(&'static str) -> Option<&'a Value>,
) -> Result<(), FieldError> {
    let (field, code) = match kind {
        MediaKind::Video => ("FileName", FieldErrorCode::InvalidFileNameExtension),
        MediaKind::Image => ("ImageExt", FieldErrorCode::InvalidParameter),
        MediaKind::AttachedMedia => ("MediaExt", FieldErrorCode::InvalidParameter),
    };
    let business = value("BusinessType").and_then(Value::as_str);
    let business = catalog::BUSINESS_TYPES.into_iter().find(|one| Some(one.as_str()) == business);
    let taken = match business {
        Some(business) => business.extensions().to_vec(),
        None => catalog::extensions(kind),
    };
    match of(kind, value) {
        Some(extension) if taken.contains(&extension.as_str()) => Ok(()),
        found => {
            let found = found.map_or("there is none".into(), |found| format!("it is .{found}"));
            let reason = format!("must give an extension of {}; {found}", taken.join(", "));
            Err(FieldError::new(field, code, reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_is_said_wins_over_the_name() {
        use MediaKind::{AttachedMedia, Image, Video};
        for (kind, fields, expected) in [
            (Video, &[("FileName", "a.b.MP4")][..], Some("mp4")),
            (Video, &[("FileName", "a")], None),
            (Image, &[("ImageExt", "JPG"), ("OriginalFileName", "a.png")], Some("jpg")),
            (Image, &[("OriginalFileName", "a.gif")], Some("gif")),
            (Image, &[("OriginalFileName", "a")], Some("png")),
            (Image, &[], Some("png")),
            (AttachedMedia, &[("MediaExt", "Srt"), ("FileName", "a.ass")], Some("srt")),
            (AttachedMedia, &[("FileName", "a.ass")], Some("ass")),
            (AttachedMedia, &[], None),
        ] {
            let fields: BTreeMap<_, _> =
                fields.iter().map(|(name, text)| (*name, Value::from(*text))).collect();
            let found = of(kind, |name| fields.get(name));
            assert_eq!(found.as_deref(), expected, "{kind:?} {fields:?}");
        }
    }
}
