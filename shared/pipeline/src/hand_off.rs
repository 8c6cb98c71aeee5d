//! The way from the webhook to the pipeline.

use std::sync::Arc;

use async_trait::async_trait;
use client::Call;
use model::MediaEvent;

use crate::{Outcome, Process};

/// The event could not be handed over; the sender must keep it and try again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HandOffError(pub String);

/// Takes events over. Once it says Ok, the event is no longer the caller's to lose.
#[async_trait]
pub trait HandOff: Send + Sync {
    /// Takes one event over before the call's deadline.
    ///
    /// # Errors
    /// When the event was not taken over.
    async fn give(&self, event: &MediaEvent, call: &Call) -> Result<(), HandOffError>;
}

/// Runs the pipeline within the webhook's own call. Nothing is kept in between: an event that could
/// not be processed is refused, and its sender tries again.
pub struct Inline(Arc<dyn Process>);

impl Inline {
    /// Hands over to this process.
    #[must_use]
    pub fn new(process: Arc<dyn Process>) -> Self {
        Self(process)
    }
}

#[async_trait]
impl HandOff for Inline {
    async fn give(&self, event: &MediaEvent, call: &Call) -> Result<(), HandOffError> {
        match self.0.process(event, call).await {
            Outcome::Done => Ok(()),
            // Its sender can do nothing about it: only the log keeps it.
            Outcome::Dropped(reason) => {
                let event_type = event.kind.as_str();
                tracing::warn!(event_type, media_id = event.media_id, reason, "event dropped");
                Ok(())
            }
            Outcome::NotYet(reason) => Err(HandOffError(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Answers(Outcome);

    #[async_trait]
    impl Process for Answers {
        async fn process(&self, _: &MediaEvent, _: &Call) -> Outcome {
            self.0.clone()
        }
    }

    #[tokio::test]
    async fn only_what_must_come_again_is_refused() {
        let event = MediaEvent::parse(br#"{"EventType":"Any"}"#).unwrap();
        let call = client::testing::call();
        for (outcome, given) in [
            (Outcome::Done, Ok(())),
            (Outcome::Dropped("unknown".into()), Ok(())),
            (Outcome::NotYet("busy".into()), Err(HandOffError("busy".into()))),
        ] {
            assert_eq!(Inline::new(Arc::new(Answers(outcome))).give(&event, &call).await, given);
        }
    }
}
