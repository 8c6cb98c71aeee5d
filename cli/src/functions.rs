//! Our own functions, as a client sees them.

mod create;
mod credential;
mod grant;
mod medium;
mod refusal;
mod status;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use client::{HttpTransport, Transport, TransportErrorKind, system::SystemClock};
use http::{Method, Request, Response, header};
use model::{Clock, MediaKind, Secret};
use serde_json::{Value, json};
use url::Url;

pub(crate) use create::create_body;
use credential::Credential;
pub(crate) use grant::Grant;
pub(crate) use medium::Medium;
pub(crate) use status::{MediaStatus, TranscodeTask};

use crate::{
    arguments::ServerArguments,
    error::{ANSWER_LOST, Error, ErrorKind},
    kind,
};

/// Longer than the functions' own limit for a call, so that their answer is heard.
const CALL_TIME: Duration = Duration::from_secs(40);

/// The functions behind one address.
#[derive(Clone)]
pub(crate) struct Functions {
    server: Url,
    credential: Credential,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
}

impl Functions {
    /// Names the address and the token or key; nothing is sent yet. Without one a token for the
    /// local stack is sent, to this machine alone.
    pub(crate) fn new(
        server: Url,
        given: Option<Secret>,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let credential = Credential::choose(given, &server);
        Self { server, credential, transport, clock }
    }

    /// Those that the command line names.
    pub(crate) fn of(server: &ServerArguments) -> Self {
        Self::new(
            server.server.clone(),
            server.credential(),
            Arc::new(HttpTransport::default()),
            Arc::new(SystemClock),
        )
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
        let answer = self.call(Method::POST, &path, None, Some(body)).await?;
        Grant::read(kind, &answer, asked_at)
    }

    /// `POST /upload/video/refresh`: asks for a new credential for the same address.
    ///
    /// # Errors
    /// As for [`Functions::create`].
    pub(crate) async fn refresh(&self, video: &Medium) -> Result<Grant, Error> {
        let body = json!({ "VideoId": video.id });
        let asked_at = self.clock.now();
        let ticket = video.ticket.as_ref();
        let answer = self.call(Method::POST, "upload/video/refresh", ticket, Some(&body)).await?;
        Grant::read(MediaKind::Video, &answer, asked_at)
    }

    /// `GET /upload/{kind}/{id}`: the answer as it is.
    ///
    /// # Errors
    /// When the server refuses, does not answer, or answers with what is no JSON.
    pub(crate) async fn status(&self, medium: &Medium) -> Result<Value, Error> {
        self.about(Method::GET, medium).await
    }

    /// `DELETE /upload/{kind}/{id}`: ends an upload that has not arrived.
    ///
    /// # Errors
    /// As for [`Functions::status`].
    pub(crate) async fn cancel(&self, medium: &Medium) -> Result<Value, Error> {
        self.about(Method::DELETE, medium).await
    }

    async fn about(&self, method: Method, medium: &Medium) -> Result<Value, Error> {
        let path = format!("upload/{}/{}", kind::word(medium.kind), as_segment(&medium.id));
        let answer = self.call(method, &path, medium.ticket.as_ref(), None).await?;
        serde_json::from_slice(&answer).map_err(|_| unreadable("JSON"))
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        ticket: Option<&Secret>,
        body: Option<&Value>,
    ) -> Result<Bytes, Error> {
        let url = format!("{}/{path}", self.server.as_str().trim_end_matches('/'));
        let mut request = Request::builder().method(method).uri(url);
        if let Some(credential) = self.credential.now(&*self.clock) {
            let bearer = format!("Bearer {}", credential.expose());
            request = request.header(header::AUTHORIZATION, bearer);
        }
        if let Some(ticket) = ticket {
            request = request.header("x-upload-ticket", ticket.expose());
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
    server.host_str().is_some_and(model::address::is_this_machine)
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
