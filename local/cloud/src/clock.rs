//! The time of day of the whole cloud, and how to wait in it.
//!
//! [`CloudClock`] stands between the clock that the cloud was given and everything that asks for the
//! time, so that `/_local/clock` can move signature windows, expiry, records and waits at once.
//!
//! A wait counts the time that passes and every move forward; while the clock is frozen only moves
//! count. A move back lengthens no wait that has begun: what was to happen in a second still happens
//! in a second.

mod motion;
mod sleepers;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::Clock;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub(crate) use motion::OutOfRange;
use motion::{Motion, Step};
use sleepers::Sleepers;

/// What a clock tells of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setting {
    /// How far the cloud's time is ahead of the clock that it was given.
    pub(crate) offset: SignedDuration,
    /// The moment at which time stands still, when it does.
    pub(crate) frozen_at: Option<Timestamp>,
}

tokio::task_local! {
    /// How far off a single request is judged ([`CloudClock::skewed`]).
    static SKEW: SignedDuration;
}

/// The cloud's time.
pub(crate) struct CloudClock {
    given: Arc<dyn Clock>,
    motion: Mutex<Motion>,
    sleepers: Mutex<Sleepers>,
    /// Tells sleepers to look at their remaining time again.
    moved: watch::Sender<()>,
}

impl CloudClock {
    /// Tells the time of the clock given until it is moved.
    pub(crate) fn new(given: Arc<dyn Clock>) -> Self {
        Self {
            given,
            motion: Mutex::new(Motion::new(tokio::time::Instant::now())),
            sleepers: Mutex::default(),
            moved: watch::Sender::default(),
        }
    }

    /// How the clock is set.
    pub(crate) fn setting(&self) -> Setting {
        self.motion().setting()
    }

    /// Sets the clock as it was when an earlier cloud on the same data ended.
    ///
    /// # Errors
    /// [`OutOfRange`] when that time cannot be told.
    pub(crate) fn restore(&self, setting: Setting) -> Result<(), OutOfRange> {
        self.change(|motion, step| motion.restore(setting, step))
    }

    /// Moves the time forward, or back by a negative number.
    ///
    /// # Errors
    /// [`OutOfRange`] when that time cannot be told. Nothing is moved then.
    pub(crate) fn advance(&self, by: SignedDuration) -> Result<(), OutOfRange> {
        self.change(|motion, given| motion.advance(by, given))
    }

    /// Stops the time where it is. Frozen already, it stays.
    pub(crate) fn freeze(&self) -> Result<(), OutOfRange> {
        self.change(Motion::freeze)
    }

    /// Lets the time go on from where it stands.
    pub(crate) fn thaw(&self) -> Result<(), OutOfRange> {
        self.change(Motion::thaw)
    }

    /// Goes back to the time of the clock that was given.
    pub(crate) fn reset(&self) -> Result<(), OutOfRange> {
        self.change(Motion::reset)
    }

    /// Waits in the cloud's time.
    pub(crate) async fn sleep(&self, time: Duration) {
        let deadline = self.motion().run(tokio::time::Instant::now()).saturating_add(time);
        let mut moved = self.moved.subscribe();
        let (_place, mut woken) = Sleepers::enter(&self.sleepers, deadline);
        loop {
            let left = self.motion().left(deadline, tokio::time::Instant::now());
            if left == Some(Duration::ZERO) {
                return;
            }
            let passes = async {
                match left {
                    Some(left) => tokio::time::sleep(left).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                _ = &mut woken => return,
                () = passes => (),
                // The sender lives as long as the clock.
                _ = moved.changed() => (),
            }
        }
    }

    /// Runs one request as if the cloud's time were this far ahead: what a client sees whose own
    /// clock is off. Work that the request leaves behind goes by the common time.
    pub(crate) async fn skewed<T>(skew: SignedDuration, request: impl Future<Output = T>) -> T {
        SKEW.scope(skew, request).await
    }

    fn change(
        &self,
        change: impl FnOnce(&mut Motion, Step) -> Result<(), OutOfRange>,
    ) -> Result<(), OutOfRange> {
        let run = {
            let mut motion = self.motion();
            let instant = tokio::time::Instant::now();
            change(&mut motion, Step { given: self.given.now(), instant })?;
            motion.run(instant)
        };
        // The earliest first. Those that are not due count their remaining time anew.
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner).wake(run);
        self.moved.send_replace(());
        Ok(())
    }

    fn motion(&self) -> MutexGuard<'_, Motion> {
        self.motion.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for CloudClock {
    fn now(&self) -> Timestamp {
        let now = self.motion().now(self.given.now());
        let skew = SKEW.try_with(|skew| *skew).unwrap_or_default();
        now.saturating_add(skew).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests;
