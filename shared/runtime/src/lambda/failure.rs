//! Invocations that fail, under names that alarms and retry rules can rely on.

use lambda_runtime::Diagnostic;

use crate::event::NotProcessed;

/// A failed invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// `errorType`.
    pub(crate) name: &'static str,
    /// `errorMessage`.
    pub(crate) message: String,
}

impl Failure {
    /// An event that the function can do nothing with: a trigger is connected wrongly.
    pub(super) fn unsupported(message: impl Into<String>) -> Self {
        Self { name: "UnsupportedEvent", message: message.into() }
    }

    /// A secret without which there is no function cannot be had yet.
    pub(super) fn unavailable(reason: impl std::fmt::Display) -> Self {
        tracing::error!(%reason, "not started yet");
        Self { name: "SecretUnavailable", message: reason.to_string() }
    }

    /// The function panicked.
    pub(super) fn panicked() -> Self {
        let message = NotProcessed::Panicked.reason().to_owned();
        Self { name: "FunctionPanicked", message }
    }
}

impl From<NotProcessed> for Failure {
    fn from(failed: NotProcessed) -> Self {
        match failed {
            NotProcessed::Panicked => Self::panicked(),
            NotProcessed::Retry(_) | NotProcessed::TooLate => {
                Self { name: "EventNotProcessed", message: failed.reason().to_owned() }
            }
        }
    }
}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        Self { error_type: failure.name.to_owned(), error_message: failure.message }
    }
}
