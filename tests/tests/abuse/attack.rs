//! What the attacks share: users of the running stack, and what they hold.

use std::{sync::Arc, time::Duration};

use client::{
    Call, Client, Config, HttpTransport, StaticCredentials,
    system::{SystemClock, SystemRandomness},
};
use model::Credentials;
use serde_json::{Value, json};
use tests::{
    ACCESS_KEY_ID, ACCESS_KEY_SECRET, Answer, JWT_SECRET, Stack, claims_of, sign, token_of,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The kinds, as routes name them, with the field of their ids and a body that is granted.
pub(crate) const KINDS: [(&str, &str, &str); 3] = [
    ("video", "VideoId", r#"{"FileName": "a.mp4", "Title": "Whose"}"#),
    ("image", "ImageId", r#"{"ImageType": "default"}"#),
    ("attached-media", "MediaId", r#"{"BusinessType": "subtitle", "MediaExt": "srt"}"#),
];

/// A user of the running stack.
pub(crate) struct User<'a> {
    stack: &'a Stack,
    token: String,
}

/// What a user was granted.
pub(crate) struct Granted {
    pub(crate) id: String,
    pub(crate) ticket: String,
    pub(crate) answer: Value,
}

impl<'a> User<'a> {
    /// Whoever has this subject, and no roles.
    pub(crate) fn new(stack: &'a Stack, subject: &str) -> Self {
        Self { stack, token: token_of(subject) }
    }

    /// The same with other claims beside.
    pub(crate) fn with(stack: &'a Stack, subject: &str, changes: &Value) -> Self {
        let mut claims = claims_of(subject);
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        Self { stack, token: sign(&json!({"alg": "HS256"}), &claims, JWT_SECRET) }
    }

    /// Sends a request.
    pub(crate) async fn send(&self, method: &str, path: &str, body: impl Into<String>) -> Answer {
        self.send_with(method, path, body, &[]).await
    }

    /// The same with headers.
    pub(crate) async fn send_with(
        &self,
        method: &str,
        path: &str,
        body: impl Into<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let all = [&[("authorization", bearer.as_str())], headers].concat();
        self.stack.send_with(method, path, body.into().into_bytes(), &all).await
    }

    /// The same with a ticket, if there is one.
    pub(crate) async fn about(
        &self,
        method: &str,
        kind: &str,
        id: &str,
        ticket: Option<&str>,
    ) -> Answer {
        let ticket: Vec<_> = ticket.map(|text| ("x-upload-ticket", text)).into_iter().collect();
        self.send_with(method, &format!("/upload/{kind}/{id}"), "", &ticket).await
    }

    /// `POST /upload/video/refresh`.
    pub(crate) async fn refresh(&self, id: &str, ticket: Option<&str>) -> Answer {
        let ticket: Vec<_> = ticket.map(|text| ("x-upload-ticket", text)).into_iter().collect();
        let body = json!({"VideoId": id}).to_string();
        self.send_with("POST", "/upload/video/refresh", body, &ticket).await
    }

    /// Is granted an upload.
    pub(crate) async fn granted(&self, kind: &str) -> Granted {
        let (_, id, body) = KINDS.into_iter().find(|one| one.0 == kind).unwrap();
        let answer = self.send("POST", &format!("/upload/{kind}"), body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let text = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        Granted { id: text(id), ticket: text("Ticket"), answer: answer.body.clone() }
    }
}

/// Status and code of a refusal.
pub(crate) fn refusal(answer: &Answer) -> (u16, &str) {
    assert!(answer.status >= 400, "it was served");
    (answer.status, answer.body["Code"].as_str().unwrap())
}

/// Fails unless the answer is what anybody hears of media that do not exist: nothing in it may tell
/// one reason from another.
pub(crate) fn assert_there_is_none(answer: &Answer, kind: &str) {
    let code = if kind == "video" { "InvalidVideo.NotFound" } else { "NoSuchResource" };
    assert_eq!(refusal(answer), (404, code), "{}", answer.body);
    let text = answer.body.to_string();
    for word in ["ticket", "Ticket", "owner", "stamp", "key"] {
        assert!(!text.contains(word), "{text}");
    }
}

/// Fails if the cloud, or anything else behind the functions, can be seen through an answer.
pub(crate) fn assert_nothing_leaks(answer: &Answer) {
    let text = format!("{} {:?}", answer.body, answer.headers);
    for word in [ACCESS_KEY_ID, ACCESS_KEY_SECRET, JWT_SECRET, "panicked", ".rs:", "127.0.0.1"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

/// One connection: what is sent, and what comes back until the other side closes.
pub(crate) async fn raw(stack: &Stack, request: &[u8]) -> String {
    let address = format!("127.0.0.1:{}", stack.functions.port().unwrap());
    let mut stream = TcpStream::connect(address).await.unwrap();
    // It may be refused before the end of it.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_mins(1), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// A client of the stack's cloud, with the account's own key.
pub(crate) fn account(stack: &Stack) -> Client {
    let config = Config {
        vod_endpoint: Some(stack.cloud.clone()),
        sts_endpoint: Some(stack.cloud.clone()),
        ..Config::new("cn-shanghai")
    };
    let keys = Credentials::long_lived(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
    Client::new(
        config,
        Arc::new(HttpTransport::default()),
        Arc::new(StaticCredentials::new(keys)),
        Arc::new(SystemClock),
        Arc::new(SystemRandomness),
    )
    .unwrap()
}

/// Time enough for a call.
pub(crate) fn call() -> Call {
    Call::within(Duration::from_secs(20))
}
