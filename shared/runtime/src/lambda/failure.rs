//! Invocations that fail, under names that alarms and retry rules can rely on.

use lambda_runtime::Diagnostic;

use crate::{event::NotProcessed, served::NotStarted};

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

    /// There is no function yet: a secret cannot be had, or what came is wrong.
    pub(super) fn not_started(why: NotStarted) -> Self {
        tracing::error!(reason = why.reason, "not started yet");
        let name = if why.for_now { "SecretUnavailable" } else { "Function.InvalidSettings" };
        Self { name, message: why.reason }
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
