//! The adapter without a runtime API: payload in, answer out.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::*;
use crate::{
    Event, EventSource, HttpFunction, Outcome, Platform, Route, answer,
    testing::{FixedClock, ScriptedTransport},
};

/// Shows what reached it.
struct Echo;

#[async_trait]
impl HttpFunction for Echo {
    fn name(&self) -> &'static str {
        "echo"
    }

    fn routes(&self) -> &'static [Route] {
        &[Route { method: "POST", path: "/echo/{id}" }, Route { method: "GET", path: "/panic" }]
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        assert!(request.uri().path() != "/panic", "as asked");
        let headers: serde_json::Map<String, Value> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
            .collect();
        let mut response = answer::json(
            StatusCode::OK,
            &json!({
                "Uri": request.uri().to_string(), "Headers": headers,
                "Body": String::from_utf8_lossy(request.body()),
                "Client": context.client_address, "Id": context.request_id,
                "Keys": context.credentials.is_some(), "Function": context.function,
                "Claims": context.platform_claims,
            }),
        );
        for cookie in ["a=1", "b=2"] {
            response.headers_mut().append("set-cookie", HeaderValue::from_static(cookie));
        }
        response
    }
}

/// Makes of an event what its body says.
struct Obeys;

#[async_trait]
impl EventFunction for Obeys {
    fn name(&self) -> &'static str {
        "obeys"
    }

    async fn handle(&self, event: Event, context: &Context) -> Outcome {
        assert_eq!((context.function, context.platform), ("obeys", Platform::Lambda));
        let body = String::from_utf8_lossy(&event.body).into_owned();
        match (event.source, body) {
            (_, body) if body.contains("retry") => Outcome::Retry("busy".into()),
            (_, body) if body.contains("drop") => Outcome::Drop("unknown".into()),
            (_, body) if body.contains("panic") => panic!("as asked"),
            _ => Outcome::Done,
        }
    }
}

fn adapter(served: Served) -> Adapter {
    let clock = FixedClock::at("2026-01-02T03:04:05Z");
    Adapter::new(
        Late::ready(served),
        &crate::testing::ports_over(ScriptedTransport::new([]), clock),
    )
}

async fn answer(served: Served, payload: &str) -> Result<Value, Failure> {
    let mut invocation = lambda_runtime::Context::default();
    invocation.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd".into();
    let answer = adapter(served).answer(payload, &invocation).await?;
    Ok(serde_json::to_value(answer).unwrap())
}

async fn http(payload: &Value) -> Result<Value, Failure> {
    let front = Front::new(vec![Arc::new(Echo)]).unwrap();
    answer(Served::Http(front), &payload.to_string()).await
}

async fn event(payload: &str) -> Result<Value, Failure> {
    answer(Served::Event(Arc::new(Obeys)), payload).await
}

/// An event of payload format 2.0 with these fields in place of the usual ones.
fn request(fields: &Value) -> Value {
    let mut event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/echo/1", "rawQueryString": "",
        "headers": {}, "isBase64Encoded": false,
        "requestContext": {
            "http": {"method": "POST", "path": "/echo/1", "sourceIp": "203.0.113.9"},
            "stage": "$default",
        },
    });
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

async fn seen(fields: &Value) -> Value {
    let answer = http(&request(fields)).await.unwrap();
    assert_eq!(answer["statusCode"], 200, "{answer}");
    serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn a_request_arrives_as_it_was_sent() {
    let seen = seen(&json!({
        "rawQueryString": "a=1&a=2&b=%20", "body": "aMO8", "isBase64Encoded": true,
        "headers": {"content-type": "text/plain", "x-fc-access-key-id": "forged"},
        "cookies": ["s=1", "t=2"],
    }))
    .await;
    assert_eq!(
        seen,
        json!({
            "Uri": "/echo/1?a=1&a=2&b=%20", "Body": "hü", "Client": "203.0.113.9",
            "Headers": {"content-type": "text/plain", "cookie": "s=1; t=2"},
            "Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd", "Keys": false, "Function": "echo",
            "Claims": null,
        })
    );
}

#[tokio::test]
async fn paths_are_decoded_or_behind_a_stage() {
    for (path, stage, uri) in [
        ("/echo/ü ?#", "$default", "/echo/%C3%BC%20%3F%23"),
        ("/echo/%2F", "$default", "/echo/%2F"),
        ("/echo/50% 100%zz %", "$default", "/echo/50%25%20100%25zz%20%25"),
        ("/prod/echo/1", "prod", "/echo/1"),
        ("/echo/1", "echo-not", "/echo/1"),
    ] {
        let fields = json!({"rawPath": path, "requestContext": {
            "http": {"method": "POST", "path": path}, "stage": stage,
        }});
        assert_eq!(seen(&fields).await["Uri"], uri, "{path}");
    }
}

#[tokio::test]
async fn an_answer_has_every_field_and_its_cookies_apart() {
    let answer = http(&request(&json!({}))).await.unwrap();
    assert_eq!(answer["cookies"], json!(["a=1", "b=2"]));
    assert_eq!(answer["headers"]["content-type"], "application/json");
    assert_eq!(answer["headers"]["x-request-id"], "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    assert!(answer["headers"].get("set-cookie").is_none());
    assert_eq!(answer["isBase64Encoded"], false);
    assert!(answer.get("multiValueHeaders").is_some());
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_in_an_answer() {
    let context = |method: &str| json!({"http": {"method": method, "path": "/echo/1"}});
    for (event, status, code) in [
        (request(&json!({"rawPath": "/nothing"})), 404, "NoSuchRoute"),
        (request(&json!({"requestContext": context("DELETE")})), 405, "UnsupportedHTTPMethod"),
        (request(&json!({"requestContext": context("not a method")})), 400, "MalformedRequest"),
        (request(&json!({"headers": {"x": "line\nbreak"}})), 400, "MalformedRequest"),
        (request(&json!({"cookies": ["line\nbreak"]})), 400, "MalformedRequest"),
        (request(&json!({"body": "!", "isBase64Encoded": true})), 400, "MalformedRequest"),
        (request(&json!({"body": " ".repeat(65_537)})), 413, "RequestEntityTooLarge"),
        (
            json!({"httpMethod": "POST", "path": "/echo/1", "requestContext": {}}),
            400,
            "UnsupportedPayloadFormat",
        ),
    ] {
        let answer = http(&event).await.unwrap();
        assert_eq!(answer["statusCode"], status, "{answer}");
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["Code"], code);
        assert_eq!(body["RequestId"], "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    }
}

#[tokio::test]
async fn options_tell_the_methods() {
    let context = json!({"http": {"method": "OPTIONS", "path": "/echo/1"}});
    let answer = http(&request(&json!({"requestContext": context}))).await.unwrap();
    assert_eq!(answer["statusCode"], 204);
    assert_eq!(answer["headers"]["allow"], "POST, OPTIONS");
}

#[tokio::test]
async fn failures_have_stable_names() {
    let panic = json!({"rawPath": "/panic", "requestContext": {"http": {"method": "GET"}}});
    assert_eq!(http(&request(&panic)).await.unwrap_err().name, "FunctionPanicked");
    for no_request in [json!({}), json!([]), json!(null), json!({"Records": []}), json!("x")] {
        assert_eq!(http(&no_request).await.unwrap_err().name, "UnsupportedEvent", "{no_request}");
    }
    for (payload, name) in [
        (r#"{"do":"retry"}"#, "EventNotProcessed"),
        (r#"{"do":"panic"}"#, "FunctionPanicked"),
        ("[]", "UnsupportedEvent"),
        ("null", "UnsupportedEvent"),
        (r#"{"Records":[]}"#, "UnsupportedEvent"),
        (r#"{"Records":[{"eventSource":"aws:s3"}]}"#, "UnsupportedEvent"),
        (r#"{"Records":[{"eventSource":"aws:sqs","body":"x"}]}"#, "UnsupportedEvent"),
        (r#"{"requestContext":{"http":{}}}"#, "UnsupportedEvent"),
    ] {
        assert_eq!(event(payload).await.unwrap_err().name, name, "{payload}");
    }
}

#[tokio::test]
async fn what_is_done_or_can_never_be_is_not_delivered_again() {
    for payload in [
        r#"{"EventType":"FileUploadComplete"}"#,
        r#"{"do":"drop"}"#,
        r#"{"id":"1","detail-type":"Scheduled Event","source":"aws.events","detail":{}}"#,
        r#"{"id":"1","detail-type":"Other","source":"app","detail":{"do":"done"}}"#,
    ] {
        assert_eq!(event(payload).await.unwrap(), Value::Null, "{payload}");
    }
}

#[test]
fn each_source_is_known() {
    for (payload, source, id, body) in [
        (r#"{"a": 1}"#, EventSource::Invoke, None, r#"{"a": 1}"#),
        (
            r#"{"id":"s","detail-type":"Scheduled Event","detail":{}}"#,
            EventSource::Schedule,
            Some("s"),
            "{}",
        ),
        (
            r#"{"id":"b","detail-type":"T","detail":{"a":1}}"#,
            EventSource::Bus,
            Some("b"),
            r#"{"a":1}"#,
        ),
    ] {
        let Ok(event::Payload::One(event)) = event::read(payload) else { panic!("{payload}") };
        assert_eq!(
            (event.source, event.id.as_deref(), &event.body[..]),
            (source, id, body.as_bytes())
        );
    }
}

fn message(id: &str, group: Option<&str>, body: &str) -> Value {
    let attributes = group.map_or(json!({}), |group| json!({ "MessageGroupId": group }));
    json!({"messageId": id, "eventSource": "aws:sqs", "body": body, "attributes": attributes})
}

async fn failures(messages: &[Value]) -> Vec<String> {
    let answer = event(&json!({ "Records": messages }).to_string()).await.unwrap();
    let failures = answer["batchItemFailures"].as_array().unwrap();
    let ids = failures.iter().map(|one| one["itemIdentifier"].as_str().unwrap().to_owned());
    let mut ids: Vec<_> = ids.collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn only_failed_messages_of_a_batch_come_again() {
    let batch = [
        message("1", None, "done"),
        message("2", None, "retry"),
        message("3", None, "drop"),
        message("4", None, "panic"),
        message("5", None, "done"),
    ];
    assert_eq!(failures(&batch).await, ["2", "4"]);
    assert!(failures(&batch[..1]).await.is_empty());
}

#[tokio::test]
async fn behind_a_failed_message_its_group_waits_and_others_do_not() {
    let batch = [
        message("1", Some("a"), "done"),
        message("2", Some("a"), "retry"),
        message("3", Some("b"), "done"),
        message("4", Some("a"), "done"),
        message("5", Some("b"), "drop"),
        message("6", Some("b"), "done"),
    ];
    assert_eq!(failures(&batch).await, ["2", "4"]);
}

/// The request context with this authorizer.
fn behind(authorizer: &Value) -> Value {
    json!({"requestContext": {
        "http": {"method": "POST", "path": "/echo/1", "sourceIp": "203.0.113.9"},
        "stage": "$default", "authorizer": authorizer,
    }})
}

#[tokio::test]
async fn what_an_authorizer_says_arrives_and_what_a_client_says_does_not() {
    let claims = json!({"sub": "user-1", "roles": "[a b]"});
    let authorizer = json!({"jwt": {"claims": claims, "scopes": null}});
    assert_eq!(seen(&behind(&authorizer)).await["Claims"], claims);
    assert_eq!(seen(&behind(&json!({ "lambda": claims }))).await["Claims"], claims);
    let forged = json!({
        "headers": {"authorizer": claims.to_string(), "requestcontext": claims.to_string()},
        "body": json!({"requestContext": {"authorizer": {"lambda": claims}}}).to_string(),
    });
    assert_eq!(seen(&forged).await["Claims"], Value::Null);
}

#[tokio::test]
async fn an_authorizer_of_another_shape_is_told_from_a_broken_request() {
    for authorizer in [json!("user-1"), json!({"jwt": {"claims": {"exp": 1}}}), json!({"jwt": 1})] {
        let answer = http(&request(&behind(&authorizer))).await.unwrap();
        assert_eq!(answer["statusCode"], 401, "{answer}");
        assert!(answer["body"].as_str().unwrap().contains("MissingIdentity"), "{answer}");
    }
    let mut broken = behind(&json!({"lambda": {"sub": "user-1"}}));
    broken["headers"] = json!({"a b": "no name of a header"});
    let answer = http(&request(&broken)).await.unwrap();
    assert_eq!(answer["statusCode"], 400, "{answer}");
}
