//! A payload of Lambda: an answer of HTTP, or a failure with a stable name; never a panic.
#![no_main]

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use fuzz::{Member, block_on, object};
use http::{Request, Response};
use libfuzzer_sys::fuzz_target;
use runtime::{Context, Event, EventFunction, HttpFunction, Outcome, Route, testing};

/// Takes everything.
struct Any;

#[async_trait]
impl HttpFunction for Any {
    fn name(&self) -> &'static str {
        "any"
    }

    fn routes(&self) -> &'static [Route] {
        &[Route { method: "POST", path: "/a" }, Route { method: "GET", path: "/a/{id}" }]
    }

    async fn handle(&self, request: Request<Bytes>, _: &Context) -> Response<Bytes> {
        assert!(request.headers().keys().all(|name| !name.as_str().starts_with("x-fc-")));
        Response::new(request.into_body())
    }
}

#[async_trait]
impl EventFunction for Any {
    fn name(&self) -> &'static str {
        "any"
    }

    async fn handle(&self, event: Event, _: &Context) -> Outcome {
        if event.body.first() == Some(&b'r') { Outcome::Retry("r".into()) } else { Outcome::Done }
    }
}

const NAMES: &[&str] = &[
    "rawPath",
    "rawQueryString",
    "headers",
    "cookies",
    "body",
    "isBase64Encoded",
    "requestContext",
    "Records",
    "httpMethod",
    "id",
    "detail-type",
    "detail",
];
const VALUES: &[&str] = &["/a", "/a/", "a=1&a=2", "Scheduled Event"];
/// So that what stands beside them is reached at all.
const CONTEXT: &str = r#""requestContext":{"http":{"method":"POST","sourceIp":"::1"},"stage":"a"}"#;
const RECORD: &str = r#""messageId":"1","eventSource":"aws:sqs""#;

/// An object that the members go on.
fn with(beginning: &str, members: &[Member]) -> String {
    let rest = object(NAMES, VALUES, members);
    if rest == "{}" { format!("{{{beginning}}}") } else { format!("{{{beginning},{}", &rest[1..]) }
}

fuzz_target!(|input: (u8, Vec<Member>, &str)| {
    let (form, members, text) = input;
    let payload = match form % 4 {
        0 => text.to_owned(),
        1 => object(NAMES, VALUES, &members),
        2 => with(CONTEXT, &members),
        _ => format!(r#"{{"Records":[{}]}}"#, with(RECORD, &members)),
    };
    judge(&payload);
});

fn judge(payload: &str) {
    block_on(async {
        match testing::http_on_lambda(Arc::new(Any), payload).await {
            Ok(answer) => assert!(answer["statusCode"].is_u64() && answer["body"].is_string()),
            Err(name) => assert_eq!(name, "UnsupportedEvent"),
        }
        match testing::event_on_lambda(Arc::new(Any), payload).await {
            // Nothing is reported as failed that was not delivered.
            Ok(answer) => {
                let failures = answer["batchItemFailures"].as_array();
                let ids = failures.into_iter().flatten().map(|one| &one["itemIdentifier"]);
                assert!(ids.into_iter().all(serde_json::Value::is_string));
            }
            Err(name) => assert!(["UnsupportedEvent", "EventNotProcessed"].contains(&name)),
        }
    });
}
