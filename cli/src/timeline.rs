//! What happened to one file, in order.

mod event;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use model::{Clock, time};
use serde::{Serialize, Serializer};
use tokio::time::Instant;

pub(crate) use event::Event;

use crate::output::Output;

/// An event with its time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Entry {
    /// What happened.
    #[serde(flatten)]
    pub(crate) event: Event,
    /// When, by this machine's clock.
    #[serde(serialize_with = "iso8601")]
    pub(crate) time: Timestamp,
    /// Seconds since the start of this file.
    pub(crate) seconds: f64,
}

fn iso8601<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time::iso8601(*moment))
}

/// The events of one file; each is shown when it happens.
pub(crate) struct Timeline {
    started: Instant,
    clock: Arc<dyn Clock>,
    output: Arc<Output>,
    // The uploader, which tells of refreshes, may call from anywhere.
    entries: Mutex<Vec<Entry>>,
}

impl Timeline {
    /// Starts now.
    pub(crate) fn start(clock: Arc<dyn Clock>, output: Arc<Output>) -> Self {
        Self { started: Instant::now(), clock, output, entries: Mutex::default() }
    }

    /// Writes down what has just happened.
    pub(crate) fn note(&self, event: Event) {
        let seconds = rounded(self.started.elapsed().as_secs_f64());
        let entry = Entry { event, time: self.clock.now(), seconds };
        self.output.event(&entry);
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// Tells of something that is no event.
    pub(crate) fn warn(&self, text: &str) {
        self.output.warning(text);
    }

    /// Everything so far.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// To the millisecond: more would be noise.
pub(crate) fn rounded(seconds: f64) -> f64 {
    (seconds * 1_000.0).round() / 1_000.0
}
