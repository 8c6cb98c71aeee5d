//! The one error of this crate: what happened, whether to repeat, what to do.

use std::fmt;

use crate::{CredentialsError, TransportError, TransportErrorKind, codes};

/// What kind of failure a caller can react to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Over the account's calls per second (`Throttling.*`).
    Throttled,
    /// The service has trouble of its own (`ServiceUnAvailable`, `InternalError`, 5xx).
    Unavailable,
    /// No connection: the cloud never saw the call.
    Connect,
    /// An attempt got no answer in time.
    Timeout,
    /// The connection broke before the answer was complete.
    Broken,
    /// The caller's deadline had passed before an attempt could begin.
    Deadline,
    /// An answer that cannot be read.
    MalformedAnswer,
    /// The medium, template group, storage or role does not exist here.
    NotFound,
    /// An id that must be new was used before (ReferenceId, SessionId).
    AlreadyExists,
    /// A parameter is missing, malformed or out of bounds.
    InvalidParameter,
    /// The medium's status forbids the operation.
    IllegalStatus,
    /// RAM does not allow the call.
    Denied,
    /// The account has no usable VOD service (not activated, overdue).
    AccountState,
    /// The signature was not accepted.
    Signature,
    /// This machine's clock is more than 15 minutes off.
    ClockSkew,
    /// The key or its token is unknown, disabled or expired, or could not be had.
    Credentials,
    /// The endpoint does not know the operation.
    NotSupported,
    /// A refusal that this version does not know.
    Other,
}

/// A call that failed.
///
/// `Display` is one line with operation, code, status and request id. No secret is in it: what the
/// cloud quotes of a request is cut off.
#[derive(Clone)]
pub struct Error(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: ErrorKind,
    operation: &'static str,
    code: Option<String>,
    message: String,
    status: Option<u16>,
    request_id: Option<String>,
    outcome_known: bool,
    repeatable: bool,
    attempts: u32,
    advice: &'static str,
}

impl Error {
    /// What kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation, such as `CreateUploadVideo`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The cloud's `Code`, where the cloud answered.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The cloud's `Message`, or what happened on the way. Without secrets.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The cloud's `RequestId`, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same call may be made again later: it may help, and it can do no harm.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let helps = matches!(
            self.0.kind,
            ErrorKind::Throttled
                | ErrorKind::Unavailable
                | ErrorKind::Connect
                | ErrorKind::Timeout
                | ErrorKind::Broken
                | ErrorKind::Deadline
        );
        helps && (self.0.outcome_known || self.0.repeatable)
    }

    /// Whether it is sure that the operation was not carried out. `false` after an answer was lost.
    #[must_use]
    pub fn outcome_known(&self) -> bool {
        self.0.outcome_known
    }

    /// What the user can do, in a sentence.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        self.0.advice
    }

    /// A refusal by the cloud.
    pub(crate) fn refused(
        operation: &'static str,
        status: u16,
        code: Option<String>,
        message: &str,
        request_id: Option<String>,
    ) -> Self {
        let class = codes::classify(code.as_deref(), status);
        let message = readable(class.kind, message);
        Self(Box::new(Details {
            kind: class.kind,
            operation,
            code,
            message,
            status: Some(status),
            request_id,
            outcome_known: class.outcome_known,
            repeatable: false,
            attempts: 1,
            advice: class.advice,
        }))
    }

    /// No whole answer arrived.
    pub(crate) fn transport(operation: &'static str, error: &TransportError) -> Self {
        let (kind, advice) = match error.kind {
            TransportErrorKind::Connect => (ErrorKind::Connect, codes::CONNECT),
            TransportErrorKind::Timeout => (ErrorKind::Timeout, codes::TRY_LATER),
            TransportErrorKind::Broken => (ErrorKind::Broken, codes::TRY_LATER),
        };
        let known = kind == ErrorKind::Connect;
        Self::local(operation, kind, error.to_string(), advice).with_outcome_known(known)
    }

    /// The keys could not be had.
    pub(crate) fn credentials(operation: &'static str, error: &CredentialsError) -> Self {
        Self::local(operation, ErrorKind::Credentials, error.to_string(), codes::KEYS)
    }

    /// The time was up before an attempt began.
    pub(crate) fn deadline(operation: &'static str) -> Self {
        let message = "the deadline had passed before the call could be sent".to_owned();
        Self::local(operation, ErrorKind::Deadline, message, codes::DEADLINE)
    }

    /// A success that cannot be read: the operation was carried out.
    pub(crate) fn malformed(operation: &'static str, status: u16, reason: String) -> Self {
        let mut error =
            Self::local(operation, ErrorKind::MalformedAnswer, reason, codes::MALFORMED);
        error.0.status = Some(status);
        error.with_outcome_known(false)
    }

    /// Something that never left this machine.
    pub(crate) fn local(
        operation: &'static str,
        kind: ErrorKind,
        message: String,
        advice: &'static str,
    ) -> Self {
        Self(Box::new(Details {
            kind,
            operation,
            code: None,
            message,
            status: None,
            request_id: None,
            outcome_known: true,
            repeatable: false,
            attempts: 1,
            advice,
        }))
    }

    pub(crate) fn with_outcome_known(mut self, known: bool) -> Self {
        self.0.outcome_known = known;
        self
    }

    pub(crate) fn with_advice(mut self, advice: &'static str) -> Self {
        self.0.advice = advice;
        self
    }

    /// Notes how often it was tried and whether a repeat is harmless whatever happened.
    pub(crate) fn after(mut self, attempts: u32, repeatable: bool) -> Self {
        self.0.attempts = attempts;
        self.0.repeatable = repeatable;
        self
    }
}

/// The cloud's message, short and without what it quotes of the request: behind the first colon of
/// a refused signature stands the string to sign, and in it the security token.
fn readable(kind: ErrorKind, message: &str) -> String {
    let quotes_request = matches!(kind, ErrorKind::Signature | ErrorKind::Credentials);
    let message = match message.split_once(':') {
        Some((before, _)) if quotes_request => before,
        _ => message,
    };
    message.trim().chars().take(500).collect()
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0;
        write!(formatter, "{}: ", details.operation)?;
        if let Some(code) = &details.code {
            write!(formatter, "{code}: ")?;
        }
        formatter.write_str(&details.message)?;
        if let Some(status) = details.status {
            write!(formatter, " (status {status}")?;
            if let Some(request_id) = &details.request_id {
                write!(formatter, ", request id {request_id}")?;
            }
            formatter.write_str(")")?;
        }
        if details.attempts > 1 {
            write!(formatter, " after {} attempts", details.attempts)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0;
        formatter
            .debug_struct("Error")
            .field("kind", &details.kind)
            .field("operation", &details.operation)
            .field("code", &details.code)
            .field("message", &details.message)
            .field("status", &details.status)
            .field("request_id", &details.request_id)
            .field("outcome_known", &details.outcome_known)
            .field("attempts", &details.attempts)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str, status: u16, message: &str) -> Error {
        Error::refused("GetVideoInfo", status, Some(code.into()), message, Some("R-1".into()))
    }

    #[test]
    fn one_line_says_it_all() {
        let error = refused("Throttling.User", 400, "Request was denied.").after(4, true);
        assert_eq!(
            error.to_string(),
            "GetVideoInfo: Throttling.User: Request was denied. (status 400, request id R-1) \
             after 4 attempts"
        );
        assert!(error.is_retryable());
    }

    #[test]
    fn a_quoted_string_to_sign_is_cut_off() {
        let message = "Specified signature is not matched with our calculation. server string to \
                       sign is:POST&%2F&SecurityToken%3Dt0ken";
        let error = refused("SignatureDoesNotMatch", 400, message);
        assert!(!format!("{error} {error:?}").contains("t0ken"));
        assert!(error.message().ends_with("server string to sign is"));
    }

    #[test]
    fn an_unknown_outcome_is_retryable_only_where_a_repeat_is_harmless() {
        let lost = TransportError::new(TransportErrorKind::Timeout, "5 s");
        let error = Error::transport("CreateUploadVideo", &lost);
        assert!(!error.outcome_known());
        assert!(!error.clone().after(1, false).is_retryable());
        assert!(error.after(1, true).is_retryable());
        let never_sent = TransportError::new(TransportErrorKind::Connect, "refused");
        let error = Error::transport("CreateUploadVideo", &never_sent);
        assert!(error.outcome_known() && error.is_retryable());
    }

    #[test]
    fn long_messages_are_cut() {
        assert_eq!(refused("X", 400, &"ü".repeat(9_000)).message().chars().count(), 500);
    }
}
