//! Every attempt that was made, with what is needed to make it again.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::post::Signature;
use super::{Delivery, Target};
use crate::storage::{DataError, Records, Storage, Table};

/// Attempts that are remembered.
pub(super) const REMEMBERED: usize = 1_000;

/// One attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) delivery: Delivery,
    /// As it was sent, where the target has a key.
    pub(super) signature: Option<Signature>,
    pub(super) target: Target,
}

/// The last attempts, oldest first, numbered from 1.
pub(super) struct Log(Mutex<State>);

struct State {
    /// Oldest first.
    numbers: VecDeque<u64>,
    /// By number.
    attempts: Records<Attempt>,
}

impl Log {
    /// Knows those that were made before the last end of the cloud.
    pub(super) fn load(storage: &Storage) -> Result<Self, DataError> {
        let attempts = Records::<Attempt>::load(storage, Table::Attempts)?;
        let mut numbers: Vec<u64> =
            attempts.iter().filter_map(|(number, _)| number.parse().ok()).collect();
        numbers.sort_unstable();
        Ok(Self(Mutex::new(State { numbers: numbers.into(), attempts })))
    }

    /// Notes one down and gives its number.
    pub(super) fn add(&self, attempt: Attempt) -> u64 {
        let mut state = self.lock();
        let number = state.numbers.back().map_or(1, |last| last + 1);
        while state.numbers.len() >= REMEMBERED {
            let Some(oldest) = state.numbers.pop_front() else { break };
            state.attempts.remove(&oldest.to_string());
        }
        state.numbers.push_back(number);
        state.attempts.insert(number.to_string(), attempt);
        number
    }

    pub(super) fn all(&self) -> Vec<(u64, Attempt)> {
        let state = self.lock();
        let find = |number: &u64| Some((*number, state.attempts.get(&number.to_string())?.clone()));
        state.numbers.iter().filter_map(find).collect()
    }

    pub(super) fn find(&self, number: u64) -> Option<Attempt> {
        self.lock().attempts.get(&number.to_string()).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::callbacks::DeliveryOutcome;

    fn attempt(media_id: &str) -> Attempt {
        let url = "http://e.com/".to_owned();
        Attempt {
            delivery: Delivery {
                url: url.clone(),
                event_type: "FileUploadComplete".to_owned(),
                media_id: media_id.to_owned(),
                body: "{}".to_owned(),
                attempt: 1,
                sent_at: Timestamp::UNIX_EPOCH,
                outcome: DeliveryOutcome::Status(500),
            },
            signature: None,
            target: Target { url, key: Some("key".into()) },
        }
    }

    #[test]
    fn attempts_keep_their_numbers_over_an_end() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Log::load(&Storage::open(directory.path(), "account").unwrap()).unwrap();
        let log = open();
        for number in 1..=REMEMBERED as u64 + 2 {
            assert_eq!(log.add(attempt(&number.to_string())), number);
        }
        drop(log);
        let log = open();
        let all = log.all();
        assert_eq!((all.len(), all[0].0, all[999].0), (REMEMBERED, 3, 1_002));
        assert_eq!(all[0].1.delivery, attempt("3").delivery);
        assert_eq!(log.find(1_002).unwrap().target, attempt("").target);
        assert!(log.find(2).is_none());
        assert_eq!(log.add(attempt("next")), 1_003);
    }
}
