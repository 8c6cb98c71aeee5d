//! What comes in from outside, in one bundle for the constructors of functions.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use client::{
    HttpTransport, Transport,
    system::{SystemClock, SystemRandomness},
};
use futures_util::future::join_all;
use http::Request;
use model::{Clock, Randomness};
use tokio::time::timeout;
use url::Url;

use crate::Platform;

/// How long a start may wait for a connection that it only opens ahead of time.
const WARM_UP_TIME: Duration = Duration::from_millis(500);

/// Time, randomness and HTTP.
#[derive(Clone)]
pub struct Ports {
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// For nonces and ids.
    pub randomness: Arc<dyn Randomness>,
    /// The way to the cloud.
    pub transport: Arc<dyn Transport>,
    /// Where the process runs.
    pub platform: Platform,
    /// What the functions that were built with these ports are going to call.
    targets: Arc<Mutex<Vec<Url>>>,
}

impl Ports {
    /// Those of this machine, for a process on this platform.
    #[must_use]
    pub fn system(platform: Platform) -> Self {
        Self::new(
            Arc::new(SystemClock),
            Arc::new(SystemRandomness),
            Arc::new(HttpTransport::default()),
            platform,
        )
    }

    /// Others.
    #[must_use]
    pub fn new(
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
        transport: Arc<dyn Transport>,
        platform: Platform,
    ) -> Self {
        Self { clock, randomness, transport, platform, targets: Arc::default() }
    }

    /// Notes that this address is going to be called, so that a connection can be opened before the
    /// first event comes.
    pub fn will_call(&self, target: &Url) {
        let mut targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
        if !targets.contains(target) {
            targets.push(target.clone());
        }
    }

    /// Opens a connection to whatever is going to be called over TLS: reading the root certificates
    /// and the first handshake are the largest part of a first call. That it fails is no reason not
    /// to start.
    pub(crate) async fn warm_up(&self) {
        let targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let opened =
            targets.iter().filter(|target| target.scheme() == "https").map(async |target| {
                let Ok(request) = Request::head(target.as_str()).body(Bytes::new()) else { return };
                match timeout(WARM_UP_TIME, self.transport.send(request)).await {
                    Ok(Ok(_)) => tracing::debug!(host = target.host_str(), "connection opened"),
                    Ok(Err(error)) => tracing::debug!(%error, "no connection ahead of time"),
                    Err(_) => tracing::debug!("no connection ahead of time: it takes too long"),
                }
            });
        join_all(opened).await;
    }
}
