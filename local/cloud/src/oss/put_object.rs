//! PutObject.

use http::{Response, StatusCode};

use super::Call;
use super::error::OssError;
use super::incoming::{forbids_overwrite, refuse_unknown_wishes, stored, take};
use super::request::OssRequest;
use crate::body::Body;
use crate::objects::{Metadata, Object, StoreError};
use crate::vod;

/// All `x-oss-meta-*` of an object together, in bytes: 8 KB.
const MOST_USER_METADATA: usize = 8 * 1024;

/// Stores the body under the key, in place of what was there.
pub(super) async fn put_object(
    call: &Call<'_>,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    refuse_unknown_wishes(call.request)?;
    let metadata = metadata(call.request)?;
    let forbid_overwrite = forbids_overwrite(call.request);
    // Also asked before the bytes come, because nobody likes to send them for nothing.
    if forbid_overwrite && call.cloud.objects.object(call.bucket, call.key).is_some() {
        return Err(OssError::file_already_exists());
    }
    let segment = take(call, body).await?;
    let (size, checksums) = (segment.size, segment.checksums);
    let object = Object::normal(segment, metadata, call.cloud.now());
    call.cloud
        .objects
        .put(call.bucket, call.key, object, forbid_overwrite)
        .map_err(|error| refused(error, call.bucket))?;
    vod::object_arrived(call.cloud, call.bucket, call.key, size);
    Ok(stored(&checksums))
}

/// The metadata of a new object or upload.
pub(super) fn metadata(request: &OssRequest) -> Result<Metadata, OssError> {
    let metadata = Metadata::of(&request.headers);
    if metadata.user_bytes() > MOST_USER_METADATA {
        return Err(OssError::new(
            StatusCode::BAD_REQUEST,
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size.",
        ));
    }
    Ok(metadata)
}

pub(super) fn refused(error: StoreError, bucket: &str) -> OssError {
    match error {
        StoreError::NoSuchBucket => OssError::no_such_bucket(bucket),
        StoreError::AlreadyExists => OssError::file_already_exists(),
    }
}
