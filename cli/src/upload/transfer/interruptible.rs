//! A transport that Ctrl-C closes, but for the request that tidies up.
//!
//! The uploader ends at once when its future is dropped, and then leaves the parts of a large file
//! in OSS. Refusing its requests instead makes it fail in its own way, which ends with
//! AbortMultipartUpload.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use client::{Transport, TransportError};
use http::{Method, Request, Response, StatusCode};

use crate::upload::interrupt::Interrupt;

/// See above.
pub(super) struct Interruptible {
    inner: Arc<dyn Transport>,
    interrupt: Interrupt,
    /// Whether OSS agreed to free the parts; nothing before it was asked.
    freed: Mutex<Option<bool>>,
}

impl Interruptible {
    /// Passes everything on until then.
    pub(super) fn new(inner: Arc<dyn Transport>, interrupt: Interrupt) -> Self {
        Self { inner, interrupt, freed: Mutex::default() }
    }

    /// Whether the parts of the last upload were freed; nothing if there were none to free.
    pub(super) fn parts_freed(&self) -> Option<bool> {
        *self.freed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn free(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let set = |freed| {
            *self.freed.lock().unwrap_or_else(PoisonError::into_inner) = Some(freed);
        };
        set(false);
        let answer = self.inner.send(request).await?;
        set(answer.status().is_success());
        Ok(answer)
    }
}

#[async_trait]
impl Transport for Interruptible {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if request.method() == Method::DELETE {
            return self.free(request).await;
        }
        tokio::select! {
            biased;
            () = self.interrupt.pressed() => Ok(refusal()),
            answer = self.inner.send(request) => answer,
        }
    }
}

/// A status that no repeat helps, and that says that nothing was done.
fn refusal() -> Response<Bytes> {
    let mut refusal = Response::new(Bytes::new());
    *refusal.status_mut() = StatusCode::GONE;
    refusal
}
