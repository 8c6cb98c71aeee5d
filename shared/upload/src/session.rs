//! One request of an upload, until it has passed or nothing helps any more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use client::{BodyProgress, TransportError, TransportErrorKind};
use http::{HeaderMap, Response, header};
use jiff::Timestamp;
use model::time;
use tokio::time::{Instant, sleep, timeout};

use crate::{
    Error, ErrorKind, Progress, Remedy,
    address::Target,
    codes,
    grant_cell::{Current, GrantCell},
    rate::Rate,
    request::Request,
    uploader::Ports,
    xml::Refusal,
};

/// So often in a row one request takes a renewed credential that is refused as well.
const RENEWALS: u32 = 3;

/// What all requests of one upload share.
pub(crate) struct Session<'a> {
    pub(crate) ports: &'a Ports,
    pub(crate) cell: GrantCell<'a>,
    pub(crate) target: Target,
    pub(crate) progress: Arc<dyn Progress>,
    pub(crate) rate: Rate,
}

impl Session<'_> {
    /// Sends a request without content, or with content that is no part of the file.
    pub(crate) async fn send(
        &self,
        request: &Request,
        patience: Duration,
    ) -> Result<Response<Bytes>, Error> {
        self.repeat(request, patience, None).await
    }

    /// Sends a piece of the file, whose checksum OSS must confirm.
    pub(crate) async fn transfer(
        &self,
        request: &Request,
        crc64: u64,
    ) -> Result<Response<Bytes>, Error> {
        self.repeat(request, Duration::ZERO, Some(crc64)).await
    }

    async fn repeat(
        &self,
        request: &Request,
        patience: Duration,
        crc64: Option<u64>,
    ) -> Result<Response<Bytes>, Error> {
        let mut pauses = self.ports.pauses();
        let (mut failures, mut renewals) = (0, 0);
        let (mut clock_corrected, mut maybe_done) = (false, false);
        loop {
            let current = self.cell.current().await?;
            let mut error = match self.attempt(request, patience, crc64, &current).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            maybe_done |= error.maybe_done();
            if maybe_done {
                error.set_maybe_done();
            }
            match error.remedy() {
                Remedy::Refresh if renewals < RENEWALS => {
                    renewals += 1;
                    self.cell.renew(current.generation).await.map_err(|mut failed| {
                        if maybe_done {
                            failed.set_maybe_done();
                        }
                        failed
                    })?;
                }
                Remedy::Retry if error.kind() == ErrorKind::ClockSkew => {
                    // The offset was learned from the refusal; a second one is not about the clock.
                    if clock_corrected {
                        return Err(error.with_remedy(Remedy::Fatal));
                    }
                    clock_corrected = true;
                }
                Remedy::Retry if failures + 1 < self.ports.options.attempts => {
                    failures += 1;
                    tracing::debug!(%error, "tried again");
                    sleep(pauses.next().unwrap_or_default()).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn attempt(
        &self,
        request: &Request,
        patience: Duration,
        crc64: Option<u64>,
        current: &Current,
    ) -> Result<Response<Bytes>, Error> {
        let credentials = current.grant.auth.credentials();
        let mut signed = request.sign(&self.target, &credentials, self.ports.now())?;
        let bytes = request.body.len();
        let gone_out = Arc::new(AtomicU64::new(0));
        if crc64.is_some() {
            signed.extensions_mut().insert(self.body_progress(&gone_out));
        }
        let limit = self.rate.limit(bytes) + patience;
        let start = Instant::now();
        let outcome = match timeout(limit, self.ports.transport.send(signed)).await {
            Ok(Ok(answer)) => self.judge(request.operation, answer, crc64),
            Ok(Err(error)) => Err(Error::transport(request.operation, &error)),
            Err(_) => {
                self.rate.timed_out();
                let reason = format!("gave up after {} s", limit.as_secs());
                let error = TransportError::new(TransportErrorKind::Timeout, reason);
                Err(Error::transport(request.operation, &error))
            }
        };
        if crc64.is_some() {
            let gone_out = gone_out.load(Ordering::Relaxed);
            if outcome.is_ok() {
                self.rate.saw(bytes, start.elapsed());
                // A transport need not tell of its progress.
                self.progress.sent((bytes as u64).saturating_sub(gone_out));
                self.progress.confirmed(bytes as u64);
            } else {
                self.progress.lost(gone_out);
            }
        }
        outcome
    }

    fn body_progress(&self, gone_out: &Arc<AtomicU64>) -> BodyProgress {
        let (progress, gone_out) = (self.progress.clone(), gone_out.clone());
        BodyProgress::new(move |bytes| {
            gone_out.fetch_add(bytes as u64, Ordering::Relaxed);
            progress.sent(bytes as u64);
        })
    }

    fn judge(
        &self,
        operation: &'static str,
        answer: Response<Bytes>,
        crc64: Option<u64>,
    ) -> Result<Response<Bytes>, Error> {
        if !answer.status().is_success() {
            return Err(self.refusal(operation, &answer));
        }
        if let (Some(sent), Some(stored)) = (crc64, checksum(answer.headers()))
            && sent != stored
        {
            return Err(mismatch(operation, sent, stored).with_remedy(Remedy::Retry));
        }
        Ok(answer)
    }

    fn refusal(&self, operation: &'static str, answer: &Response<Bytes>) -> Error {
        let refusal = Refusal::parse(answer.body());
        let request_id = text(answer.headers(), "x-oss-request-id");
        let error = Error::refused(operation, answer.status().as_u16(), &refusal, request_id);
        if error.kind() != ErrorKind::ClockSkew {
            return error;
        }
        let server = refusal
            .server_time
            .as_deref()
            .and_then(time::parse_iso8601)
            .or_else(|| date(answer.headers()));
        let local = self.ports.clock.now();
        if server.is_some_and(|server| self.ports.offset.learn(server, local)) {
            return error;
        }
        error.with_remedy(Remedy::Fatal)
    }
}

/// The CRC-64 of the whole object as OSS has it.
///
/// Without it nobody could say that the bytes agree, so its absence is an error.
pub(crate) fn confirmed(request: &Request, answer: &Response<Bytes>) -> Result<u64, Error> {
    checksum(answer.headers()).ok_or_else(|| {
        let message = "the answer holds no x-oss-hash-crc64ecma".to_owned();
        let kind = ErrorKind::MissingChecksum;
        Error::local(request.operation, kind, message, codes::NO_CHECKSUM)
    })
}

/// `x-oss-hash-crc64ecma`, CRC-64/XZ in decimal. OSS always sends it, but a proxy may not.
fn checksum(headers: &HeaderMap) -> Option<u64> {
    text(headers, "x-oss-hash-crc64ecma")?.trim().parse().ok()
}

/// `ETag` as received, with its quotes.
pub(crate) fn etag(headers: &HeaderMap) -> Option<String> {
    text(headers, header::ETAG.as_str()).filter(|etag| !etag.is_empty()).map(str::to_owned)
}

pub(crate) fn mismatch(operation: &'static str, sent: u64, stored: u64) -> Error {
    let message = format!("CRC-64 of what was sent is {sent}, of what is stored {stored}");
    Error::local(operation, ErrorKind::Checksum, message, codes::CHECKSUM)
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    time::parse_http_date(text(headers, header::DATE.as_str())?)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
