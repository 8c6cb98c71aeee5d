//! The fields that rules can speak of, kind by kind.
//!
//! They are the request parameters of CreateUploadVideo, CreateUploadImage and
//! CreateUploadAttachedMedia; `UserData` by its members, because one of them is harmless and the
//! others are not ("Request parameters", UserData).

use model::{
    MediaKind,
    fields::{
        AttachedMediaType, FieldError, IMAGE_EXTENSIONS, VIDEO_EXTENSIONS, is_image_extension,
        is_media_extension,
    },
};
use serde_json::Value;

use super::values;

/// A field of a request for an upload.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its documented name; a member of UserData bears `UserData.` in front.
    pub(super) name: &'static str,
    /// Whether VOD makes no upload without it.
    pub(super) needed: bool,
    /// Whether it says something about one upload, so that no rule can know its value.
    pub(super) of_one_upload: bool,
    check: fn(&'static str, &Value) -> Result<(), FieldError>,
}

const fn field(
    name: &'static str,
    check: fn(&'static str, &Value) -> Result<(), FieldError>,
) -> Field {
    Field { name, needed: false, of_one_upload: false, check }
}

impl Field {
    const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    const fn of_one_upload(self) -> Self {
        Self { of_one_upload: true, ..self }
    }

    /// Whether VOD would take this value, by the limits that `model` knows.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn check(&self, value: &Value) -> Result<(), FieldError> {
        (self.check)(self.name, value)
    }
}

const VIDEO: &[Field] = &[
    field("FileName", values::file_name).needed().of_one_upload(),
    field("FileSize", values::file_size).of_one_upload(),
    field("Title", values::title).needed(),
    field("Description", values::description),
    field("Tags", values::tags),
    field("ReferenceId", values::reference_id).of_one_upload(),
    field("CateId", values::whole_number),
    field("CoverURL", values::cover_url),
    field("TemplateGroupId", values::identifier),
    field("WorkflowId", values::identifier),
    field("StorageLocation", values::storage_location),
    field("AppId", values::identifier),
    field("EnableFirstFrameCover", values::boolean),
    field("GenerateThumbnail", values::boolean),
    field("UserData.Extend", values::extend),
    field("UserData.MessageCallback", values::user_data_member),
    field("UserData.AccelerateConfig", values::user_data_member),
];

const IMAGE: &[Field] = &[
    field("ImageType", values::image_type).needed(),
    field("ImageExt", values::image_ext),
    field("OriginalFileName", values::file_name).of_one_upload(),
    field("Title", values::title),
    field("Description", values::description),
    field("Tags", values::tags),
    field("CateId", values::whole_number),
    field("StorageLocation", values::storage_location),
    field("AppId", values::identifier),
    field("UserData.Extend", values::extend),
    field("UserData.MessageCallback", values::user_data_member),
    field("UserData.AccelerateConfig", values::user_data_member),
];

const ATTACHED_MEDIA: &[Field] = &[
    field("BusinessType", values::business_type).needed(),
    field("MediaExt", values::media_ext),
    field("FileName", values::file_name).of_one_upload(),
    field("FileSize", values::file_size).of_one_upload(),
    field("Title", values::title),
    field("Description", values::description),
    field("Tags", values::tags),
    field("CateIds", values::category_ids),
    field("StorageLocation", values::storage_location),
    field("AppId", values::identifier),
    field("UserData.Extend", values::extend),
    field("UserData.MessageCallback", values::user_data_member),
    field("UserData.AccelerateConfig", values::user_data_member),
];

/// Every kind, in the order of the documentation.
pub(super) const KINDS: [MediaKind; 3] =
    [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia];

/// The fields of a kind.
pub(super) fn fields(kind: MediaKind) -> &'static [Field] {
    match kind {
        MediaKind::Video => VIDEO,
        MediaKind::Image => IMAGE,
        MediaKind::AttachedMedia => ATTACHED_MEDIA,
    }
}

/// The field of this very name: neither case nor blanks are made up for.
pub(super) fn find(kind: MediaKind, name: &str) -> Option<&'static Field> {
    fields(kind).iter().find(|field| field.name == name)
}

/// The word for a kind in the rules.
pub(super) fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Video => "video",
        MediaKind::Image => "image",
        MediaKind::AttachedMedia => "attached-media",
    }
}

/// The word for several of a kind.
pub(super) fn plural(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Video => "videos",
        MediaKind::Image => "images",
        MediaKind::AttachedMedia => "attached media",
    }
}

/// Whether VOD takes files of this extension, in either case.
pub(super) fn takes(kind: MediaKind, extension: &str) -> bool {
    match kind {
        MediaKind::Video => is_media_extension(extension),
        MediaKind::Image => is_image_extension(extension),
        MediaKind::AttachedMedia => BUSINESS_TYPES.iter().any(|business| business.takes(extension)),
    }
}

/// The extensions that VOD takes, each once.
pub(super) fn extensions(kind: MediaKind) -> Vec<&'static str> {
    match kind {
        MediaKind::Video => VIDEO_EXTENSIONS.to_vec(),
        MediaKind::Image => IMAGE_EXTENSIONS.to_vec(),
        MediaKind::AttachedMedia => {
            let mut all = Vec::new();
            for extension in BUSINESS_TYPES.iter().flat_map(|business| business.extensions()) {
                if !all.contains(extension) {
                    all.push(*extension);
                }
            }
            all
        }
    }
}

pub(super) const BUSINESS_TYPES: [AttachedMediaType; 3] =
    [AttachedMediaType::Watermark, AttachedMediaType::Subtitle, AttachedMediaType::Material];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_has_a_field_twice() {
        for kind in KINDS {
            let mut names: Vec<_> = fields(kind).iter().map(|field| field.name).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{kind:?}");
        }
    }

    #[test]
    fn names_are_found_only_as_they_are_documented() {
        assert!(find(MediaKind::Video, "TemplateGroupId").is_some());
        for name in [
            "templategroupid",
            "TemplateGroupId ",
            " TemplateGroupId",
            "TemplateGrоupId",
            "UserData",
            "",
        ] {
            assert!(find(MediaKind::Video, name).is_none(), "{name:?}");
        }
        assert!(find(MediaKind::Image, "TemplateGroupId").is_none());
    }

    #[test]
    fn extensions_are_those_that_are_taken() {
        for kind in KINDS {
            for extension in extensions(kind) {
                assert!(takes(kind, extension) && takes(kind, &extension.to_uppercase()));
            }
            assert!(!takes(kind, "exe"));
        }
        assert_eq!(
            extensions(MediaKind::AttachedMedia).iter().filter(|one| **one == "png").count(),
            1
        );
    }
}
