//! What comes in from outside, in one bundle for the constructors of functions.

use std::sync::Arc;

use client::{
    HttpTransport, Transport,
    system::{SystemClock, SystemRandomness},
};
use model::{Clock, Randomness};

use crate::Platform;

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
}

impl Ports {
    /// Those of this machine, for a process on this platform.
    #[must_use]
    pub fn system(platform: Platform) -> Self {
        Self {
            platform,
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            transport: Arc::new(HttpTransport::default()),
        }
    }
}
