//! PutObjectACL and GetObjectACL.
//!
//! Source: their pages of the OSS API reference.

use http::Response;

use super::Call;
use super::answer::{ok, xml};
use super::attributes::object_acl;
use super::error::OssError;
use super::xml::Element;
use crate::body::Body;

/// Replaces the ACL of an object that is there.
pub(super) fn put_object_acl(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let acl = object_acl(&call.request.header("x-oss-object-acl").unwrap_or_default())?;
    call.cloud
        .objects
        .set_object_acl(call.bucket, call.key, acl)
        .ok_or_else(|| OssError::no_such_key(call.key))?;
    Ok(ok())
}

/// Tells the ACL of an object, `default` where it has none of its own.
pub(super) fn get_object_acl(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let object = call
        .cloud
        .objects
        .object(call.bucket, call.key)
        .ok_or_else(|| OssError::no_such_key(call.key))?;
    let grant = Element::new("AccessControlList").text("Grant", object.attributes.acl.as_str());
    let policy = Element::new("AccessControlPolicy")
        .child(&Element::owner(&call.cloud.config.account.id))
        .child(&grant);
    Ok(xml(&policy))
}
