//! What the adapters make of bytes, for whoever throws any bytes at them.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use super::{FixedClock, ScriptedTransport, ports_over};
use crate::{
    Event, EventFunction, HttpFunction,
    front::Front,
    function_compute,
    lambda::Adapter,
    served::{Late, Served},
};

/// What this HTTP function answers to a payload of Lambda, or the name of the failure.
///
/// # Errors
/// The stable name of an invocation that failed.
pub async fn http_on_lambda(
    function: Arc<dyn HttpFunction>,
    payload: &str,
) -> Result<Value, &'static str> {
    let name = function.name();
    on_lambda(Served::Http(Front::new(vec![function]).unwrap()), name, payload).await
}

/// What this event function answers to a payload of Lambda, or the name of the failure.
///
/// # Errors
/// The stable name of an invocation that failed.
pub async fn event_on_lambda(
    function: Arc<dyn EventFunction>,
    payload: &str,
) -> Result<Value, &'static str> {
    let name = function.name();
    on_lambda(Served::Event(function), name, payload).await
}

async fn on_lambda(served: Served, name: &str, payload: &str) -> Result<Value, &'static str> {
    let clock = FixedClock::at("2026-01-02T03:04:05Z");
    let adapter = Adapter::new(Late::ready(served), &ports_over(ScriptedTransport::new([]), clock));
    let config = lambda_runtime::Config { function_name: name.into(), ..Default::default() };
    let mut invocation = lambda_runtime::Context::default();
    invocation.env_config = Arc::new(config);
    let answer = adapter.answer(payload, &invocation).await;
    answer.map(|answer| serde_json::to_value(answer).unwrap()).map_err(|failure| failure.name)
}

/// The events in the body of an invocation of Function Compute.
///
/// # Errors
/// Why it holds none.
pub fn events_of_function_compute(body: &Bytes) -> Result<Vec<Event>, &'static str> {
    function_compute::read_events(body)
}
