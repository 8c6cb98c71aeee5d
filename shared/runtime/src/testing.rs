//! What the tests of functions need: a context, ports over a scripted cloud, and a call.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "only tests see this module, and a test ends by a panic"
)]

mod adapters;

use std::{sync::Arc, time::Duration};

use access::{Caller, Role, Voucher};
pub use adapters::{event_on_lambda, events_of_function_compute, http_on_lambda};
use bytes::Bytes;
pub use client::testing::{FixedClock, FixedRandomness, ScriptedTransport, Step, ok, refused};
use http::{HeaderMap, Request};
use model::{Clock, Owner, UploadAddress, UploadAuth};
use serde_json::Value;
use settings::Fixed;
use tokio::time::Instant;

use crate::{Audit, Context, HttpFunction, Platform, Ports};

/// The request id of [`context`].
pub const REQUEST_ID: &str = "11111111-2222-3333-4444-555555555555";

/// The time of [`context`].
pub const NOW: &str = "2026-01-02T03:04:05Z";

/// A context with time enough.
#[must_use]
pub fn context() -> Context {
    Context {
        request_id: REQUEST_ID.parse().unwrap(),
        function: "test",
        deadline: Instant::now() + Duration::from_secs(20),
        platform: Platform::Local,
        credentials: None,
        client_address: None,
        caller: Some(caller("user-1")),
        platform_claims: None,
        clock: FixedClock::at(NOW),
        audit: Audit::default(),
    }
}

/// A caller who may act for others, by the rules that are compiled in.
#[must_use]
pub fn operator() -> Caller {
    Caller { roles: Role::new("operator").into_iter().collect(), ..caller("operator-1") }
}

/// A caller of the default role.
#[must_use]
pub fn caller(subject: &str) -> Caller {
    Caller { owner: Owner::of(subject.parse().unwrap()), roles: Vec::new(), voucher: Voucher::Jwt }
}

/// Ports over this cloud and this clock.
#[must_use]
pub fn ports_over(transport: Arc<dyn client::Transport>, clock: Arc<dyn Clock>) -> Ports {
    Ports::new(clock, FixedRandomness::new(1), transport, Platform::Local)
}

/// The key of tickets and stamps.
pub const GRANT_KEY: &str = "test-key-of-tickets-and-of-stamps";

/// Access rules by which every caller may set every field.
pub const RULES_OF_ALL_FIELDS: &str = "\
version: 1
default-role: anyone
roles:
  anyone:
    video: {may-set: all}
    image: {may-set: all}
    attached-media: {may-set: all}
";

/// The settings that every function needs, and no others.
#[must_use]
pub fn settings() -> Fixed {
    Fixed::default()
        .with("GRANT_KEYS", GRANT_KEY)
        .with("ALIBABA_CLOUD_ACCESS_KEY_ID", client::testing::ACCESS_KEY_ID)
        .with("ALIBABA_CLOUD_ACCESS_KEY_SECRET", client::testing::SECRET)
}

/// An `UploadAddress` as VOD writes it.
#[must_use]
pub fn upload_address() -> String {
    UploadAddress {
        endpoint: "https://oss-cn-shanghai.aliyuncs.com".into(),
        bucket: "outin-test".into(),
        file_name: "sv/test.mp4".into(),
        object_prefix: None,
    }
    .encode()
}

/// An `UploadAuth` as VOD writes it, of the full 3,000 seconds.
#[must_use]
pub fn upload_auth() -> String {
    UploadAuth {
        access_key_id: "STS.test".into(),
        access_key_secret: "testUploadSecret".into(),
        security_token: "testUploadToken".into(),
        expiration: "3000".into(),
        expire_utc_time: None,
        region: Some("cn-shanghai".into()),
    }
    .encode()
}

/// What a function answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, always JSON.
    pub body: Value,
}

impl Answer {
    /// `Code` of the body; empty where there is none.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["Code"].as_str().unwrap_or_default()
    }
}

/// Hands the function one request, as an adapter does.
pub async fn call(function: &dyn HttpFunction, method: &str, path: &str, body: &str) -> Answer {
    let body = Bytes::copy_from_slice(body.as_bytes());
    let request = Request::builder().method(method).uri(path).body(body).unwrap();
    call_with(function, request).await
}

/// The same for a request that has headers.
pub async fn call_with(function: &dyn HttpFunction, request: Request<Bytes>) -> Answer {
    call_as(function, caller("user-1"), request).await
}

/// The same by somebody else.
pub async fn call_as(
    function: &dyn HttpFunction,
    caller: Caller,
    request: Request<Bytes>,
) -> Answer {
    let context = Context { function: function.name(), caller: Some(caller), ..context() };
    let (parts, body) = function.handle(request, &context).await.into_parts();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap(),
    }
}
