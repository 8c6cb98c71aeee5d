//! The difference between this machine's clock and the cloud's.
//!
//! Both RPC and OSS refuse a signature made more than 15 minutes off their own clock. What they
//! answer tells their time, so a wrong clock costs one repeated call and not the upload.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The offset learned so far; none at first.
#[derive(Debug, Default)]
pub struct ClockOffset(AtomicI64);

/// Answers from before this moment (2020-01-01) come from a server whose own clock was never set,
/// and teach nothing.
const EARLIEST_SECOND: i64 = 1_577_836_800;

impl ClockOffset {
    /// The cloud's time, as far as known, at `local` on this machine.
    #[must_use]
    pub fn correct(&self, local: Timestamp) -> Timestamp {
        let offset = SignedDuration::from_millis(self.0.load(Ordering::Relaxed));
        local.checked_add(offset).unwrap_or(local)
    }

    /// Learns that it was `server` in the cloud when it was `local` here. Gives whether that is
    /// believable, and so whether a repeat makes sense.
    pub fn learn(&self, server: Timestamp, local: Timestamp) -> bool {
        if server.as_second() < EARLIEST_SECOND {
            return false;
        }
        let offset = server.as_millisecond() - local.as_millisecond();
        self.0.store(offset, Ordering::Relaxed);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_corrects_either_way() {
        let offset = ClockOffset::default();
        let local: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(offset.correct(local), local);
        for server in ["2026-01-01T01:00:00Z", "2025-12-31T10:00:00Z"] {
            let server = server.parse().unwrap();
            assert!(offset.learn(server, local));
            assert_eq!(offset.correct(local), server);
        }
    }

    #[test]
    fn a_server_in_1970_teaches_nothing() {
        let offset = ClockOffset::default();
        let local: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert!(!offset.learn(Timestamp::UNIX_EPOCH, local));
        assert_eq!(offset.correct(local), local);
    }
}
