//! OSS: who asks is established, then what is asked, then whether they may, then it is done.
//!
//! The order of the checks is that of the cloud as far as its documentation tells it: names, form
//! of the signature, date, AccessKey, token, region, signature, bucket, policy, operation. Clients
//! react to the first code that they get, so the order is part of the interface.

mod authentication;
mod complete;
mod conditions;
mod error;
mod get_object;
mod incoming;
mod multipart;
mod operation;
mod put_object;
mod range;
mod request;
mod target;
mod xml;

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderValue, Request, Response, header};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use jiff::Timestamp;

use crate::body::Body;
use crate::identities::Decision;
use crate::state::Cloud;
use authentication::{Caller, authenticate};
use error::OssError;
use operation::Operation;
use request::OssRequest;

/// What an operation works with: the request was verified and is allowed.
struct Call<'a> {
    cloud: &'a Arc<Cloud>,
    request: &'a OssRequest,
    bucket: &'a str,
    key: &'a str,
}

/// Answers one request.
pub(crate) async fn serve(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    let begun = cloud.now();
    let request_id = cloud.config.randomness.hex(12).to_ascii_uppercase();
    let (parts, mut body) = request.into_parts();
    let outcome = handle(cloud, &parts, &mut body, begun).await;
    let code = outcome.as_ref().err().map(OssError::code);
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
    let headers = response.headers_mut();
    headers.insert(header::SERVER, HeaderValue::from_static("AliyunOSS"));
    if let Ok(id) = HeaderValue::try_from(request_id) {
        headers.insert("x-oss-request-id", id);
    }
    let milliseconds = cloud.now().duration_since(begun).as_millis().max(0);
    if let Ok(time) = HeaderValue::try_from(milliseconds.to_string()) {
        headers.insert("x-oss-server-time", time);
    }
    response
}

async fn handle(
    cloud: &Arc<Cloud>,
    parts: &Parts,
    body: &mut Body,
    now: Timestamp,
) -> Result<Response<Body>, OssError> {
    let request = OssRequest::parse(parts, now)?;
    let operation = Operation::of(&request)?;
    let caller = authenticate(&cloud.identities, &cloud.config.region, &request)?;
    let (Some(bucket), key) = (&request.target.bucket, &request.target.key) else {
        allow(cloud, &caller, &request, &operation)?;
        return Err(operation.not_implemented());
    };
    if !cloud.objects.has_bucket(bucket) {
        return Err(OssError::no_such_bucket(bucket));
    }
    allow(cloud, &caller, &request, &operation)?;
    let Some(key) = key else {
        return Err(operation.not_implemented());
    };
    let call = Call { cloud, request: &request, bucket, key };
    match operation {
        Operation::PutObject => put_object::put_object(&call, body).await,
        Operation::GetObject => get_object::get_object(&call),
        Operation::HeadObject => get_object::head_object(&call),
        Operation::GetObjectMeta => get_object::get_object_meta(&call),
        Operation::InitiateMultipartUpload => multipart::initiate(&call),
        Operation::UploadPart { number, upload_id } => {
            multipart::upload_part(&call, number, &upload_id, body).await
        }
        Operation::ListParts { upload_id, marker, max_parts } => {
            multipart::list_parts(&call, &upload_id, marker, max_parts)
        }
        Operation::CompleteMultipartUpload { upload_id } => {
            complete::complete(&call, &upload_id, body).await
        }
        Operation::AbortMultipartUpload { upload_id } => multipart::abort(&call, &upload_id),
        Operation::Unsupported { .. } => Err(operation.not_implemented()),
    }
}

fn allow(
    cloud: &Cloud,
    caller: &Caller,
    request: &OssRequest,
    operation: &Operation,
) -> Result<(), OssError> {
    let resource = request.target.resource(&cloud.config.account.id);
    let action = operation.action();
    match caller.key.permission.allows(&action, &resource) {
        Decision::Allowed => Ok(()),
        Decision::Denied(denial) => {
            let principal = &caller.key.principal;
            tracing::debug!(caller.access_key_id, %action, resource, ?denial, "denied");
            Err(OssError::denied_by_policy(&action, principal, denial))
        }
    }
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
