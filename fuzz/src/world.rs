//! Clock, randomness and network, none of them real.

use std::{
    cell::LazyCell,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use bytes::Bytes;
use client::{Transport, TransportError};
use http::{Request, Response};
use jiff::Timestamp;
use model::{Clock, Randomness};
use tokio::runtime::{Builder, Runtime};

/// A clock that stands at one moment, and randomness that is none: what fails, fails again.
pub struct Frozen;

impl Frozen {
    /// When the clock stands still: 2026-01-01, in seconds since 1970.
    pub const SECOND: i64 = 1_767_225_600;
}

impl Clock for Frozen {
    fn now(&self) -> Timestamp {
        Timestamp::constant(Self::SECOND, 0)
    }
}

impl Randomness for Frozen {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0x5a);
    }
}

type Answer = dyn Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync;

/// A network on which a function answers for the cloud.
pub struct ScriptedTransport {
    answer: Box<Answer>,
    requests: AtomicU32,
}

impl ScriptedTransport {
    /// Answers every request with what `answer` makes of it.
    pub fn new(
        answer: impl Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { answer: Box::new(answer), requests: AtomicU32::new(0) })
    }

    /// How many requests there were.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Transport for ScriptedTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Ok((self.answer)(&request))
    }
}

thread_local! {
    static RUNTIME: LazyCell<Runtime> = LazyCell::new(|| {
        Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
    });
}

/// Runs a future to its end. Pauses in it take no time.
///
/// # Panics
/// When there is no memory for the machinery, which ends the run rightly.
pub fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.with(|runtime| runtime.block_on(future))
}
