//! The requests of a function, answered or refused.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::{Failure, Invocation, State};

/// Largest answer in bytes: 6 MB and a little for its wrapping ("Lambda quotas").
const LARGEST_ANSWER: usize = 6 * 1024 * 1024 + 100;

const VERSION: &str = "/2018-06-01/runtime/";
const ERROR_TYPE: &str = "Lambda-Runtime-Function-Error-Type";

/// A refusal: status, `errorType`, `errorMessage`.
struct Refusal(StatusCode, &'static str, String);

type Answer = Response<Full<Bytes>>;

impl State {
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Answer {
        let asked = format!("{} {}", request.method(), request.uri());
        match self.route(request).await {
            Ok(answer) => answer,
            Err(Refusal(status, error_type, message)) => {
                self.refusals.lock().unwrap().push(format!("{asked}: {error_type}: {message}"));
                let body = json!({"errorMessage": message, "errorType": error_type});
                json_answer(status, &body)
            }
        }
    }

    async fn route(&self, request: Request<Incoming>) -> Result<Answer, Refusal> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().strip_prefix(VERSION).unwrap_or_default();
        let words: Vec<_> = path.split('/').collect();
        match (&parts.method, &words[..]) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["invocation", id, "response"]) => {
                self.complete(id, Invocation::Response(read(body).await?))
            }
            (&Method::POST, ["invocation", id, "error"]) => {
                let failure = failure(&parts.headers, &read(body).await?)?;
                self.complete(id, Invocation::Error(failure))
            }
            (&Method::POST, ["init", "error"]) => {
                let failure = failure(&parts.headers, &read(body).await?)?;
                if *self.started.borrow() {
                    return Err(state("the start is over"));
                }
                self.init_error.send_replace(Some(failure));
                Ok(accepted())
            }
            _ => Err(Refusal(StatusCode::NOT_FOUND, "NotFound", "404 page not found".into())),
        }
    }

    async fn next(&self) -> Result<Answer, Refusal> {
        if self.init_error.borrow().is_some() {
            return Err(state("the start has failed"));
        }
        // A function that comes back for more has given up on what it had. Dropping the sender lets
        // the waiting test know.
        self.under_way.lock().unwrap().clear();
        self.started.send_replace(true);
        let Some(next) = self.waiting.lock().await.recv().await else {
            return Err(state("the service is ending"));
        };
        let options = next.options;
        self.under_way.lock().unwrap().insert(options.request_id.clone(), next.outcome);
        let answer = Response::builder()
            .header("Content-Type", "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", options.request_id)
            .header("Lambda-Runtime-Deadline-Ms", options.deadline_ms)
            .header("Lambda-Runtime-Invoked-Function-Arn", options.function_arn)
            .header("Lambda-Runtime-Trace-Id", options.trace_id)
            .body(Full::new(next.event));
        Ok(answer.unwrap())
    }

    fn complete(&self, id: &str, outcome: Invocation) -> Result<Answer, Refusal> {
        let sender = self.under_way.lock().unwrap().remove(id);
        let Some(sender) = sender else {
            return Err(Refusal(
                StatusCode::BAD_REQUEST,
                "InvalidRequestID",
                format!("{id} is not under way"),
            ));
        };
        // Whoever waited may have gone; the function has done its part.
        let _ = sender.send(outcome);
        Ok(accepted())
    }
}

fn state(why: &str) -> Refusal {
    Refusal(StatusCode::FORBIDDEN, "InvalidStateTransition", why.into())
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    match Limited::new(body, LARGEST_ANSWER).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            format!("more than {LARGEST_ANSWER} bytes"),
        )),
        Err(error) => {
            Err(Refusal(StatusCode::BAD_REQUEST, "InvalidRequestBody", error.to_string()))
        }
    }
}

/// Reads `errorType` and `errorMessage`, which other services of AWS count on.
fn failure(headers: &HeaderMap, body: &Bytes) -> Result<Failure, Refusal> {
    let malformed = |why: String| Refusal(StatusCode::BAD_REQUEST, "InvalidErrorShape", why);
    let body: Value = serde_json::from_slice(body).map_err(|error| malformed(error.to_string()))?;
    let text = |name: &str| {
        let text = body[name].as_str().map(str::to_owned);
        text.ok_or_else(|| malformed(format!("{name} is no text in {body}")))
    };
    let header = headers.get(ERROR_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Ok(Failure { header, error_type: text("errorType")?, error_message: text("errorMessage")? })
}

fn accepted() -> Answer {
    json_answer(StatusCode::ACCEPTED, &json!({"status": "OK"}))
}

fn json_answer(status: StatusCode, body: &Value) -> Answer {
    Response::builder()
        .status(status)
        .header("Content-Type", "application/json")
        .body(Full::new(body.to_string().into()))
        .unwrap()
}
