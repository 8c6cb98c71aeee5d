//! The events that Lambda brings to an event function.

use std::collections::BTreeMap;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use bytes::Bytes;
use futures_util::future::join_all;
use serde_json::Value;

use super::Failure;
use crate::{Context, Event, EventFunction, EventSource, event};

/// What came.
#[derive(Debug)]
pub(super) enum Payload {
    /// Messages of a queue, each of which is answered for itself.
    Batch(Vec<Message>),
    /// One event.
    One(Event),
}

/// A message with what is needed to answer for it.
#[derive(Debug)]
pub(super) struct Message {
    id: String,
    /// `MessageGroupId` of a FIFO queue: within it the order counts.
    group: Option<String>,
    body: String,
}

/// Reads a payload.
pub(super) fn read(payload: &str) -> Result<Payload, Failure> {
    let event: Value = serde_json::from_str(payload)
        .map_err(|error| Failure::unsupported(format!("the event is no JSON: {error}")))?;
    let Some(fields) = event.as_object() else {
        return Err(Failure::unsupported("the event is no JSON object"));
    };
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let one =
        |source, body: Bytes| Payload::One(Event { id: text("id").map(Into::into), source, body });
    if let Some(records) = fields.get("Records") {
        let source = &records[0]["eventSource"];
        if source != "aws:sqs" {
            return Err(Failure::unsupported(format!("records of {source} are not supported")));
        }
        return batch(payload);
    }
    if fields.contains_key("requestContext") {
        return Err(Failure::unsupported("this function answers no HTTP requests"));
    }
    match (text("detail-type"), fields.get("detail")) {
        (Some("Scheduled Event"), detail) => {
            let body = detail.map(Value::to_string).unwrap_or_default();
            Ok(one(EventSource::Schedule, body.into()))
        }
        (Some(_), Some(detail)) => Ok(one(EventSource::Bus, detail.to_string().into())),
        _ => {
            let body = Bytes::copy_from_slice(payload.as_bytes());
            Ok(Payload::One(Event { id: None, source: EventSource::Invoke, body }))
        }
    }
}

fn batch(payload: &str) -> Result<Payload, Failure> {
    let event: SqsEvent = serde_json::from_str(payload)
        .map_err(|error| Failure::unsupported(format!("the records cannot be read: {error}")))?;
    let messages = event.records.into_iter().map(|record| {
        let SqsMessage { message_id, body, mut attributes, .. } = record;
        // Without an id its failure could not be told, and the message would be lost.
        let id = message_id.ok_or_else(|| Failure::unsupported("a record has no messageId"))?;
        Ok(Message {
            id,
            group: attributes.remove("MessageGroupId"),
            body: body.unwrap_or_default(),
        })
    });
    messages.collect::<Result<_, _>>().map(Payload::Batch)
}

/// Handles the groups side by side and the messages of a group one after the other. What comes
/// behind a failed message of its group is left for the next delivery too, as the order demands.
pub(super) async fn handle_batch(
    function: &dyn EventFunction,
    messages: Vec<Message>,
    context: &Context,
) -> SqsBatchResponse {
    let mut groups: BTreeMap<Option<String>, Vec<Message>> = BTreeMap::new();
    let mut alone = Vec::new();
    for message in messages {
        match &message.group {
            Some(_) => groups.entry(message.group.clone()).or_default().push(message),
            // A queue that is no FIFO queue promises no order.
            None => alone.push(vec![message]),
        }
    }
    let handled =
        groups.into_values().chain(alone).map(|group| handle_group(function, group, context));
    let mut response = SqsBatchResponse::default();
    for id in join_all(handled).await.into_iter().flatten() {
        response.add_failure(id);
    }
    response
}

/// The ids of those that have to come again.
async fn handle_group(
    function: &dyn EventFunction,
    messages: Vec<Message>,
    context: &Context,
) -> Vec<String> {
    let mut failed = Vec::new();
    for message in messages {
        if failed.is_empty() {
            let source = EventSource::Queue;
            let event =
                Event { id: Some(message.id.clone()), source, body: Bytes::from(message.body) };
            if event::handle(function, event, context).await.is_ok() {
                continue;
            }
        }
        failed.push(message.id);
    }
    failed
}
