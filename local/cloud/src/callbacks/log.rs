//! Every attempt that was made, with what is needed to make it again.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::post::Signature;
use super::{Delivery, Target};

/// Attempts that are remembered.
pub(super) const REMEMBERED: usize = 1_000;

/// One attempt.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) delivery: Delivery,
    /// As it was sent, where the target has a key.
    pub(super) signature: Option<Signature>,
    pub(super) target: Target,
}

/// The last attempts, oldest first, numbered from 1.
#[derive(Default)]
pub(super) struct Log(Mutex<State>);

#[derive(Default)]
struct State {
    last: u64,
    attempts: VecDeque<(u64, Attempt)>,
}

impl Log {
    /// Notes one down and gives its number.
    pub(super) fn add(&self, attempt: Attempt) -> u64 {
        let mut state = self.lock();
        if state.attempts.len() == REMEMBERED {
            state.attempts.pop_front();
        }
        state.last += 1;
        let number = state.last;
        state.attempts.push_back((number, attempt));
        number
    }

    pub(super) fn all(&self) -> Vec<(u64, Attempt)> {
        self.lock().attempts.iter().cloned().collect()
    }

    pub(super) fn find(&self, number: u64) -> Option<Attempt> {
        let state = self.lock();
        state.attempts.iter().find(|(known, _)| *known == number).map(|(_, one)| one.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
