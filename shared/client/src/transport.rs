//! How a request leaves the process.
//!
//! The client and the uploader know HTTP only through this trait, so that a test can answer for the
//! cloud without a socket.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

/// Sends one request and waits for the whole answer.
///
/// An implementation follows no redirects (the signature covers the host) and repeats nothing (the
/// caller knows whether that is safe). Dropping the future gives the request up.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends the request; its URI is absolute, its headers are complete but for `Content-Length`.
    ///
    /// # Errors
    /// When no whole answer arrived. An answer of any status is no error.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        (**self).send(request).await
    }
}

/// How far a request came that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportErrorKind {
    /// No connection: the request was surely not sent.
    Connect,
    /// No answer in time: the request may have been processed.
    Timeout,
    /// The connection broke: the request may have been processed.
    Broken,
}

/// A request that got no answer. It holds no URL, because a URL may carry a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", match .kind {
    TransportErrorKind::Connect => "no connection",
    TransportErrorKind::Timeout => "no answer in time",
    TransportErrorKind::Broken => "the connection broke",
})]
pub struct TransportError {
    /// How far it came.
    pub kind: TransportErrorKind,
    /// What happened, in the words of the layer below.
    pub reason: String,
}

impl TransportError {
    /// An error of the given kind.
    pub fn new(kind: TransportErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }
}

/// Put into a request's extensions, it hears of the body's bytes as they are handed to the socket.
///
/// A transport may leave it alone; [`crate::HttpTransport`] calls it.
#[derive(Clone)]
pub struct BodyProgress(Arc<dyn Fn(usize) + Send + Sync>);

impl BodyProgress {
    /// Calls `hear` with the number of bytes of each piece.
    pub fn new(hear: impl Fn(usize) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }

    /// Tells of `bytes` more bytes.
    pub fn sent(&self, bytes: usize) {
        (self.0)(bytes);
    }
}

impl fmt::Debug for BodyProgress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BodyProgress")
    }
}
