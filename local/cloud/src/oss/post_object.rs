//! PostObject: an upload by an HTML form.
//!
//! Sources: PostObject of the OSS API reference, "Signature version 4 (PostObject)", and the pages
//! of the error codes 0002-007* and 0006-*. The signature stands in the form, so a signature in a
//! header or in the URL is not looked at. Not said there: which of two fields of one name counts
//! (here the first), what happens with fields behind the file (here they are not read, but a second
//! file is refused), and with what status a policy that is no policy is refused (here 400).

#[cfg(feature = "fuzzing")]
pub(super) mod doors;
mod form;
mod lent;
pub(super) mod policy;
mod signature;

use std::sync::Arc;

use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;

use super::answer::{no_content, ok, xml};
use super::attributes::attributes;
use super::error::OssError;
use super::incoming::{
    check_length, forbids_overwrite, insert, limit_error, refuse_unknown_wishes, stored_headers,
};
use super::operation::Operation;
use super::put_object::refused;
use super::request::OssRequest;
use super::xml::Element;
use super::{Call, allow, anonymous, find_bucket};
use crate::body::Body;
use crate::local::Trail;
use crate::objects::{Object, ReceiveError, Segment, receive};
use crate::state::Cloud;
use crate::vod;
use form::{File, Form};
use lent::Lent;
use policy::Policy;

/// Reads the form, judges it, and stores its file.
pub(super) async fn post_object(
    cloud: &Arc<Cloud>,
    request: &OssRequest,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    let bucket = request.target.bucket.as_deref().unwrap_or_default();
    find_bucket(cloud, request)?;
    check_length(&request.headers)?;
    let lent = Lent::new(body, request)?;
    let outcome = read_and_store(cloud, request, bucket, &lent).await;
    lent.give_back(body);
    outcome
}

async fn read_and_store(
    cloud: &Arc<Cloud>,
    request: &OssRequest,
    bucket: &str,
    lent: &Lent,
) -> Result<Response<Body>, OssError> {
    let (form, file, mut rest) = form::read(request, lent).await?;
    let key = form.key(&file)?;
    let as_request = form.as_request(request, bucket, &key, &file)?;
    let policy = judge(cloud, &form, &as_request)?;
    let call = Call { cloud, request: &as_request, bucket, key: &key };
    refuse_unknown_wishes(&as_request)?;
    let attributes = attributes(&call)?;
    let range = policy.map(|policy| policy.length_range()).unwrap_or_default();
    let segment = take(&call, file, range.as_ref().map(|range| *range.end())).await?;
    if range.is_some_and(|range| segment.size < *range.start()) {
        return Err(OssError::new(
            StatusCode::BAD_REQUEST,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed size.",
        ));
    }
    // Only a form that is whole, and is what its digest says, stores anything.
    form::read_rest(&mut rest).await?;
    drop(rest);
    lent.check_digest().await?;
    let (size, checksums) = (segment.size, segment.checksums);
    let object = Object::normal(segment, attributes, cloud.now());
    // The object and what VOD makes of it are kept together.
    let _section = cloud.storage.section();
    cloud
        .objects
        .put(bucket, &key, object, forbids_overwrite(&as_request))
        .map_err(|error| refused(error, bucket))?;
    vod::object_arrived(cloud, bucket, &key, size, request.peer);
    let mut response = answer(&form, &as_request, bucket, &key, &checksums.etag());
    stored_headers(response.headers_mut(), &checksums);
    Ok(response)
}

/// Whether who signed the form, or everybody, may put the object, and whether the form is what was
/// signed.
fn judge(cloud: &Cloud, form: &Form, as_request: &OssRequest) -> Result<Option<Policy>, OssError> {
    let Some((caller, policy)) = signature::verify(cloud, form, as_request)? else {
        Trail::authenticated();
        anonymous::allow(cloud, as_request, &Operation::PutObject)?;
        return Ok(None);
    };
    let judged = policy.check(cloud.now(), form, as_request);
    let decision = judged
        .as_ref()
        .err()
        .map_or("the form is what its policy asks for", |error| error.message());
    let resource = as_request.target.resource(&cloud.config.account.id);
    Trail::asked("oss:PostObject", &resource, decision);
    judged?;
    allow(cloud, &caller, as_request, &Operation::PutObject)?;
    Ok(Some(policy))
}

async fn take(call: &Call<'_>, file: File, limit: Option<u64>) -> Result<Segment, OssError> {
    let limit = limit.unwrap_or(u64::MAX).min(super::incoming::LARGEST);
    let frames = StreamBody::new(file.into_pieces(|piece| piece.map(Frame::data)));
    let mut body: Body = frames.boxed_unsync();
    let directory = call.cloud.objects.directory();
    receive(directory, &mut body, limit).await.map_err(|error| match error {
        ReceiveError::Incomplete => form::malformed(),
        other => limit_error(other),
    })
}

fn answer(
    form: &Form,
    request: &OssRequest,
    bucket: &str,
    key: &str,
    etag: &str,
) -> Response<Body> {
    if let Some(location) =
        form.get("success_action_redirect").and_then(|url| HeaderValue::try_from(url).ok())
    {
        let mut response = ok();
        *response.status_mut() = StatusCode::SEE_OTHER;
        response.headers_mut().insert(header::LOCATION, location);
        return response;
    }
    match form.get("success_action_status") {
        Some("200") => ok(),
        Some("201") => {
            let result = Element::new("PostResponse")
                .text("Bucket", bucket)
                .text("ETag", format_args!("\"{etag}\""))
                .text("Key", key)
                .text("Location", &request.location);
            let mut response = xml(&result);
            *response.status_mut() = StatusCode::CREATED;
            insert(response.headers_mut(), header::LOCATION, request.location.clone());
            response
        }
        _ => no_content(),
    }
}
