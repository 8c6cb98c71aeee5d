//! A cloud that is a script, and the other ports of a client under test.
//!
//! The tests of this crate and, by the feature `testing`, those of the crates above it answer for
//! the cloud with this: no socket, no clock, no chance.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "only tests see this module, and a test ends by a panic"
)]

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use model::{Clock, Credentials, Randomness};

use crate::{
    Call, Client, Config, SignatureVersion, StaticCredentials, Transport, TransportError,
    TransportErrorKind,
};

/// The AccessKey id of [`client`].
pub const ACCESS_KEY_ID: &str = "testAccessKeyId";

/// The AccessKey secret of [`client`], which no answer and no log line may hold.
pub const SECRET: &str = "testAccessKeySecret";

/// What happens to one request.
#[derive(Clone, Debug)]
pub enum Step {
    /// An answer with this status and JSON body.
    Answer(u16, String),
    /// The same with a `Date` header.
    Dated(u16, String, &'static str),
    /// No whole answer.
    Fail(TransportErrorKind),
    /// No answer, ever.
    Hang,
    /// The other step, so much later.
    After(Duration, Box<Step>),
}

/// Success with this JSON body.
pub fn ok(json: &(impl ToString + ?Sized)) -> Step {
    Step::Answer(200, json.to_string())
}

/// A refusal with this status and `Code`, in the shape of the cloud's own.
#[must_use]
pub fn refused(status: u16, code: &str) -> Step {
    let json = serde_json::json!({
        "RequestId": "REFUSED-1", "HostId": "vod", "Code": code, "Message": format!("{code}."),
    });
    Step::Answer(status, json.to_string())
}

/// Plays its steps in order and keeps the requests. One request too many is a panic.
#[derive(Default)]
pub struct ScriptedTransport {
    steps: Mutex<VecDeque<Step>>,
    requests: Mutex<Vec<Request<Bytes>>>,
}

impl ScriptedTransport {
    /// A transport that plays these steps.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Arc<Self> {
        Arc::new(Self { steps: Mutex::new(steps.into_iter().collect()), ..Self::default() })
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// The operations called so far.
    pub fn actions(&self) -> Vec<String> {
        self.requests().iter().map(action).collect()
    }

    /// The operation's own parameters in the request of this index.
    pub fn parameters(&self, index: usize) -> BTreeMap<String, String> {
        parameters(&self.requests()[index])
    }

    /// Whether the whole script was played.
    pub fn is_done(&self) -> bool {
        self.steps.lock().unwrap().is_empty()
    }
}

/// The operation that a request signed with ACS3 calls.
#[must_use]
pub fn action(request: &Request<Bytes>) -> String {
    request.headers()["x-acs-action"].to_str().unwrap().to_owned()
}

/// The parameters of a request signed with ACS3, which stand in its query.
#[must_use]
pub fn parameters(request: &Request<Bytes>) -> BTreeMap<String, String> {
    let query = request.uri().query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[async_trait]
impl Transport for ScriptedTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.requests.lock().unwrap().push(request);
        let mut step = self.steps.lock().unwrap().pop_front().expect("a request beyond the script");
        while let Step::After(time, later) = step {
            tokio::time::sleep(time).await;
            step = *later;
        }
        let (status, body, date) = match step {
            Step::Answer(status, body) => (status, body, None),
            Step::Dated(status, body, date) => (status, body, Some(date)),
            Step::Fail(kind) => return Err(TransportError::new(kind, "scripted")),
            Step::Hang | Step::After(..) => return std::future::pending().await,
        };
        let mut answer = Response::builder().status(status);
        if let Some(date) = date {
            answer = answer.header("Date", date);
        }
        Ok(answer.body(Bytes::from(body)).unwrap())
    }
}

/// A clock that stands until it is moved.
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// Stands at this moment, as `2026-01-02T03:04:05Z`.
    #[must_use]
    pub fn at(moment: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(moment.parse().unwrap())))
    }

    /// Stands at another moment.
    pub fn set(&self, moment: &str) {
        *self.0.lock().unwrap() = moment.parse().unwrap();
    }

    /// Moves on.
    pub fn advance(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Numbers that differ each time and are the same in each run (SplitMix64).
pub struct FixedRandomness(AtomicU64);

impl FixedRandomness {
    /// Starts with this seed.
    #[must_use]
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(seed)))
    }
}

impl Randomness for FixedRandomness {
    fn fill(&self, buffer: &mut [u8]) {
        for piece in buffer.chunks_mut(8) {
            let seed = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            let mut mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            piece.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..piece.len()]);
        }
    }
}

/// A client in Shanghai that signs with ACS3 and talks to this transport.
pub fn client(transport: &Arc<impl Transport + 'static>) -> Client {
    client_with(transport, SignatureVersion::Acs3)
}

/// The same with this signature.
pub fn client_with(
    transport: &Arc<impl Transport + 'static>,
    signature: SignatureVersion,
) -> Client {
    let mut config = Config::new("cn-shanghai");
    config.signature = signature;
    let keys = Credentials::long_lived(ACCESS_KEY_ID, SECRET);
    Client::new(
        config,
        transport.clone(),
        Arc::new(StaticCredentials::new(keys)),
        FixedClock::at("2026-01-02T03:04:05Z"),
        FixedRandomness::new(1),
    )
    .unwrap()
}

/// A call with time enough.
#[must_use]
pub fn call() -> Call {
    Call::within(Duration::from_secs(20))
}
