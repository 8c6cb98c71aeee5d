//! DeleteObject.
//!
//! Source: its page of the OSS API reference: a key without an object is no error.

use http::Response;

use super::Call;
use super::answer::no_content;
use super::error::OssError;
use super::put_object::refused;
use crate::body::Body;

/// Removes the object, if there is one.
pub(super) fn delete_object(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    call.cloud
        .objects
        .delete(call.bucket, call.key)
        .map_err(|error| refused(error, call.bucket))?;
    Ok(no_content())
}
