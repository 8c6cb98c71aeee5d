//! Who serves a request: RPC (VOD and STS) or OSS, whatever the Host says.
//!
//! Official clients reach VOD and STS under 127.0.0.1, localhost or the real names, so the Host
//! can't decide. An `Action` on the root path does: in the query, in a form, or in `x-acs-action`.

mod cors;

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use model::time::http_date;

use crate::body::{Body, CollectError, collect, full};
use crate::state::Cloud;
use crate::{oss, rpc};

/// The largest RPC body, in bytes.
const LARGEST_FORM: usize = 1024 * 1024;

/// Answers every request, with CORS headers and the cloud's own date.
pub(crate) async fn serve(cloud: Arc<Cloud>, request: Request<Incoming>) -> Response<Body> {
    let request = request.map(|body| body.map_err(io::Error::other).boxed_unsync());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let mut response = if method == Method::OPTIONS {
        cors::preflight(request.headers())
    } else {
        route(&cloud, request).await
    };
    cors::allow(response.headers_mut());
    if let Ok(date) = HeaderValue::from_str(&http_date(cloud.now())) {
        response.headers_mut().insert(header::DATE, date);
    }
    tracing::debug!(%method, path, status = response.status().as_u16(), "answered");
    response
}

async fn route(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    match request.uri().path() {
        "/_local/health" => answer(StatusCode::OK, "ok\n"),
        "/" if names_action(&request, None) || is_form(&request) => {
            root(cloud, request).await.unwrap_or_else(|refused| refused)
        }
        _ => oss::serve(cloud, request).await,
    }
}

/// A call on the root path, or a form, which may be one: its fields decide.
async fn root(
    cloud: &Arc<Cloud>,
    request: Request<Body>,
) -> Result<Response<Body>, Response<Body>> {
    let request = buffered(request).await?;
    if names_action(&request, Some(request.body())) {
        Ok(rpc::serve(cloud, &request).map(full))
    } else {
        Ok(oss::serve(cloud, request.map(full)).await)
    }
}

fn names_action<B>(request: &Request<B>, body: Option<&[u8]>) -> bool {
    rpc::names_an_action(request.headers(), request.uri().query(), body)
}

fn is_form(request: &Request<Body>) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
}

async fn buffered(request: Request<Body>) -> Result<Request<Bytes>, Response<Body>> {
    let (parts, mut body) = request.into_parts();
    match collect(&mut body, LARGEST_FORM).await {
        Ok(bytes) => Ok(Request::from_parts(parts, bytes)),
        Err(CollectError::TooLarge) => {
            Err(answer(StatusCode::PAYLOAD_TOO_LARGE, "The request body exceeds 1 MB.\n"))
        }
        Err(CollectError::Incomplete) => {
            Err(answer(StatusCode::BAD_REQUEST, "The request body is incomplete.\n"))
        }
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
