//! A function that does what it is told, for the tests of the adapters: it says what reached it,
//! panics, takes its time. With `PROBE=event` it takes events, else HTTP requests.

use std::{process::ExitCode, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use runtime::{Context, Event, EventFunction, HttpFunction, Outcome, Ports, Route, answer};
use serde_json::{Map, Value, json};
use settings::SettingsError;

settings::settings! {
    /// What the probe reads.
    pub struct ProbeSettings {
        /// Nothing hangs on it.
        default word: String = "PROBE_WORD" "none",
    }
}

struct Probe;

impl Probe {
    // The form of every function's constructor.
    #[allow(clippy::unnecessary_wraps)]
    fn new(_: &ProbeSettings, _: &Ports) -> Result<Self, SettingsError> {
        Ok(Self)
    }
}

/// Panics or waits, where the body says so.
async fn obey(body: &[u8]) {
    match body {
        #[allow(clippy::panic, reason = "it is what is tested")]
        b"panic" => panic!("the probe was told to panic"),
        b"wait" => tokio::time::sleep(Duration::from_mins(5)).await,
        _ => (),
    }
}

#[async_trait]
impl HttpFunction for Probe {
    fn name(&self) -> &'static str {
        "probe"
    }

    fn routes(&self) -> &'static [Route] {
        &[
            Route { method: "POST", path: "/probe" },
            Route { method: "GET", path: "/probe/{id}" },
            Route { method: "PUT", path: "/probe" },
        ]
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        obey(request.body()).await;
        let mut headers = Map::new();
        for (name, value) in request.headers() {
            let values = headers.entry(name.as_str()).or_insert_with(|| json!([]));
            if let Value::Array(values) = values {
                values.push(String::from_utf8_lossy(value.as_bytes()).into());
            }
        }
        let left = context.deadline.saturating_duration_since(tokio::time::Instant::now());
        let seen = json!({
            "Method": request.method().as_str(),
            "Path": request.uri().path(),
            "Query": request.uri().query(),
            "Headers": headers,
            "Body": String::from_utf8_lossy(request.body()),
            "RequestId": context.request_id.as_str(),
            "Function": context.function,
            "Platform": format!("{:?}", context.platform),
            "ClientAddress": context.client_address.map(|address| address.to_string()),
            "RoleKey": context.credentials.as_ref().map(|keys| &keys.access_key_id),
            "SecondsLeft": left.as_secs(),
        });
        answer::json(StatusCode::OK, &seen)
    }
}

#[async_trait]
impl EventFunction for Probe {
    fn name(&self) -> &'static str {
        "probe"
    }

    async fn handle(&self, event: Event, context: &Context) -> Outcome {
        let body = String::from_utf8_lossy(&event.body).into_owned();
        tracing::info!(
            source = ?event.source,
            id = event.id,
            %body,
            role_key = context.credentials.as_ref().map(|keys| &keys.access_key_id),
            "probed"
        );
        // Where a platform takes nothing but objects, the order stands in one.
        let order = serde_json::from_slice(&event.body).ok();
        let order = order.and_then(|event: Value| event["Do"].as_str().map(str::to_owned));
        let order = order.unwrap_or(body);
        obey(order.as_bytes()).await;
        match order.as_str() {
            "retry" => Outcome::Retry("told so".into()),
            "drop" => Outcome::Drop("told so".into()),
            _ => Outcome::Done,
        }
    }
}

fn main() -> ExitCode {
    match std::env::var("PROBE").as_deref() {
        Ok("event") => runtime::run_event(Probe::new),
        _ => runtime::run_http(Probe::new),
    }
}
