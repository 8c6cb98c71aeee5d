//! Which way an event of a finished upload takes from the function that hears of it to the pipeline.
//!
//! Inline, the pipeline runs within the webhook's own call: nothing to set up, and VOD's three tries
//! are all there are. Over a FIFO queue of SQS the event is safe once it is handed over, is tried
//! again for as long as the queue keeps it, and ends in a dead-letter queue instead of nowhere. The
//! setting `HAND_OFF` chooses. The SDK of AWS is only in the functions that use this crate.

mod failure;
mod message;
mod queue;
mod settings;
mod sqs;
mod transport;

use std::sync::Arc;

use ::settings::SettingsError;
use pipeline::{HandOff, Inline, Process};
use runtime::Ports;

pub use queue::QueueUrl;
pub use settings::{AccessKeyId, HandOffSettings, Region, Target};
pub use sqs::Sqs;

/// The hand-off that the settings choose. `inline` makes the process behind an inline one, and is
/// not called for another: a function that only sends to a queue needs none of its settings.
///
/// # Errors
/// When `HAND_OFF` names a queue and a setting that SQS needs is missing, or those of `inline`.
pub fn choose(
    settings: &HandOffSettings,
    ports: &Ports,
    inline: impl FnOnce() -> Result<Arc<dyn Process>, SettingsError>,
) -> Result<Arc<dyn HandOff>, SettingsError> {
    match &settings.target {
        Target::Inline => Ok(Arc::new(Inline::new(inline()?))),
        Target::Sqs(queue) => Ok(Arc::new(Sqs::new(queue.clone(), settings, ports)?)),
    }
}

#[cfg(test)]
mod tests;
