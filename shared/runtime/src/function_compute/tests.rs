//! Over real sockets: what the platform sends, and what it is answered.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use client::{HttpTransport, Transport as _};
use http::StatusCode;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    Event, EventSource, HttpFunction, Outcome, Platform, Route,
    front::Front,
    testing::{FixedClock, FixedRandomness},
};

/// Shows what reached it.
struct Echo;

#[async_trait]
impl HttpFunction for Echo {
    fn name(&self) -> &'static str {
        "echo"
    }

    fn routes(&self) -> &'static [Route] {
        &[
            Route { method: "POST", path: "/echo" },
            Route { method: "POST", path: "/invoke" },
            Route { method: "GET", path: "/panic" },
        ]
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        assert!(request.uri().path() != "/panic", "as asked");
        let names: Vec<_> = request.headers().keys().map(ToString::to_string).collect();
        answer::json(
            StatusCode::OK,
            &json!({
                "Path": request.uri().to_string(), "Body": String::from_utf8_lossy(request.body()),
                "Platform": format!("{:?}", context.platform), "Id": context.request_id,
                "Key": context.credentials.as_ref().map(|keys| keys.access_key_id.clone()),
                "Client": context.client_address,
                "Reserved": names.iter().any(|name| name.starts_with("x-fc-")),
            }),
        )
    }
}

/// Keeps what it was given, and makes of it what its body says.
#[derive(Default)]
struct Obeys(Mutex<Vec<(EventSource, Option<String>, String)>>);

#[async_trait]
impl EventFunction for Obeys {
    fn name(&self) -> &'static str {
        "obeys"
    }

    async fn handle(&self, event: Event, context: &Context) -> Outcome {
        assert_eq!(context.platform, Platform::FunctionCompute);
        let body = String::from_utf8_lossy(&event.body).into_owned();
        self.0.lock().unwrap().push((event.source, event.id, body.clone()));
        match body {
            body if body.contains("retry") => Outcome::Retry("busy".into()),
            body if body.contains("drop") => Outcome::Drop("unknown".into()),
            body if body.contains("panic") => panic!("as asked"),
            _ => Outcome::Done,
        }
    }
}

struct Server {
    address: SocketAddr,
    _stop: tokio_util::sync::DropGuard,
}

struct Answer {
    status: u16,
    failed: bool,
    body: Value,
}

impl Server {
    async fn start(served: Served) -> Self {
        let listener = local::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let clock = FixedClock::at("2026-01-02T03:04:05Z");
        let adapter = Adapter { served, clock, randomness: FixedRandomness::new(1) };
        let stop = CancellationToken::new();
        let asked = stop.clone();
        tokio::spawn(async move {
            server::serve(Arc::new(adapter), vec![listener], None, asked.cancelled()).await;
        });
        Self { address, _stop: stop.drop_guard() }
    }

    async fn http() -> Self {
        Self::start(Served::Http(Front::new(vec![Arc::new(Echo)]).unwrap())).await
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request =
            Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
        let answer = HttpTransport::default().send(request).await.unwrap();
        Answer {
            status: answer.status().as_u16(),
            failed: answer.headers().get("x-fc-status").is_some_and(|mark| mark == "404"),
            body: serde_json::from_slice(answer.body()).unwrap_or_default(),
        }
    }
}

const THROUGH: (&str, &str) = ("x-fc-control-path", "/http-invoke");
const EVENT: (&str, &str) = ("x-fc-control-path", "/invoke");

#[tokio::test]
async fn a_client_s_request_comes_through_with_what_the_platform_says() {
    let server = Server::http().await;
    let headers = [
        THROUGH,
        ("x-fc-request-id", "1-67a59f35-150c1267-f381ba1c085c"),
        ("x-fc-access-key-id", "STS.role"),
        ("x-fc-access-key-secret", "hush"),
        ("x-fc-security-token", "token"),
        ("x-fc-client-ip", "203.0.113.9"),
    ];
    let answer = server.send("POST", "/echo?a=1&a=2", &headers, "hello").await;
    assert_eq!(
        answer.body,
        json!({
            "Path": "/echo?a=1&a=2", "Body": "hello", "Platform": "FunctionCompute",
            "Id": "1-67a59f35-150c1267-f381ba1c085c", "Key": "STS.role", "Client": "203.0.113.9",
            "Reserved": false,
        })
    );
}

#[tokio::test]
async fn empty_headers_are_absent_and_credentials_are_of_one_call() {
    let server = Server::http().await;
    let role = [
        THROUGH,
        ("x-fc-access-key-id", "STS.role"),
        ("x-fc-access-key-secret", "hush"),
        ("x-fc-security-token", "token"),
    ];
    assert_eq!(server.send("POST", "/echo", &role, "").await.body["Key"], "STS.role");
    let empty = [
        THROUGH,
        ("x-fc-access-key-id", "STS.role"),
        ("x-fc-access-key-secret", ""),
        ("x-fc-security-token", " "),
        ("x-fc-request-id", ""),
    ];
    for headers in [&empty[..], &[THROUGH][..]] {
        let answer = server.send("POST", "/echo", headers, "").await;
        assert_eq!((answer.status, &answer.body["Key"]), (200, &Value::Null));
        assert!(!answer.body["Id"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_control_path_of_the_platform_wins_over_the_path() {
    let server = Server::http().await;
    // A route of the function's own that looks like a control path.
    let answer = server.send("POST", "/invoke", &[THROUGH], "").await;
    assert_eq!((answer.status, answer.failed), (200, false));
    let answer = server.send("POST", "/invoke", &[EVENT], "{}").await;
    assert_eq!((answer.status, answer.failed), (400, true));
    assert_eq!(answer.body["Code"], "UnsupportedEvent");
    for control in ["/initialize", "/pre-stop"] {
        let headers = [("x-fc-control-path", control)];
        assert_eq!(server.send("POST", "/", &headers, "").await.status, 200, "{control}");
    }
    let answer = server.send("POST", "/echo", &[("x-fc-control-path", "/other")], "").await;
    assert_eq!((answer.status, answer.failed), (400, true));
}

#[tokio::test]
async fn a_panic_costs_one_call_and_is_counted() {
    let server = Server::http().await;
    let answer = server.send("GET", "/panic", &[THROUGH], "").await;
    assert_eq!((answer.status, answer.failed), (500, true));
    assert_eq!(answer.body["Code"], "InternalError");
    let answer = server.send("POST", "/nothing", &[THROUGH], "").await;
    assert_eq!((answer.status, answer.failed), (404, false));
}

async fn invoke(body: &str) -> (Answer, Vec<(EventSource, Option<String>, String)>) {
    let function = Arc::new(Obeys::default());
    let server = Server::start(Served::Event(function.clone())).await;
    let answer = server.send("POST", "/invoke", &[EVENT], body).await;
    let seen = function.0.lock().unwrap().clone();
    (answer, seen)
}

#[tokio::test]
async fn each_trigger_is_unwrapped() {
    use EventSource::{Bus, Invoke, Queue, Schedule, Topic};
    let event = r#"{"EventType":"x"}"#;
    let encoded = STANDARD.encode(event);
    let bus = |data: Value| json!({"id": "1", "source": "acs.vod", "specversion": "1.0", "type": "t", "data": data});
    let topic = |message: &str| json!({"TopicOwner": "1", "TopicName": "t", "MessageId": "m", "Message": message});
    for (body, source, id, seen) in [
        (json!({"EventType": "x"}), Invoke, None, event),
        (topic(event), Topic, Some("m"), event),
        (topic(&encoded), Topic, Some("m"), event),
        (json!({"body": encoded, "attrs": {"Extend": "{}"}}), Topic, None, event),
        (bus(json!({"EventType": "x"})), Bus, Some("acs.vod 1"), event),
        (bus(json!(event)), Bus, Some("acs.vod 1"), event),
        (bus(json!({"messageBody": encoded})), Queue, Some("acs.vod 1"), event),
        (bus(json!({"messageBody": event})), Queue, Some("acs.vod 1"), event),
        (
            json!({"triggerTime": "2026-01-02T03:04:05Z", "triggerName": "n", "payload": "p"}),
            Schedule,
            None,
            "p",
        ),
    ] {
        let (answer, all) = invoke(&body.to_string()).await;
        assert_eq!((answer.status, answer.failed), (200, false), "{body}");
        assert_eq!(all, [(source, id.map(Into::into), seen.to_owned())], "{body}");
    }
}

#[tokio::test]
async fn several_events_are_handled_and_one_failure_is_told() {
    let one =
        |data: &str| json!({"id": data, "source": "s", "specversion": "1.0", "data": {"do": data}});
    let (answer, seen) = invoke(&json!([one("done"), one("drop")]).to_string()).await;
    assert_eq!((answer.status, seen.len()), (200, 2));
    let (answer, seen) = invoke(&json!([one("retry"), one("done")]).to_string()).await;
    assert_eq!((answer.status, answer.failed, seen.len()), (500, true, 2));
}

#[tokio::test]
async fn a_failed_event_has_both_marks_of_failure() {
    for (body, status, code) in [
        (r#"{"do":"retry"}"#, 500, "EventNotProcessed"),
        (r#"{"do":"panic"}"#, 500, "EventNotProcessed"),
        ("", 400, "UnsupportedEvent"),
        ("no json", 400, "UnsupportedEvent"),
        ("[]", 400, "UnsupportedEvent"),
        ("[1]", 400, "UnsupportedEvent"),
        ("null", 400, "UnsupportedEvent"),
    ] {
        let (answer, _) = invoke(body).await;
        assert_eq!((answer.status, answer.failed), (status, true), "{body}");
        assert_eq!(answer.body["Code"], code, "{body}");
    }
}

#[tokio::test]
async fn an_event_function_answers_no_client() {
    let server = Server::start(Served::Event(Arc::new(Obeys::default()))).await;
    for headers in [&[THROUGH][..], &[]] {
        let answer = server.send("POST", "/", headers, "{}").await;
        assert_eq!((answer.status, &answer.body["Code"]), (400, &json!("UnsupportedEvent")));
    }
}
