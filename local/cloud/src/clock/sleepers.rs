//! Who waits, by deadline, so that a move of the clock wakes the earliest first.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

/// Deadline, then order of arrival.
type Key = (Duration, u64);

/// Everybody who waits.
#[derive(Default)]
pub(super) struct Sleepers {
    waiting: BTreeMap<Key, oneshot::Sender<()>>,
    arrived: u64,
}

/// A place among the sleepers, left when dropped.
pub(super) struct Place<'a> {
    sleepers: &'a Mutex<Sleepers>,
    key: Key,
}

impl Sleepers {
    /// Takes a place. The receiver hears of it when the deadline has passed by a move.
    pub(super) fn enter(
        sleepers: &Mutex<Self>,
        deadline: Duration,
    ) -> (Place<'_>, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        let mut all = sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        all.arrived += 1;
        let key = (deadline, all.arrived);
        all.waiting.insert(key, sender);
        drop(all);
        (Place { sleepers, key }, receiver)
    }

    /// Wakes everybody whose deadline is not behind `run`, the earliest first.
    pub(super) fn wake(&mut self, run: Duration) {
        while let Some(first) = self.waiting.first_entry() {
            if first.key().0 > run {
                return;
            }
            // Who has gone does not hear it.
            let _ = first.remove().send(());
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut all = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        all.waiting.remove(&self.key);
    }
}
