//! Remembers which SignatureNonce was used, so that a recorded request cannot be sent again.
//!
//! No page says for how long the cloud remembers one. Here it is for exactly as long as the request
//! could otherwise be replayed: to the end of its time window, or of its token's life where the
//! request carries no time. Nonces are told apart by AccessKeyId.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::storage::{DataError, Records, Storage, Table};

/// Below this many nonces no time is spent on forgetting.
const SWEEP_AT_LEAST: usize = 4_096;

/// All nonces that are still remembered.
pub(crate) struct Nonces(Mutex<Used>);

struct Used {
    /// By AccessKeyId and nonce.
    until: Records<Timestamp>,
    sweep_at: usize,
}

impl Nonces {
    /// Knows those that were used before the last end of the cloud.
    pub(crate) fn load(storage: &Storage) -> Result<Self, DataError> {
        let until = Records::load(storage, Table::Nonces)?;
        Ok(Self(Mutex::new(Used { until, sweep_at: 0 })))
    }

    /// Notes a nonce down until the moment given; false when it was used before.
    pub(crate) fn claim(
        &self,
        access_key_id: &str,
        nonce: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.until.len() >= used.sweep_at.max(SWEEP_AT_LEAST) {
            used.until.retain(|_, until| *until >= now);
            used.sweep_at = used.until.len() * 2;
        }
        // The key belongs to somebody, so its id has no line break in it.
        let key = format!("{access_key_id}\n{nonce}");
        let fresh = used.until.get(&key).is_none_or(|until| *until < now);
        if fresh {
            used.until.insert(key, until);
        }
        fresh
    }
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
        let nonces = Nonces::load(&Storage::in_memory().unwrap()).unwrap();
        assert!(nonces.claim("a", "n", NOW, later(900)));
        assert!(!nonces.claim("a", "n", later(1), later(901)));
        assert!(!nonces.claim("a", "n", later(900), later(1800)));
        assert!(nonces.claim("b", "n", NOW, later(900)));
        assert!(nonces.claim("a", "n", later(901), later(1801)));
    }

    #[test]
    fn forgetting_keeps_what_still_counts() {
        let nonces = Nonces::load(&Storage::in_memory().unwrap()).unwrap();
        assert!(nonces.claim("a", "kept", NOW, later(900)));
        for number in 1..SWEEP_AT_LEAST {
            assert!(nonces.claim("a", &number.to_string(), NOW, later(1)));
        }
        assert!(nonces.claim("a", "next", later(2), later(900)));
        assert!(!nonces.claim("a", "kept", later(2), later(900)));
        assert_eq!(nonces.0.lock().unwrap().until.len(), 2);
    }

    #[test]
    fn a_nonce_stays_used_when_the_cloud_ends() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Nonces::load(&Storage::open(directory.path(), "account").unwrap()).unwrap();
        let nonces = open();
        assert!(nonces.claim("a", "with\nbreak", NOW, later(900)));
        for number in 1..SWEEP_AT_LEAST {
            assert!(nonces.claim("a", &number.to_string(), NOW, later(1)));
        }
        assert!(nonces.claim("b", "sweeps", later(2), later(900)));
        drop(nonces);
        let nonces = open();
        assert_eq!(nonces.0.lock().unwrap().until.len(), 2);
        assert!(!nonces.claim("a", "with\nbreak", later(900), later(1800)));
        assert!(!nonces.claim("b", "sweeps", later(3), later(900)));
    }
}
