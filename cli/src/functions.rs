//! Our own functions, as a client sees them.

mod create;
mod grant;
mod refusal;
mod status;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use client::{Transport, TransportErrorKind};
use http::{Method, Request, Response, header};
use model::{Clock, MediaKind, Secret};
use serde_json::{Value, json};
use url::Url;

pub(crate) use create::create_body;
pub(crate) use grant::Grant;
pub(crate) use status::{MediaStatus, TranscodeTask};

use crate::{
    error::{ANSWER_LOST, Error, ErrorKind},
    kind,
};

/// Longer than the functions' own limit for a call, so that their answer is heard.
const CALL_TIME: Duration = Duration::from_secs(40);

/// The functions behind one address.
#[derive(Clone)]
pub(crate) struct Functions {
    server: Url,
    api_key: Option<Secret>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
}

/// The local stack's key, as `cargo run` has it unless told otherwise. It is public.
const LOCAL_API_KEY: &str = "LocalApiKey1";

impl Functions {
    /// Names the address and the key; nothing is sent yet. Without a key the local stack's own is
    /// sent, to this machine alone.
    pub(crate) fn new(
        server: Url,
        api_key: Option<Secret>,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let local = || is_this_machine(&server).then(|| Secret::from(LOCAL_API_KEY));
        let api_key = api_key.or_else(local);
        Self { server, api_key, transport, clock }
    }

    /// The address, as a person would write it.
    pub(crate) fn address(&self) -> &str {
        shown(&self.server)
    }

    /// `POST /upload/{kind}`: asks for permission to upload one file.
    ///
    /// It is asked once: a lost answer may have made a record in VOD, and asking again would make
    /// a second one.
    ///
    /// # Errors
    /// When the server refuses, does not answer, or answers with what is no grant.
    pub(crate) async fn create(&self, kind: MediaKind, body: &Value) -> Result<Grant, Error> {
        let path = format!("upload/{}", kind::word(kind));
        let asked_at = self.clock.now();
        let answer = self.call(Method::POST, &path, Some(body)).await?;
        Grant::read(kind, &answer, asked_at)
    }

    /// `POST /upload/video/refresh`: asks for a new credential for the same address.
    ///
    /// # Errors
    /// As for [`Functions::create`].
    pub(crate) async fn refresh(&self, video_id: &str) -> Result<Grant, Error> {
        let body = json!({ "VideoId": video_id });
        let asked_at = self.clock.now();
        let answer = self.call(Method::POST, "upload/video/refresh", Some(&body)).await?;
        Grant::read(MediaKind::Video, &answer, asked_at)
    }

    /// `GET /upload/{kind}/{id}`: the answer as it is.
    ///
    /// # Errors
    /// When the server refuses, does not answer, or answers with what is no JSON.
    pub(crate) async fn status(&self, kind: MediaKind, id: &str) -> Result<Value, Error> {
        let path = format!("upload/{}/{}", kind::word(kind), as_segment(id));
        let answer = self.call(Method::GET, &path, None).await?;
        serde_json::from_slice(&answer).map_err(|_| unreadable("JSON"))
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Bytes, Error> {
        let url = format!("{}/{path}", self.server.as_str().trim_end_matches('/'));
        let mut request = Request::builder().method(method).uri(url);
        if let Some(key) = &self.api_key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", key.expose()));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Bytes::new, |body| body.to_string().into());
        let request = request.body(body).map_err(|error| {
            Error::new(
                ErrorKind::Lost,
                format!("no request can be made: {error}"),
                "check --server",
            )
        })?;
        let answer = tokio::time::timeout(CALL_TIME, self.transport.send(request))
            .await
            .map_err(|_| self.lost("nothing came within 40 seconds"))?
            .map_err(|error| match error.kind {
                TransportErrorKind::Connect => self.unreachable(&error.reason),
                TransportErrorKind::Timeout | TransportErrorKind::Broken => {
                    self.lost(&error.to_string())
                }
            })?;
        self.accept(answer)
    }

    fn accept(&self, answer: Response<Bytes>) -> Result<Bytes, Error> {
        if answer.status().is_success() {
            return Ok(answer.into_body());
        }
        Err(refusal::read(&self.server, &answer))
    }

    fn unreachable(&self, reason: &str) -> Error {
        tracing::debug!(reason, "no connection");
        let advice = if is_this_machine(&self.server) {
            "start it with `cargo run`, or name another with --server"
        } else {
            "check --server (or VODUP_SERVER) and the network"
        };
        Error::new(
            ErrorKind::Unreachable,
            format!("no server answers at {}", shown(&self.server)),
            advice,
        )
        .with_code(Some("ServerUnreachable"))
    }

    fn lost(&self, reason: &str) -> Error {
        Error::new(
            ErrorKind::Lost,
            format!("the answer of {} was lost: {reason}", shown(&self.server)),
            "check the network and run the command again",
        )
        .with_code(Some(ANSWER_LOST))
    }
}

/// Whether the address is one of this machine, where nobody listens in.
pub(crate) fn is_this_machine(server: &Url) -> bool {
    match server.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The address as a person would write it.
fn shown(server: &Url) -> &str {
    server.as_str().trim_end_matches('/')
}

fn unreadable(what: &str) -> Error {
    Error::new(
        ErrorKind::Lost,
        format!("the server's answer is not the {what} expected"),
        "check that --server is the address of the upload functions",
    )
    .with_code(Some("MalformedAnswer"))
}

/// The id as one segment of a path: an id holds none of the characters that are replaced here, and
/// anything else must not reach another route.
fn as_segment(id: &str) -> String {
    use std::fmt::Write as _;
    let mut segment = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(segment, "%{byte:02X}");
        }
    }
    segment
}

#[cfg(test)]
mod tests;
