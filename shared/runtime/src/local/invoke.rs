//! An event function behind HTTP, for one machine.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde::Serialize;

use crate::{Context, Event, EventFunction, EventSource, HttpFunction, Outcome, Route, answer};

/// Serves an event function at `POST /invoke`: the body is one event. The answer is 200 when it is
/// done, 503 when it should be delivered again, 422 when it never can be.
pub struct InvokeFunction(Arc<dyn EventFunction>);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    request_id: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl InvokeFunction {
    /// Wraps the function.
    #[must_use]
    pub fn new(function: Arc<dyn EventFunction>) -> Self {
        Self(function)
    }
}

#[async_trait]
impl HttpFunction for InvokeFunction {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn routes(&self) -> &'static [Route] {
        &[Route { method: "POST", path: "/invoke" }]
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        let event = Event { id: None, source: EventSource::Invoke, body: request.into_body() };
        let (status, outcome, reason) = match self.0.handle(event, context).await {
            Outcome::Done => (StatusCode::OK, "Done", None),
            Outcome::Retry(reason) => (StatusCode::SERVICE_UNAVAILABLE, "Retry", Some(reason)),
            Outcome::Drop(reason) => (StatusCode::UNPROCESSABLE_ENTITY, "Drop", Some(reason)),
        };
        let request_id = context.request_id.to_string();
        answer::json(status, &Answer { request_id, outcome, reason })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing;

    /// Makes of an event what its body says.
    struct Obeys;

    #[async_trait]
    impl EventFunction for Obeys {
        fn name(&self) -> &'static str {
            "obeys"
        }

        async fn handle(&self, event: Event, context: &Context) -> Outcome {
            assert_eq!((event.id, context.function), (None, "obeys"));
            match &event.body[..] {
                b"done" => Outcome::Done,
                b"retry" => Outcome::Retry("busy".into()),
                _ => Outcome::Drop("unknown".into()),
            }
        }
    }

    #[tokio::test]
    async fn each_outcome_has_its_status() {
        let function = InvokeFunction::new(Arc::new(Obeys));
        for (event, status, outcome) in [
            ("done", 200, json!({"Outcome": "Done"})),
            ("retry", 503, json!({"Outcome": "Retry", "Reason": "busy"})),
            ("drop", 422, json!({"Outcome": "Drop", "Reason": "unknown"})),
        ] {
            let answer = testing::call(&function, "POST", "/invoke", event).await;
            let mut expected = outcome;
            expected["RequestId"] = testing::REQUEST_ID.into();
            assert_eq!((answer.status, answer.body), (status, expected));
        }
    }
}
