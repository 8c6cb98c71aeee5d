//! A time of day that a test decides.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use model::Clock;

/// Moves only when told.
pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    /// Stands at a second that means nothing.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new("2026-01-02T03:04:05Z".parse().unwrap())))
    }

    /// Moves it on.
    pub fn advance(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
