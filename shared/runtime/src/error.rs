//! Errors to HTTP: one shape, one table.
//!
//! The shape is VOD's own (`Code`, `Message`, `RequestId`), so that code written after its
//! documentation reads our refusals too, with this server's time beside it: a refused token or
//! signature is often a clock that is wrong. What is the caller's to mend keeps the cloud's code and
//! message; what is ours to mend (keys, signatures, permissions) is logged and answered without
//! details.

use std::{borrow::Cow, fmt};

use access::RuleError;
use bytes::Bytes;
use client::ErrorKind;
use http::{HeaderValue, Response, StatusCode, header};
use model::{GrantDecodeError, MediaKind, RequestId, fields::FieldError, time};
use serde::Serialize;

use crate::{
    Context, answer,
    mark::{Code, Mark, mark},
};

/// A refusal or failure, ready to be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// `Code`, from VOD's vocabulary where it has a word.
    pub code: Cow<'static, str>,
    /// `Message`: what is wrong and what to do.
    pub message: String,
    /// The cloud's id of the request that failed there, if it came so far.
    pub cloud_request_id: Option<RequestId>,
    /// Seconds after which trying again makes sense, where it does.
    pub retry_after: Option<u32>,
    /// Whether a secret was refused before anything was done: this process may know an old one.
    pub secret_refused: bool,
}

/// Every answer that is no success.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Error"))]
#[cfg_attr(not(feature = "openapi"), expect(unreachable_pub, reason = "the document names it"))]
#[serde(rename_all = "PascalCase")]
pub struct Body<'a> {
    /// Of this request, or the cloud's where a call of this request was refused there.
    pub(crate) request_id: &'a str,
    /// What is wrong, in a word of VOD's where it has one.
    pub(crate) code: &'a str,
    /// What is wrong and what to do, for people.
    pub(crate) message: &'a str,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub(crate) server_time: String,
}

impl ApiError {
    /// Any error by its parts.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            cloud_request_id: None,
            retry_after: None,
            secret_refused: false,
        }
    }

    /// The same error, of a secret that was refused before anything was done. A process whose
    /// secrets are references reads them again and, if they have changed, makes the call once more.
    #[must_use]
    pub fn of_refused_secret(self) -> Self {
        Self { secret_refused: true, ..self }
    }

    /// 400: the caller can mend it.
    pub fn bad_request(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 404: there is no such media, or none of this caller's, which is the same to them.
    #[must_use]
    pub fn no_such(kind: MediaKind) -> Self {
        let (code, message) = match kind {
            MediaKind::Video => {
                ("InvalidVideo.NotFound", "There is no such video, or it is not yours.")
            }
            MediaKind::Image => ("NoSuchResource", "There is no such image, or it is not yours."),
            MediaKind::AttachedMedia => {
                ("NoSuchResource", "There is no such attached medium, or it is not yours.")
            }
        };
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// The same, where the cloud says so; every other error as it is.
    #[must_use]
    pub fn of_media(error: client::Error, kind: MediaKind) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::no_such(kind),
            _ => error.into(),
        }
    }

    /// 500: this service failed.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            "The function failed; its operator finds the reason in the log under the RequestId.",
        )
    }

    /// 413: the body is larger than `limit` bytes.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            format!("The body is larger than {limit} bytes."),
        )
    }

    /// The answer, under the request's own id where the cloud gave none.
    #[must_use]
    pub fn into_response(self, context: &Context) -> Response<Bytes> {
        let request_id = self.cloud_request_id.as_ref().unwrap_or(&context.request_id);
        let body = Body {
            request_id: request_id.as_str(),
            code: &self.code,
            message: &self.message,
            server_time: time::iso8601(context.clock.now()),
        };
        let mut response = answer::json(self.status, &body);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Code(self.code));
        if self.secret_refused { mark(response, Mark::SecretRefused) } else { response }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::bad_request(error.code.as_str(), format!("{} {}.", error.field, error.reason))
    }
}

impl From<RuleError> for ApiError {
    fn from(error: RuleError) -> Self {
        let status =
            if error.is_forbidden() { StatusCode::FORBIDDEN } else { StatusCode::BAD_REQUEST };
        Self::new(status, error.code(), error.to_string())
    }
}

/// Whose mistake a refusal is, and so who is told the details.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The caller's: the cloud's own code and message go to them.
    Caller,
    /// Nobody's for now: trying again may help.
    Passing,
    /// The operator's: the details are in the log alone.
    Operator,
}

/// The table: from the kind of a cloud error to a status.
fn row(kind: ErrorKind) -> (StatusCode, Whose) {
    match kind {
        ErrorKind::InvalidParameter => (StatusCode::BAD_REQUEST, Whose::Caller),
        ErrorKind::NotFound => (StatusCode::NOT_FOUND, Whose::Caller),
        ErrorKind::AlreadyExists | ErrorKind::IllegalStatus => {
            (StatusCode::CONFLICT, Whose::Caller)
        }
        ErrorKind::Throttled => (StatusCode::TOO_MANY_REQUESTS, Whose::Passing),
        ErrorKind::Unavailable | ErrorKind::Connect | ErrorKind::Broken => {
            (StatusCode::SERVICE_UNAVAILABLE, Whose::Passing)
        }
        ErrorKind::Timeout | ErrorKind::Deadline => (StatusCode::GATEWAY_TIMEOUT, Whose::Passing),
        ErrorKind::MalformedAnswer
        | ErrorKind::Denied
        | ErrorKind::AccountState
        | ErrorKind::Signature
        | ErrorKind::ClockSkew
        | ErrorKind::Credentials
        | ErrorKind::NotSupported
        | ErrorKind::Other => (StatusCode::BAD_GATEWAY, Whose::Operator),
    }
}

impl ApiError {
    /// The answer to a failed call of which the caller chose nothing: every refusal is the
    /// operator's.
    #[must_use]
    pub fn of_operator(error: &client::Error) -> Self {
        match row(error.kind()) {
            (_, Whose::Caller) => Self::hidden(error),
            _ => Self::from_row(error),
        }
    }

    /// 502: the cloud does not let this service's keys do what was asked.
    #[must_use]
    pub fn refused_by_cloud() -> Self {
        Self::bad_gateway("The cloud refused this service's own request")
    }

    fn bad_gateway(what: &str) -> Self {
        Self::new(
            StatusCode::BAD_GATEWAY,
            "BadGateway",
            format!("{what}; its operator finds the reason in the log under the RequestId."),
        )
    }

    fn from_row(error: &client::Error) -> Self {
        let (status, whose) = row(error.kind());
        match whose {
            Whose::Operator => Self::hidden(error),
            Whose::Passing => {
                log(error);
                let message = match error.kind() {
                    ErrorKind::Throttled | ErrorKind::Unavailable => {
                        "The cloud is busy; try again."
                    }
                    _ => "The cloud could not be reached in time; try again.",
                };
                let code = match status {
                    StatusCode::TOO_MANY_REQUESTS => "Throttling.User",
                    StatusCode::GATEWAY_TIMEOUT => "GatewayTimeout",
                    _ => "ServiceUnavailable",
                };
                let retry_after = Some(1);
                Self { retry_after, ..Self::new(status, code, message) }
            }
            Whose::Caller => {
                // The caller's own mistake is nothing for an operator to look at.
                tracing::info!(
                    operation = error.operation(),
                    code = error.code(),
                    "refused: {error}"
                );
                let code = error.code().unwrap_or_else(|| without_code(error.kind())).to_owned();
                let cloud_request_id = error.request_id().and_then(|id| id.parse().ok());
                Self { cloud_request_id, ..Self::new(status, code, error.message()) }
            }
        }
    }

    fn hidden(error: &client::Error) -> Self {
        log(error);
        let answer = match error.kind() {
            ErrorKind::MalformedAnswer => Self::bad_gateway("The cloud's answer cannot be read"),
            _ => Self::refused_by_cloud(),
        };
        match error.kind() {
            ErrorKind::Signature | ErrorKind::Credentials => answer.of_refused_secret(),
            _ => answer,
        }
    }
}

/// `Code` of a refusal that came without one: a proxy's, or the client's own.
fn without_code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "NoSuchResource",
        ErrorKind::AlreadyExists => "AlreadyExists",
        ErrorKind::IllegalStatus => "Forbidden.IllegalStatus",
        _ => "InvalidParameter",
    }
}

fn log(error: &client::Error) {
    tracing::warn!(
        operation = error.operation(),
        code = error.code(),
        cloud_request_id = error.request_id(),
        kind = ?error.kind(),
        advice = error.advice(),
        "a call to the cloud failed: {error}"
    );
}

impl From<client::Error> for ApiError {
    fn from(error: client::Error) -> Self {
        Self::from_row(&error)
    }
}

impl From<GrantDecodeError> for ApiError {
    fn from(error: GrantDecodeError) -> Self {
        tracing::error!(%error, "VOD answered with a credential that cannot be read");
        Self::bad_gateway("The cloud's answer cannot be read")
    }
}

#[cfg(test)]
mod tests;
