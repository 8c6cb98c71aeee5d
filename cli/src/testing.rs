//! What the tests of this program share: a scripted server, a fixed clock, a silent output.

use std::{
    collections::VecDeque,
    io::{self, Write},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use bytes::Bytes;
use client::{Transport, TransportError, TransportErrorKind};
use http::{Request, Response};
use jiff::Timestamp;
use model::{Clock, MediaKind, UploadAddress, UploadAuth};
use serde_json::{Value, json};

use crate::{
    functions::{Functions, Medium},
    output::{Mode, Output},
    timeline::Timeline,
};

/// A moment that every test shares.
pub(crate) struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }
}

type Answer = Result<Response<Bytes>, TransportError>;

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    /// Given when the answers have run out.
    last: Option<Answer>,
    requests: Vec<Request<Bytes>>,
}

/// Answers in the order told, and keeps what it was asked.
#[derive(Clone, Default)]
pub(crate) struct Script(Arc<Mutex<State>>);

impl Script {
    /// Then this.
    pub(crate) fn answer(self, status: u16, body: &Value) -> Self {
        self.raw(Response::builder().status(status).body(body.to_string().into()).unwrap())
    }

    /// Then this.
    pub(crate) fn raw(self, answer: Response<Bytes>) -> Self {
        self.0.lock().unwrap().answers.push_back(Ok(answer));
        self
    }

    /// Then no answer.
    pub(crate) fn fail(self, kind: TransportErrorKind) -> Self {
        let error = TransportError::new(kind, "as the test says");
        self.0.lock().unwrap().answers.push_back(Err(error));
        self
    }

    /// From then on always this.
    pub(crate) fn repeat(self, status: u16, body: &Value) -> Self {
        let answer = Response::builder().status(status).body(body.to_string().into()).unwrap();
        self.0.lock().unwrap().last = Some(Ok(answer));
        self
    }

    /// This header of each request.
    pub(crate) fn headers(&self, name: &str) -> Vec<Option<String>> {
        let state = self.0.lock().unwrap();
        let header = |request: &Request<Bytes>| {
            request.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        state.requests.iter().map(header).collect()
    }

    /// Method, path and body of each request.
    pub(crate) fn requests(&self) -> Vec<(String, String, Bytes)> {
        let state = self.0.lock().unwrap();
        let requests = state.requests.iter();
        requests
            .map(|request| {
                let path = request.uri().path().to_owned();
                (request.method().to_string(), path, request.body().clone())
            })
            .collect()
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request<Bytes>) -> Answer {
        let mut state = self.0.lock().unwrap();
        state.requests.push(request);
        state.answers.pop_front().or_else(|| state.last.clone()).expect("no more answers")
    }
}

/// An upload without a ticket.
pub(crate) fn medium(kind: MediaKind, id: &str) -> Medium {
    Medium { kind, id: id.into(), ticket: None }
}

/// The functions behind a script.
pub(crate) fn functions(script: &Script) -> Functions {
    let server = "http://127.0.0.1:7080".parse().unwrap();
    Functions::new(server, None, Arc::new(script.clone()), Arc::new(FixedClock))
}

/// A timeline that nobody sees.
pub(crate) fn timeline() -> Timeline {
    Timeline::start(Arc::new(FixedClock), Arc::new(Captured::default().output(Mode::Json)))
}

/// A credential of the shape that the functions answer with; its key is `s3cret`.
pub(crate) fn grant(id_name: &str, id: &str) -> Value {
    let address = UploadAddress {
        endpoint: "http://127.0.0.1:7081".into(),
        bucket: "outin-1".into(),
        file_name: "sv/object".into(),
        object_prefix: None,
    };
    let auth = UploadAuth {
        access_key_id: "STS.id".into(),
        access_key_secret: "s3cret".into(),
        security_token: "t0ken".into(),
        expiration: "3000".into(),
        expire_utc_time: None,
        region: Some("cn-shanghai".into()),
    };
    json!({
        "RequestId": "REQ-1",
        id_name: id,
        "UploadAddress": address.encode(),
        "UploadAuth": auth.encode(),
        // The server's clock is a day ahead of this machine's.
        "Expiration": "2026-01-02T00:50:00Z",
        "ServerTime": "2026-01-02T00:00:00Z",
    })
}

/// What was written.
#[derive(Clone, Default)]
pub(crate) struct Captured {
    pub(crate) out: Buffer,
    pub(crate) errors: Buffer,
}

impl Captured {
    /// An output that writes here.
    pub(crate) fn output(&self, mode: Mode) -> Output {
        Output::over(mode, Box::new(self.out.clone()), Box::new(self.errors.clone()))
    }
}

/// Shared bytes.
#[derive(Clone, Default)]
pub(crate) struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    /// As text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
