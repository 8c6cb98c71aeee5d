//! What the platform says about a call, in headers that only it can set.

use std::{net::IpAddr, sync::Arc, time::Duration};

use http::{HeaderMap, request::Parts};
use model::{Clock, Credentials, Randomness, RequestId};
use tokio::time::Instant;

use crate::{Audit, Context, Platform};

/// When the platform tells no time-out: the shortest that a function can have unless configured.
const FALLBACK: Duration = Duration::from_secs(3);
/// At most this much is kept for writing the answer.
const MARGIN: Duration = Duration::from_millis(500);

/// What a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    /// One of a client, through an HTTP trigger.
    Request,
    /// One or several events.
    Event,
    /// The instance begins or ends.
    Life,
    /// Nothing that is known here.
    Unknown,
}

/// One call.
pub(super) struct Call {
    pub(super) control: Control,
    pub(super) context: Context,
}

impl Call {
    pub(super) fn read(parts: &Parts, clock: Arc<dyn Clock>, randomness: &dyn Randomness) -> Self {
        let headers = &parts.headers;
        let control = Control::of(text(headers, "x-fc-control-path"), parts.uri.path());
        let context = Context {
            request_id: text(headers, "x-fc-request-id")
                .and_then(|id| id.parse().ok())
                .unwrap_or_else(|| RequestId::random(randomness)),
            function: "function-compute",
            deadline: deadline(text(headers, "x-fc-function-timeout")),
            platform: Platform::FunctionCompute,
            credentials: credentials(headers),
            client_address: address(headers),
            caller: None,
            platform_claims: None,
            clock,
            audit: Audit::default(),
        };
        Self { control, context }
    }
}

impl Control {
    /// The header decides. Where the platform sends none, the path does: it is one of the control
    /// paths itself then.
    fn of(header: Option<&str>, path: &str) -> Self {
        match header.unwrap_or(path) {
            "/http-invoke" => Self::Request,
            "/invoke" => Self::Event,
            "/initialize" | "/pre-stop" | "/pre-freeze" => Self::Life,
            _ if header.is_none() => Self::Request,
            _ => Self::Unknown,
        }
    }

    /// Its name in the platform's log.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Request | Self::Event => Some("Invoke"),
            Self::Life | Self::Unknown => None,
        }
    }
}

/// An empty header means the same as none: so the platform writes what it does not have.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

/// The role's credentials. They are of this call and are kept nowhere.
fn credentials(headers: &HeaderMap) -> Option<Credentials> {
    let id = text(headers, "x-fc-access-key-id")?;
    let secret = text(headers, "x-fc-access-key-secret")?;
    let token = text(headers, "x-fc-security-token")?;
    Some(Credentials::temporary(id, secret, token))
}

fn address(headers: &HeaderMap) -> Option<IpAddr> {
    text(headers, "x-fc-client-ip")?.parse().ok()
}

fn deadline(seconds: Option<&str>) -> Instant {
    let all = seconds
        .and_then(|text| text.parse().ok())
        .filter(|seconds| (1..=86_400).contains(seconds))
        .map_or(FALLBACK, Duration::from_secs);
    Instant::now() + all.saturating_sub(MARGIN.min(all / 10))
}
