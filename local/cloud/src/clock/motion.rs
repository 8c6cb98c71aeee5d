//! How the cloud's time relates to the clock that it was given. No waiting and no locks here.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::Setting;

/// The time that was asked for cannot be told: it lies before the year -9999 or behind 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time would leave the years -9999 to 9999")]
pub(crate) struct OutOfRange;

/// The moment of a change, by both clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) given: Timestamp,
    pub(super) instant: Instant,
}

/// Offset and standstill, and the time that waits have seen pass.
#[derive(Debug)]
pub(super) struct Motion {
    offset: SignedDuration,
    frozen_at: Option<Timestamp>,
    /// Time that passed for waits up to `since`.
    passed: Duration,
    since: Instant,
}

impl Motion {
    pub(super) fn new(now: Instant) -> Self {
        Self { offset: SignedDuration::ZERO, frozen_at: None, passed: Duration::ZERO, since: now }
    }

    pub(super) fn setting(&self) -> Setting {
        Setting { offset: self.offset, frozen_at: self.frozen_at }
    }

    /// The cloud's time when the given clock tells this.
    pub(super) fn now(&self, given: Timestamp) -> Timestamp {
        // Every change has shown that the sum can be told; only years of running would leave it.
        self.frozen_at.unwrap_or_else(|| given.saturating_add(self.offset).unwrap_or(given))
    }

    /// The time that waits have seen pass.
    pub(super) fn run(&self, now: Instant) -> Duration {
        match self.frozen_at {
            Some(_) => self.passed,
            None => self.passed.saturating_add(now.saturating_duration_since(self.since)),
        }
    }

    /// How long a wait lasts yet; `None` while time stands still.
    pub(super) fn left(&self, deadline: Duration, now: Instant) -> Option<Duration> {
        let left = deadline.saturating_sub(self.run(now));
        (left.is_zero() || self.frozen_at.is_none()).then_some(left)
    }

    pub(super) fn advance(&mut self, by: SignedDuration, step: Step) -> Result<(), OutOfRange> {
        let to = self.now(step.given).checked_add(by).map_err(|_| OutOfRange)?;
        self.set(to, self.frozen_at.is_some(), step)
    }

    pub(super) fn freeze(&mut self, step: Step) -> Result<(), OutOfRange> {
        self.set(self.now(step.given), true, step)
    }

    pub(super) fn thaw(&mut self, step: Step) -> Result<(), OutOfRange> {
        self.set(self.now(step.given), false, step)
    }

    pub(super) fn restore(&mut self, setting: Setting, step: Step) -> Result<(), OutOfRange> {
        let going = step.given.checked_add(setting.offset).map_err(|_| OutOfRange)?;
        self.set(setting.frozen_at.unwrap_or(going), setting.frozen_at.is_some(), step)
    }

    pub(super) fn reset(&mut self, step: Step) -> Result<(), OutOfRange> {
        self.set(step.given, false, step)
    }

    fn set(&mut self, to: Timestamp, frozen: bool, step: Step) -> Result<(), OutOfRange> {
        let moved = to.duration_since(self.now(step.given));
        let passed = self.run(step.instant).saturating_add(moved.try_into().unwrap_or_default());
        let offset = to.duration_since(step.given);
        step.given.checked_add(offset).map_err(|_| OutOfRange)?;
        *self = Self { offset, frozen_at: frozen.then_some(to), passed, since: step.instant };
        Ok(())
    }
}
