//! Limits of the fields of an upload request, checked here before a call is spent.
//!
//! Source: CreateUploadVideo, CreateUploadImage, CreateUploadAttachedMedia and "Request parameters"
//! of the VOD documentation. Where two pages disagree (characters in one, bytes in the other) the
//! stricter reading is taken, because VOD's own error text counts bytes; the decision record
//! `docs/decisions/0002-stricter-limit.md` has the list.

mod body;
mod extension;
pub(crate) mod limits;
mod user_data;

pub use body::{BodyError, body_fields};
pub use extension::{
    AttachedMediaType, IMAGE_EXTENSIONS, ImageType, VIDEO_EXTENSIONS, extension_of,
    is_image_extension, is_media_extension,
};
pub use limits::{
    FieldError, FieldErrorCode, category_ids, check, cover_url, description, file_name, identifier,
    storage_location, tags, title,
};
pub use user_data::{
    CALLER_EXTEND_BYTES, EXTEND_BYTES, STAMP_BYTES, STAMP_KEY, extend_of_caller, user_data,
    user_data_members,
};
