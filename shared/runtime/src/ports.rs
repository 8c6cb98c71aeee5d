//! What comes in from outside, in one bundle for the constructors of functions.

use std::sync::Arc;

use client::{
    HttpTransport, Transport,
    system::{SystemClock, SystemRandomness},
};
use model::{Clock, Randomness};

/// Time, randomness and HTTP.
#[derive(Clone)]
pub struct Ports {
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// For nonces and ids.
    pub randomness: Arc<dyn Randomness>,
    /// The way to the cloud.
    pub transport: Arc<dyn Transport>,
}

impl Ports {
    /// Those of this machine.
    #[must_use]
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            transport: Arc::new(HttpTransport::default()),
        }
    }
}
