//! Every request comes in here and goes to VOD and STS, to OSS, or to this cloud itself.

mod cors;
mod door;
mod failure;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use model::time::http_date;

use crate::body::{Body, collect, full};
use crate::state::Cloud;
use crate::{local, rpc};
use door::Door;

/// The largest RPC body, in bytes.
const LARGEST_FORM: usize = 1024 * 1024;

/// Answers every request, with CORS headers and the cloud's own date.
pub(crate) async fn serve(cloud: Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let mut response = route(&cloud, request).await;
    // An answer is a promise: nobody hears of what a kill could still undo.
    if cloud.storage.settled().await.is_err() {
        response = failure::in_place_of(&response);
    }
    if let Ok(date) = HeaderValue::from_str(&http_date(cloud.now())) {
        response.headers_mut().insert(header::DATE, date);
    }
    tracing::debug!(%method, path, status = response.status().as_u16(), "answered");
    response
}

async fn route(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    match Door::of(&request) {
        Door::Oss => local::oss(cloud, request).await,
        _ if *request.method() == Method::OPTIONS => readable(cors::preflight(request.headers())),
        Door::Local => readable(here(cloud, request).await),
        Door::Rpc => readable(call(cloud, request).await),
        Door::Form => form(cloud, request).await,
    }
}

/// Lets web pages read an answer. Who may read one of OSS is for the rules of the bucket to say.
fn readable(mut response: Response<Body>) -> Response<Body> {
    cors::allow(response.headers_mut());
    response
}

async fn here(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    match request.uri().path() {
        "/_local/health" => answer(StatusCode::OK, "ok\n"),
        _ => local::serve(cloud, request).await,
    }
}

async fn call(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    match buffered(cloud, request).await {
        Ok(request) => local::rpc(cloud, request).await,
        Err(refused) => refused,
    }
}

/// A form on the root path: its fields decide.
async fn form(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    match buffered(cloud, request).await {
        Ok(request)
            if rpc::is_call(request.headers(), request.uri().query(), Some(request.body())) =>
        {
            readable(local::rpc(cloud, request).await)
        }
        Ok(request) => local::oss(cloud, request.map(full)).await,
        Err(refused) => readable(refused),
    }
}

/// The whole request, or the refusal of one that can't be had.
async fn buffered(cloud: &Cloud, request: Request<Body>) -> Result<Request<Bytes>, Response<Body>> {
    let (parts, mut body) = request.into_parts();
    let collected = collect(&mut body, LARGEST_FORM).await;
    let request = Request::from_parts(parts, Bytes::new());
    match collected {
        Ok(bytes) => Ok(request.map(|_| bytes)),
        Err(error) => Err(rpc::refuse_body(cloud, &request, error).map(full)),
    }
}

fn answer(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(full(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
