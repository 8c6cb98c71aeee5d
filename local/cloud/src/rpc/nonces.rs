//! Remembers which SignatureNonce was used, so that a recorded request cannot be sent again.
//!
//! No page says for how long the cloud remembers one. Here it is for exactly as long as the request
//! could otherwise be replayed: to the end of its time window, or of its token's life where the
//! request carries no time. Nonces are told apart by AccessKeyId.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::storage::{DataError, Storage, Table};

/// Below this many nonces no time is spent on forgetting.
const SWEEP_AT_LEAST: usize = 4_096;

/// Between the parts of a record's key. No AccessKeyId has one.
const SEPARATOR: char = '\n';

/// All nonces that are still remembered.
pub(crate) struct Nonces {
    storage: Storage,
    used: Mutex<Used>,
}

#[derive(Default)]
struct Used {
    until: HashMap<(String, String), Timestamp>,
    sweep_at: usize,
}

impl Nonces {
    /// Those that were used before the last end of the cloud.
    pub(crate) fn load(storage: Storage) -> Result<Self, DataError> {
        let stored = storage.load(Table::Nonces)?.into_iter();
        let until = stored
            .filter_map(|(key, until)| {
                let (access_key_id, nonce) = key.split_once(SEPARATOR)?;
                Some(((access_key_id.to_owned(), nonce.to_owned()), until))
            })
            .collect();
        Ok(Self { storage, used: Mutex::new(Used { until, sweep_at: 0 }) })
    }

    /// Notes a nonce down until the moment given; false when it was used before.
    pub(crate) fn claim(
        &self,
        access_key_id: &str,
        nonce: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut batch = self.storage.batch();
        if used.until.len() >= used.sweep_at.max(SWEEP_AT_LEAST) {
            for (key, _) in used.until.extract_if(|_, until| *until < now) {
                batch.remove(Table::Nonces, record_key(&key));
            }
            used.sweep_at = used.until.len() * 2;
        }
        let key = (access_key_id.to_owned(), nonce.to_owned());
        let fresh = used.until.get(&key).is_none_or(|until| *until < now);
        if fresh {
            batch.put(Table::Nonces, record_key(&key), &until);
            used.until.insert(key, until);
        }
        self.storage.commit(batch);
        fresh
    }
}

fn record_key((access_key_id, nonce): &(String, String)) -> String {
    format!("{access_key_id}{SEPARATOR}{nonce}")
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

    fn later(seconds: i64) -> Timestamp {
        NOW + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_nonce_works_once_for_each_key_until_it_is_forgotten() {
        let nonces = Nonces::load(Storage::in_memory().unwrap()).unwrap();
        assert!(nonces.claim("a", "n", NOW, later(900)));
        assert!(!nonces.claim("a", "n", later(1), later(901)));
        assert!(!nonces.claim("a", "n", later(900), later(1800)));
        assert!(nonces.claim("b", "n", NOW, later(900)));
        assert!(nonces.claim("a", "n", later(901), later(1801)));
    }

    #[test]
    fn forgetting_keeps_what_still_counts() {
        let nonces = Nonces::load(Storage::in_memory().unwrap()).unwrap();
        assert!(nonces.claim("a", "kept", NOW, later(900)));
        for number in 1..SWEEP_AT_LEAST {
            assert!(nonces.claim("a", &number.to_string(), NOW, later(1)));
        }
        assert!(nonces.claim("a", "next", later(2), later(900)));
        assert!(!nonces.claim("a", "kept", later(2), later(900)));
        assert_eq!(nonces.used.lock().unwrap().until.len(), 2);
    }

    #[test]
    fn a_nonce_stays_used_when_the_cloud_ends() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Nonces::load(Storage::open(directory.path(), "account").unwrap()).unwrap();
        let nonces = open();
        assert!(nonces.claim("a", "with\nbreak", NOW, later(900)));
        for number in 1..SWEEP_AT_LEAST {
            assert!(nonces.claim("a", &number.to_string(), NOW, later(1)));
        }
        assert!(nonces.claim("b", "sweeps", later(2), later(900)));
        drop(nonces);
        let nonces = open();
        assert_eq!(nonces.used.lock().unwrap().until.len(), 2);
        assert!(!nonces.claim("a", "with\nbreak", later(900), later(1800)));
        assert!(!nonces.claim("b", "sweeps", later(3), later(900)));
    }
}
