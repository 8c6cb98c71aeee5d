//! `/_local/events`: what was sent to callback URLs, each attempt; `{id}/replay` sends it again.

use bytes::Bytes;
use http::{Method, Response};
use serde::Deserialize;
use serde_json::json;

use super::answer::{LocalError, json, read};
use crate::body::Body;
use crate::callbacks;
use crate::state::Cloud;

/// Answers GET for all.
pub(super) fn all(cloud: &Cloud, method: &Method) -> Result<Response<Body>, LocalError> {
    only(method, &Method::GET, "GET")?;
    Ok(json(&json!({"Events": callbacks::events(cloud)})))
}

/// Answers GET for one.
pub(super) fn one(cloud: &Cloud, method: &Method, id: &str) -> Result<Response<Body>, LocalError> {
    only(method, &Method::GET, "GET")?;
    let found = id.parse().ok().and_then(|id| callbacks::event(cloud, id));
    found.map(|event| json(&event)).ok_or_else(|| none(id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    /// With the time and signature that it had.
    #[serde(default)]
    stale: bool,
}

/// Answers POST with the new attempt.
pub(super) async fn replay(
    cloud: &Cloud,
    method: &Method,
    id: &str,
    body: &Bytes,
) -> Result<Response<Body>, LocalError> {
    only(method, &Method::POST, "POST")?;
    let Replay { stale } = read(body)?;
    let id_number = id.parse().map_err(|_| none(id))?;
    let sent = callbacks::replay(cloud, id_number, stale).await;
    sent.map(|event| json(&event)).ok_or_else(|| none(id))
}

fn only(method: &Method, taken: &Method, allow: &'static str) -> Result<(), LocalError> {
    if method == taken { Ok(()) } else { Err(LocalError::method_not_allowed(method, allow)) }
}

fn none(id: &str) -> LocalError {
    LocalError::not_found(format!("there is no event {id} among the last 1,000 attempts"))
}
