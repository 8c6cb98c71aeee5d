//! One event on its way to a function: the same on every platform.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use crate::{Context, Event, EventFunction, Outcome};

/// Why an event has to be delivered again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotProcessed {
    /// The function said so.
    Retry(String),
    /// The function panicked.
    Panicked,
    /// The function was not done in time.
    TooLate,
}

impl NotProcessed {
    /// What the platform is told.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Retry(reason) => reason,
            Self::Panicked => "the function panicked; the log has the reason",
            Self::TooLate => "the function was not done in time",
        }
    }
}

/// Handles one event before the context's deadline. A panic costs one event, not the process. What
/// can never be done is kept by the log, whole.
pub(crate) async fn handle(
    function: &dyn EventFunction,
    event: Event,
    context: &Context,
) -> Result<(), NotProcessed> {
    let Event { id, body, .. } = event.clone();
    let handled = AssertUnwindSafe(function.handle(event, context)).catch_unwind();
    let failed = match tokio::time::timeout_at(context.deadline, handled).await {
        Ok(Ok(Outcome::Done)) => {
            tracing::info!(event_id = id, "event processed");
            return Ok(());
        }
        Ok(Ok(Outcome::Drop(reason))) => {
            let body = String::from_utf8_lossy(&body);
            tracing::warn!(event_id = id, reason, %body, "event dropped");
            return Ok(());
        }
        Ok(Ok(Outcome::Retry(reason))) => NotProcessed::Retry(reason),
        Ok(Err(_)) => NotProcessed::Panicked,
        Err(_) => NotProcessed::TooLate,
    };
    tracing::warn!(event_id = id, reason = failed.reason(), "event not processed");
    Err(failed)
}
