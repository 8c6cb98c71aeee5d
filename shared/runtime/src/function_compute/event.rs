//! The events that triggers bring, each in the wrapping of its kind.
//!
//! A trigger is known by the fields that only its kind has. What is none of them is taken as the
//! event itself: somebody invoked the function with it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::{Event, EventSource};

/// Reads the body of an invocation. EventBridge may bring several events as an array.
pub(crate) fn read(body: &Bytes) -> Result<Vec<Event>, &'static str> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(vec![one(&fields, || body.clone())]),
        Ok(Value::Array(items)) if !items.is_empty() => items
            .into_iter()
            .map(|item| match item {
                Value::Object(fields) => {
                    Ok(one(&fields, || Value::Object(fields.clone()).to_string().into()))
                }
                _ => Err("The event is an array of something else than objects."),
            })
            .collect(),
        Ok(_) => Err("The event is no JSON object."),
        Err(_) => Err("The event is no JSON."),
    }
}

fn one(fields: &Map<String, Value>, whole: impl Fn() -> Bytes) -> Event {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let event = |id: Option<String>, source, body| Event { id, source, body };
    if let (Some(_), Some(message)) = (text("TopicName"), text("Message")) {
        event(text("MessageId").map(Into::into), EventSource::Topic, unwrapped(message))
    } else if let (Some(message), true) = (text("body"), fields.contains_key("attrs")) {
        event(None, EventSource::Topic, unwrapped(message))
    } else if let (Some(_), Some(data)) = (text("specversion"), fields.get("data")) {
        // The documentation calls source and id together the key of an event.
        let id = text("id").map(|id| format!("{} {id}", text("source").unwrap_or_default()));
        match (data, data.get("messageBody").and_then(Value::as_str)) {
            // An MNS queue as the source of a rule (type `mns:Queue:SendMessage`).
            (_, Some(message)) => event(id, EventSource::Queue, unwrapped(message)),
            (Value::String(data), None) => event(id, EventSource::Bus, unwrapped(data)),
            (other, None) => event(id, EventSource::Bus, other.to_string().into()),
        }
    } else if let (Some(_), Some(_)) = (text("triggerTime"), text("triggerName")) {
        let payload = text("payload").unwrap_or_default().to_owned();
        event(None, EventSource::Schedule, payload.into())
    } else {
        event(None, EventSource::Invoke, whole())
    }
}

/// A message as it was published. SDKs of MNS encode it in base64 unless told otherwise, and nothing
/// in the wrapping says so; an event begins with `{`, which base64 never does.
fn unwrapped(message: &str) -> Bytes {
    let trimmed = message.trim();
    if !trimmed.starts_with('{')
        && let Ok(decoded) = STANDARD.decode(trimmed)
        && decoded.trim_ascii_start().starts_with(b"{")
    {
        return decoded.into();
    }
    message.to_owned().into()
}
