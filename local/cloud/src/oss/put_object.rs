//! PutObject.

use http::Response;

use super::Call;
use super::attributes::attributes;
use super::error::OssError;
use super::incoming::{forbids_overwrite, refuse_unknown_wishes, stored, take};
use crate::body::Body;
use crate::objects::{Object, StoreError};
use crate::vod;

/// Stores the body under the key, in place of what was there.
pub(super) async fn put_object(
    call: &Call<'_>,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    refuse_unknown_wishes(call.request)?;
    let attributes = attributes(call)?;
    let forbid_overwrite = forbids_overwrite(call.request);
    // Also asked before the bytes come, because nobody likes to send them for nothing.
    if forbid_overwrite && call.cloud.objects.object(call.bucket, call.key).is_some() {
        return Err(OssError::file_already_exists());
    }
    let segment = take(call, body).await?;
    let (size, checksums) = (segment.size, segment.checksums);
    let object = Object::normal(segment, attributes, call.cloud.now());
    // The object and what VOD makes of it are kept together.
    let _section = call.cloud.storage.section();
    call.cloud
        .objects
        .put(call.bucket, call.key, object, forbid_overwrite)
        .map_err(|error| refused(error, call.bucket))?;
    vod::object_arrived(call.cloud, call.bucket, call.key, size, call.request.peer);
    Ok(stored(&checksums))
}

/// Why the store did not take an object.
pub(super) fn refused(error: StoreError, bucket: &str) -> OssError {
    match error {
        StoreError::NoSuchBucket => OssError::no_such_bucket(bucket),
        StoreError::AlreadyExists => OssError::file_already_exists(),
    }
}
