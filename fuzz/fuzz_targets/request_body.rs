//! Bodies of the three requests for a grant: what is refused is refused with 400 or 413 and words,
//! what passes is within the limits, and the small first letter of an app's JSON changes nothing.
#![no_main]

use bytes::Bytes;
use create_upload_attached_media::AttachedMediaRequest;
use create_upload_image::ImageRequest;
use create_upload_video::VideoRequest;
use fuzz::{Frozen, Member, object};
use libfuzzer_sys::fuzz_target;
use runtime::{ApiError, body};

const NAMES: &[&str] = &[
    "FileName",
    "Title",
    "Description",
    "CoverURL",
    "FileSize",
    "CateId",
    "CateIds",
    "Tags",
    "UserData",
    "TemplateGroupId",
    "WorkflowId",
    "StorageLocation",
    "AppId",
    "ReferenceId",
    "EnableFirstFrameCover",
    "GenerateThumbnail",
    "ImageType",
    "ImageExt",
    "OriginalFileName",
    "BusinessType",
    "MediaExt",
];
const VALUES: &[&str] = &["default", "cover", "watermark", "subtitle", "a.mp4", "png", "srt"];

fuzz_target!(|input: (bool, Vec<Member>, &[u8])| {
    let (raw, members, bytes) = input;
    if raw {
        let _ = video(bytes);
        return;
    }
    let small: Vec<String> = NAMES.iter().map(|name| small(name)).collect();
    let small: Vec<&str> = small.iter().map(String::as_str).collect();
    let [body, other] = [NAMES, &small].map(|names| object(names, VALUES, &members).into_bytes());
    assert_eq!(video(&body), video(&other));
    assert_eq!(image(&body), image(&other));
    assert_eq!(attached_media(&body), attached_media(&other));
});

fn small(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}

fn video(body: &[u8]) -> Result<client::operations::CreateUploadVideo, ApiError> {
    let create = parsed(body, |request: VideoRequest| request.checked(&Frozen))?;
    assert!(!create.title.is_empty() && create.title.len() <= 128 && create.file_name.len() > 2);
    assert!(create.reference_id.is_some(), "a lost answer could not be looked up");
    Ok(create)
}

fn image(body: &[u8]) -> Result<client::operations::CreateUploadImage, ApiError> {
    parsed(body, ImageRequest::checked)
}

fn attached_media(body: &[u8]) -> Result<client::operations::CreateUploadAttachedMedia, ApiError> {
    parsed(body, AttachedMediaRequest::checked)
}

fn parsed<R: serde::de::DeserializeOwned, T, E: Into<ApiError>>(
    body: &[u8],
    check: impl FnOnce(R) -> Result<T, E>,
) -> Result<T, ApiError> {
    let read = body::parse(&Bytes::copy_from_slice(body));
    let result = read.and_then(|request| check(request).map_err(Into::into));
    result.inspect_err(|error| {
        assert!(matches!(error.status.as_u16(), 400 | 413), "{error}");
        assert!(!error.code.is_empty() && !error.message.is_empty());
    })
}
