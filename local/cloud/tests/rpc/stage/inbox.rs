//! A callback receiver that hands each event to the test, in the order of arrival.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// One request of the cloud.
pub(crate) struct Message {
    /// Path and query.
    pub(crate) target: String,
    /// Empty without authentication, as is the signature.
    pub(crate) timestamp: String,
    pub(crate) signature: String,
    /// A string where it is no JSON.
    pub(crate) body: Value,
}

/// Answers 200 to everything.
pub(crate) struct Inbox {
    server: MockServer,
    messages: Mutex<mpsc::UnboundedReceiver<Message>>,
}

struct Deliver(mpsc::UnboundedSender<Message>);

impl Respond for Deliver {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let header = |name: &str| {
            request
                .headers
                .get(name)
                .map(|value| value.to_str().unwrap())
                .unwrap_or_default()
                .to_owned()
        };
        let url = &request.url;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let message = Message {
            target: format!("{}{query}", url.path()),
            timestamp: header("x-vod-timestamp"),
            signature: header("x-vod-signature"),
            body: request
                .body_json()
                .unwrap_or_else(|_| String::from_utf8_lossy(&request.body).into_owned().into()),
        };
        self.0.send(message).ok();
        ResponseTemplate::new(200)
    }
}

impl Inbox {
    pub(crate) async fn new() -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(Deliver(sender)).mount(&server).await;
        Self { server, messages: Mutex::new(receiver) }
    }

    pub(crate) fn url(&self) -> String {
        self.at("/callback/vod?app=1")
    }

    pub(crate) fn at(&self, target: &str) -> String {
        format!("{}{target}", self.server.uri())
    }

    /// The next event that is no by-product of an upload; fails when none comes.
    pub(crate) async fn next(&mut self) -> Message {
        loop {
            let message = self.next_of_all().await;
            let name = message.body["EventType"].as_str().unwrap_or_default();
            if !["MediaBaseChangeComplete", "VideoAnalysisComplete"].contains(&name) {
                return message;
            }
        }
    }

    /// The next event; fails when none comes.
    pub(crate) async fn next_of_all(&mut self) -> Message {
        let receiver = self.messages.get_mut().unwrap();
        tokio::time::timeout(Duration::from_secs(30), receiver.recv()).await.unwrap().unwrap()
    }

    /// The next event of this type, whatever comes before it.
    pub(crate) async fn until(&mut self, event_type: &str) -> Message {
        loop {
            let message = self.next().await;
            if message.body["EventType"] == event_type {
                return message;
            }
        }
    }

    /// The next event, which must be of this type.
    pub(crate) async fn expect(&mut self, event_type: &str) -> Message {
        let message = self.next().await;
        assert_eq!(message.body["EventType"], event_type, "{}", message.body);
        message
    }
}
