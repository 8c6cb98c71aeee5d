//! The local Runtime API refuses what the real one refuses; if it did not, it would prove nothing.

use reqwest::{Client, StatusCode};
use tests::{Invocation, InvokeOptions, RuntimeApi};

struct Function {
    http: Client,
    base: String,
}

impl Function {
    fn of(api: &RuntimeApi) -> Self {
        Self {
            http: tests::plain_http(),
            base: format!("http://{}/2018-06-01/runtime", api.address()),
        }
    }

    async fn next(&self) -> (StatusCode, String) {
        let next = self.http.get(format!("{}/invocation/next", self.base)).send().await.unwrap();
        let id = next.headers().get("lambda-runtime-aws-request-id");
        (next.status(), id.map(|id| id.to_str().unwrap().to_owned()).unwrap_or_default())
    }

    async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> u16 {
        let sent = self.http.post(format!("{}{path}", self.base)).body(body).send().await;
        sent.unwrap().status().as_u16()
    }
}

const ERROR: &str = r#"{"errorType":"Boom","errorMessage":"It broke.","stackTrace":[]}"#;

#[tokio::test]
async fn an_answer_counts_once_and_for_an_event_that_is_under_way() {
    let api = RuntimeApi::start().await;
    let function = Function::of(&api);
    let serve = async {
        let (status, id) = function.next().await;
        assert_eq!((status, id.as_str()), (StatusCode::OK, "the-event"));
        assert_eq!(function.post("/invocation/another/response", "{}").await, 400);
        assert_eq!(function.post("/invocation/the-event/error", "no JSON").await, 400);
        let large = vec![b' '; 6 * 1024 * 1024 + 101];
        assert_eq!(function.post("/invocation/the-event/response", large).await, 413);
        assert_eq!(function.post("/invocation/the-event/response", "\"yes\"").await, 202);
        assert_eq!(function.post("/invocation/the-event/response", "{}").await, 400);
    };
    let options = InvokeOptions { request_id: "the-event".into(), ..InvokeOptions::default() };
    let (outcome, ()) = tokio::join!(api.invoke(b"{}", options), serve);
    assert_eq!(outcome, Invocation::Response("\"yes\"".into()));
    assert_eq!(api.refusals().len(), 4, "{:?}", api.refusals());
}

#[tokio::test]
async fn failures_are_handed_on_with_their_type() {
    let api = RuntimeApi::start().await;
    let function = Function::of(&api);
    let serve = async {
        let (_, id) = function.next().await;
        assert_eq!(function.post(&format!("/invocation/{id}/error"), ERROR).await, 202);
    };
    let (outcome, ()) = tokio::join!(api.invoke(b"{}", InvokeOptions::default()), serve);
    let Invocation::Error(failure) = outcome else { panic!("{outcome:?}") };
    assert_eq!((failure.error_type.as_str(), failure.header), ("Boom", None));
}

#[tokio::test]
async fn a_start_fails_before_the_first_event_or_never() {
    let api = RuntimeApi::start().await;
    let function = Function::of(&api);
    assert_eq!(function.post("/init/error", ERROR).await, 202);
    assert_eq!(api.init_error().await.error_message, "It broke.");
    assert_eq!(function.next().await.0, StatusCode::FORBIDDEN);

    let api = RuntimeApi::start().await;
    let function = Function::of(&api);
    let serve = async {
        let (_, id) = function.next().await;
        assert_eq!(function.post("/init/error", ERROR).await, 403);
        assert_eq!(function.post(&format!("/invocation/{id}/response"), "1").await, 202);
    };
    tokio::join!(api.invoke(b"{}", InvokeOptions::default()), serve);
}
