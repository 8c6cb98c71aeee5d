//! The time of one call of the function, dealt out so that it ends by itself.

use std::time::Duration;

use client::Call;
use runtime::Context;
use tokio::time::{Instant, sleep_until};

/// Why something was not begun.
pub(crate) const OVER: &str = "the time of the call was over";

/// What is left to the answer and the last lines of the log.
const KEPT: Duration = Duration::from_secs(1);
/// Nothing is begun that could not take so long.
const LEAST: Duration = Duration::from_secs(2);
/// What one video may take, and one page of the list: one that hangs must not eat the others' time.
const MOST: Duration = Duration::from_secs(10);

/// The time that a call has left.
pub(crate) struct Budget<'a> {
    context: &'a Context,
    end: Instant,
}

impl<'a> Budget<'a> {
    /// That of this call.
    pub(crate) fn of(context: &'a Context) -> Self {
        let end = context.deadline.checked_sub(KEPT).unwrap_or(context.deadline);
        Self { context, end }
    }

    /// A call to the cloud within it; `None` when too little is left to begin one.
    pub(crate) fn call(&self) -> Option<Call> {
        let now = Instant::now();
        let left = self.end.saturating_duration_since(now);
        (left >= LEAST).then(|| Call { deadline: now + left.min(MOST), ..self.context.call() })
    }

    /// Waits, not beyond its end.
    pub(crate) async fn pause(&self, pause: Duration) {
        sleep_until(self.end.min(Instant::now() + pause)).await;
    }
}
