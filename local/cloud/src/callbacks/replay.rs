//! Shows the attempts that were made, and makes one again, for a receiver that is being written.

use serde_json::{Value, json};

use super::log::Attempt;
use super::post::Request;
use super::{Callbacks, Post as _, sign};
use crate::state::Cloud;

/// Every remembered attempt, oldest first.
pub(crate) fn events(cloud: &Cloud) -> Vec<Value> {
    let all = cloud.vod.callbacks().log.all();
    all.iter().map(|(number, attempt)| describe(*number, attempt)).collect()
}

/// One attempt.
pub(crate) fn event(cloud: &Cloud, number: u64) -> Option<Value> {
    let attempt = cloud.vod.callbacks().log.find(number)?;
    Some(describe(number, &attempt))
}

/// Sends the body of an attempt again, once: signed anew, or with the old time and signature.
pub(crate) async fn replay(cloud: &Cloud, number: u64, stale: bool) -> Option<Value> {
    let callbacks: &Callbacks = cloud.vod.callbacks();
    let Attempt { mut delivery, signature, target } = callbacks.log.find(number)?;
    delivery.sent_at = cloud.now();
    let signature = if stale { signature } else { sign(&target, delivery.sent_at) };
    let body = delivery.body.clone();
    let request = Request { url: &target.url, signature: signature.clone(), body };
    delivery.outcome = callbacks.http.post(request).await;
    tracing::info!(event = delivery.event_type, stale, outcome = %delivery.outcome, "replayed");
    let again = Attempt { delivery, signature, target };
    let number = callbacks.log.add(again.clone());
    Some(describe(number, &again))
}

fn describe(number: u64, attempt: &Attempt) -> Value {
    let Attempt { delivery, signature, .. } = attempt;
    json!({
        "id": number,
        "Time": delivery.sent_at,
        "URL": delivery.url,
        "EventType": delivery.event_type,
        "MediaId": delivery.media_id,
        "Attempt": delivery.attempt,
        "Timestamp": signature.as_ref().map(|signature| &signature.timestamp),
        "Signature": signature.as_ref().map(|signature| &signature.signature),
        "Body": delivery.body,
        "Outcome": delivery.outcome.to_string(),
    })
}
