//! `/_local/*`: what a developer turns and reads of this cloud, and the real one does not have.
//!
//! The clock, faults, the events that were sent, what is stored, and why a request was refused. Only
//! the machine itself is served ([`guard`]). Everything is JSON; an error is `Code` and `Message`.

mod answer;
mod clock;
mod events;
mod explain;
mod faults;
mod guard;
mod state;
mod trail;

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};

use crate::body::{Body, CollectError, collect};
use crate::state::Cloud;
use answer::LocalError;
pub(crate) use clock::resume as resume_clock;
pub(crate) use explain::{Explanations, Signed, oss, rpc};
pub(crate) use faults::{Faults, Refuse, Tampering};
pub(crate) use trail::Trail;

/// The largest body, in bytes.
const LARGEST: usize = 64 * 1024;

/// The segments of a path behind `/_local/`.
type Segments<'a> = [&'a str];

/// Answers a request for `/_local/*`.
pub(crate) async fn serve(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    match handle(cloud, request).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

/// The answer when the disk has failed.
pub(crate) fn unavailable() -> Response<Body> {
    LocalError::unavailable().into_response()
}

async fn handle(cloud: &Arc<Cloud>, request: Request<Body>) -> Result<Response<Body>, LocalError> {
    guard::admit(&request)?;
    let (parts, mut body) = request.into_parts();
    let body = collect(&mut body, LARGEST).await.map_err(|error| match error {
        CollectError::TooLarge => LocalError::bad_request("the body is larger than 64 KB"),
        CollectError::Incomplete => LocalError::bad_request("the body ended early"),
    })?;
    let path = parts.uri.path();
    let segments: Vec<&str> =
        path.trim_start_matches("/_local/").trim_end_matches('/').split('/').collect();
    route(cloud, &parts.method, &segments, &body)
        .await
        .unwrap_or_else(|| Err(LocalError::not_found(format!("there is no {path} here"))))
}

/// `None` when nothing is at this path.
async fn route(
    cloud: &Arc<Cloud>,
    method: &Method,
    segments: &Segments<'_>,
    body: &Bytes,
) -> Option<Result<Response<Body>, LocalError>> {
    Some(match segments {
        ["clock"] => clock::serve(cloud, method, body),
        ["faults"] => faults::serve(cloud, method, None, body),
        ["faults", id] => faults::serve(cloud, method, Some(id), body),
        ["events"] => events::all(cloud, method),
        ["events", id] => events::one(cloud, method, id),
        ["events", id, "replay"] => events::replay(cloud, method, id, body).await,
        ["state"] => state::serve(cloud, method),
        ["explain", request_id] => explain::serve(cloud, method, request_id),
        _ => return None,
    })
}
