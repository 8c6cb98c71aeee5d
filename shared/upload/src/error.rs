//! The one error of this crate.

use std::fmt;

use client::{TransportError, TransportErrorKind};

use crate::{SourceError, codes, xml::Refusal};

/// What a caller can do about a failure. The uploader has done the first two itself, as far as that
/// helped, before it reports one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// The same request may pass later.
    Retry,
    /// A new credential of the same grant is needed.
    Refresh,
    /// What the upload relied on is gone: begin anew.
    Recreate,
    /// No repeat helps.
    Fatal,
}

/// What kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The file cannot be read, or changed.
    Source,
    /// More bytes than an object can hold.
    TooLarge,
    /// The grant's address cannot be used.
    Address,
    /// The credential has ended and nothing can renew it (images, attached media).
    GrantExpired,
    /// The credential has ended and renewing it failed.
    Refresh,
    /// A renewed grant leads to another object.
    AddressChanged,
    /// No connection.
    Connect,
    /// No answer in time.
    Timeout,
    /// The connection broke.
    Broken,
    /// OSS refused; the code says why.
    Refused,
    /// This machine's clock is more than 15 minutes off.
    ClockSkew,
    /// What arrived is not what was sent.
    Checksum,
    /// An answer lacks its CRC-64, without which nobody knows whether the bytes agree.
    MissingChecksum,
    /// An answer lacks its ETag, without which no part can be named.
    MissingEtag,
    /// An answer cannot be read.
    MalformedAnswer,
    /// Whether the object was put together is not known; VOD's status of the medium tells.
    CompletionUnconfirmed,
}

/// An upload that failed. Its texts hold no key, token or signature.
#[derive(Clone)]
pub struct Error(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: ErrorKind,
    remedy: Remedy,
    operation: &'static str,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    message: String,
    advice: &'static str,
    /// An earlier attempt may have been carried out although nobody heard of it.
    maybe_done: bool,
}

impl Error {
    /// What kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What a caller can do.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        self.0.remedy
    }

    /// The operation of OSS, such as `UploadPart`; `upload` where none was reached.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// OSS's `Code`, where OSS answered.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The HTTP status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// OSS's request id, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What happened.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What the user can do, in a sentence.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        self.0.advice
    }

    /// A refusal by OSS.
    pub(crate) fn refused(
        operation: &'static str,
        status: u16,
        refusal: &Refusal,
        header_request_id: Option<&str>,
    ) -> Self {
        let class = codes::classify(refusal.code.as_deref(), status);
        let message = refusal.message.as_deref().unwrap_or("the answer holds no Message");
        let request_id = refusal.request_id.as_deref().or(header_request_id);
        Self(Box::new(Details {
            kind: class.kind,
            remedy: class.remedy,
            operation,
            code: refusal.code.clone(),
            status: Some(status),
            request_id: request_id.map(str::to_owned),
            message: message.trim().chars().take(500).collect(),
            advice: class.advice,
            maybe_done: status >= 500 || status == 408,
        }))
    }

    /// No whole answer arrived.
    pub(crate) fn transport(operation: &'static str, error: &TransportError) -> Self {
        let kind = match error.kind {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Broken => ErrorKind::Broken,
        };
        let mut failed = Self::local(operation, kind, error.to_string(), codes::NETWORK);
        failed.0.remedy = Remedy::Retry;
        failed.0.maybe_done = kind != ErrorKind::Connect;
        failed
    }

    /// Something that no answer of OSS said.
    pub(crate) fn local(
        operation: &'static str,
        kind: ErrorKind,
        message: String,
        advice: &'static str,
    ) -> Self {
        Self(Box::new(Details {
            kind,
            remedy: Remedy::Fatal,
            operation,
            code: None,
            status: None,
            request_id: None,
            message,
            advice,
            maybe_done: false,
        }))
    }

    pub(crate) fn source(error: &SourceError) -> Self {
        Self::local("upload", ErrorKind::Source, error.to_string(), codes::SOURCE)
    }

    pub(crate) fn with_remedy(mut self, remedy: Remedy) -> Self {
        self.0.remedy = remedy;
        self
    }

    /// The object may be complete after all: what is known is only that nobody confirmed it.
    pub(crate) fn unconfirmed(mut self) -> Self {
        self.0.kind = ErrorKind::CompletionUnconfirmed;
        self.0.remedy = Remedy::Fatal;
        self.0.advice = codes::UNCONFIRMED;
        self
    }

    pub(crate) fn maybe_done(&self) -> bool {
        self.0.maybe_done
    }

    pub(crate) fn set_maybe_done(&mut self) {
        self.0.maybe_done = true;
    }
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
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0;
        formatter
            .debug_struct("Error")
            .field("kind", &details.kind)
            .field("remedy", &details.remedy)
            .field("operation", &details.operation)
            .field("code", &details.code)
            .field("status", &details.status)
            .field("request_id", &details.request_id)
            .field("message", &details.message)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
