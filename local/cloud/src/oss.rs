//! OSS: who asks is established, then what is asked, then whether they may, then it is done.
//!
//! The order of the checks is that of the cloud as far as its documentation tells it: names, form
//! of the signature, date, AccessKey, token, region, signature, bucket, policy, operation. Clients
//! react to the first code that they get, so the order is part of the interface.

mod addressee;
mod anonymous;
mod answer;
mod attributes;
mod authentication;
mod authorization;
mod bucket_info;
mod complete;
mod conditions;
mod cors;
mod delete_multiple_objects;
mod delete_object;
mod describe;
mod dispatch;
mod document;
#[cfg(feature = "fuzzing")]
pub(crate) mod doors;
mod endpoint;
mod error;
mod get_object;
mod incoming;
mod key_encoding;
mod list_multipart_uploads;
mod list_objects;
mod list_query;
mod multipart;
mod object_acl;
mod operation;
mod post_object;
mod put_bucket;
mod put_object;
mod range;
mod request;
mod target;
mod xml;

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, header};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use jiff::Timestamp;

use crate::body::Body;
use crate::local::{Refuse, Trail};
use crate::objects::{BucketOwner, BucketProperties};
use crate::state::Cloud;
pub(crate) use addressee::Addressee;
use authentication::authenticate;
pub(crate) use authentication::signed;
use authorization::allow;
pub(crate) use describe::{abort_upload_of, operation_name};
pub(crate) use error::OssError;
use operation::Operation;
use request::OssRequest;
use target::{Target, is_bucket_name};

/// What an operation works with: the request was verified and is allowed.
struct Call<'a> {
    cloud: &'a Arc<Cloud>,
    request: &'a OssRequest,
    bucket: &'a str,
    /// Empty for an operation on the bucket.
    key: &'a str,
}

impl Call<'_> {
    /// Refuses to change what VOD manages: its buckets can be used, but not set up.
    fn refuse_unless_own(&self) -> Result<(), OssError> {
        match self.cloud.objects.bucket(self.bucket) {
            Some(properties) if properties.owner == BucketOwner::Vod => {
                Err(OssError::access_denied("The bucket you access does not belong to you.")
                    .ec("0003-00000001"))
            }
            _ => Ok(()),
        }
    }
}

const SERVER: HeaderValue = HeaderValue::from_static("AliyunOSS");

/// Makes a bucket of the account, or finds it made at an earlier start. `false`: there can be none.
pub(crate) fn make_bucket(cloud: &Cloud, name: &str) -> bool {
    let properties = BucketProperties::of_account_for_uploads(cloud.now());
    is_bucket_name(name) && cloud.objects.create_bucket(name, properties).is_ok()
}

/// Answers one request.
pub(crate) async fn serve(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    let begun = cloud.now();
    let request_id = cloud.config.randomness.hex(12).to_ascii_uppercase();
    let (parts, mut body) = request.into_parts();
    let outcome = handle(cloud, &parts, &mut body, begun).await;
    let code = outcome.as_ref().err().map(OssError::code);
    if let Err(error) = &outcome {
        Trail::refused(error.code(), error.message());
    }
    let mut response = outcome.unwrap_or_else(|error| {
        error.into_response(&parts.method, &request_id, &request::host(&parts))
    });
    tracing::info!(
        method = %parts.method,
        path = parts.uri.path(),
        request_id,
        status = response.status().as_u16(),
        code,
        "OSS request answered"
    );
    finish_reading(cloud, &parts, body);
    if cloud.storage.is_durable() {
        let (method, host) = (parts.method.clone(), request::host(&parts));
        let addressee = Addressee { method, request_id: request_id.clone(), host };
        response.extensions_mut().insert(addressee);
    }
    let headers = response.headers_mut();
    if parts.method != Method::OPTIONS {
        cors::mark(cloud, &parts, headers);
    }
    headers.insert(header::SERVER, SERVER);
    if let Ok(id) = HeaderValue::try_from(request_id) {
        headers.insert("x-oss-request-id", id);
    }
    let milliseconds = cloud.now().duration_since(begun).as_millis().max(0);
    if let Ok(time) = HeaderValue::try_from(milliseconds.to_string()) {
        headers.insert("x-oss-server-time", time);
    }
    response
}

/// Whether the request is about a bucket: then its rules answer a preflight.
pub(crate) fn names_bucket<B>(request: &Request<B>) -> bool {
    let host = request::host_of(request.uri(), request.headers());
    Target::of(&host, request.uri().path()).is_ok_and(|target| target.bucket.is_some())
}

async fn handle(
    cloud: &Arc<Cloud>,
    parts: &Parts,
    body: &mut Body,
    now: Timestamp,
) -> Result<Response<Body>, OssError> {
    let request = OssRequest::parse(parts, now)?;
    if request.method == Method::OPTIONS {
        return cors::preflight(cloud, &request);
    }
    if let Some(refuse) = Refuse::of(&parts.extensions) {
        return Err(refuse.oss());
    }
    let operation = Operation::of(&request)?;
    if operation == Operation::PostObject {
        // Who asks stands in the form.
        return post_object::post_object(cloud, &request, body).await;
    }
    let caller = authenticate(&cloud.identities, &cloud.config.region, &request)?;
    Trail::authenticated();
    if operation.needs_bucket() {
        find_bucket(cloud, &request)?;
    }
    match &caller {
        None => anonymous::allow(cloud, &request, &operation)?,
        // Each of its keys is judged when they are known.
        Some(_) if operation == Operation::DeleteMultipleObjects => (),
        Some(caller) => allow(cloud, caller, &request, &operation)?,
    }
    dispatch::perform(cloud, &request, operation, caller.as_ref(), body).await
}

/// Whether the bucket is there, and of the region whose endpoint was asked.
fn find_bucket(cloud: &Cloud, request: &OssRequest) -> Result<(), OssError> {
    let Some(bucket) = &request.target.bucket else { return Ok(()) };
    if cloud.objects.bucket(bucket).is_none() {
        return Err(OssError::no_such_bucket(bucket));
    }
    let region = &cloud.config.region;
    if request.region.as_ref().is_some_and(|asked| asked != region) {
        return Err(OssError::other_endpoint(bucket, region));
    }
    Ok(())
}

/// Reads to the end what was not read of a refused request, while the answer goes out: a client
/// that is still sending would see its connection broken before it sees the answer. One that waits
/// to be told to go on (`Expect: 100-continue`) is not told.
fn finish_reading(cloud: &Cloud, parts: &Parts, mut body: Body) {
    if body.is_end_stream() || parts.headers.contains_key(header::EXPECT) {
        return;
    }
    cloud.tasks.spawn(async move { while let Some(Ok(_)) = body.frame().await {} });
}

#[cfg(test)]
mod tests;
