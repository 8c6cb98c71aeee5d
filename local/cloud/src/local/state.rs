//! `/_local/state`: what there is. Ids only: no secret, no token, no content.

use http::{Method, Response};
use serde_json::{Map, Value, json};

use super::answer::{LocalError, json};
use super::clock::Time;
use super::faults;
use crate::body::Body;
use crate::state::Cloud;

/// Answers GET.
pub(super) fn serve(cloud: &Cloud, method: &Method) -> Result<Response<Body>, LocalError> {
    if *method != Method::GET {
        return Err(LocalError::method_not_allowed(method, "GET"));
    }
    let mut all = Map::new();
    for part in [
        json!({"Clock": Time::of(cloud), "Faults": faults::list(cloud)}),
        cloud.objects.census(),
        cloud.vod.census(),
        json!({"AccessKeys": cloud.identities.census()}),
    ] {
        if let Value::Object(part) = part {
            all.extend(part);
        }
    }
    Ok(json(&all))
}
