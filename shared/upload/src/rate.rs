//! How long one request may take.
//!
//! A fixed limit kills large parts on slow lines and waits too long on fast ones, so it follows from
//! the size and from the rate that this upload has seen so far.

use std::{sync::Mutex, time::Duration};

/// For connecting, and for OSS to answer once the body is there.
const BASE: Duration = Duration::from_secs(20);
/// Bytes a second that are taken for granted before anything was seen, and never undercut.
const SLOWEST: f64 = 16.0 * 1024.0;
/// A part may take this many times as long as the rate seen promises.
const MARGIN: f64 = 4.0;

/// The rate of one request, in bytes a second, as seen lately.
#[derive(Debug, Default)]
pub(crate) struct Rate(Mutex<Option<f64>>);

impl Rate {
    /// The time limit of a request with so many bytes.
    pub(crate) fn limit(&self, bytes: usize) -> Duration {
        let seen = self.seen().map_or(SLOWEST, |rate| (rate / MARGIN).max(SLOWEST));
        BASE + Duration::from_secs_f64(as_float(bytes) / seen)
    }

    /// A request with so many bytes took so long.
    pub(crate) fn saw(&self, bytes: usize, took: Duration) {
        if bytes == 0 || took.is_zero() {
            return;
        }
        let now = as_float(bytes) / took.as_secs_f64();
        self.update(|seen| seen.map_or(now, |seen| 0.7 * seen + 0.3 * now));
    }

    /// A request ran into its limit: the next one gets twice the time.
    pub(crate) fn timed_out(&self) {
        self.update(|seen| seen.map_or(SLOWEST, |seen| seen / 2.0));
    }

    fn seen(&self) -> Option<f64> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn update(&self, change: impl Fn(Option<f64>) -> f64) {
        let mut seen = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *seen = Some(change(*seen));
    }
}

/// Parts are far smaller than 2⁵² bytes.
#[allow(clippy::cast_precision_loss)]
fn as_float(bytes: usize) -> f64 {
    bytes as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1024 * 1024;

    #[test]
    fn the_limit_follows_from_size_and_rate() {
        let rate = Rate::default();
        assert_eq!(rate.limit(0), BASE);
        assert_eq!(rate.limit(MIB), BASE + Duration::from_secs(64));
        rate.saw(8 * MIB, Duration::from_secs(8));
        assert_eq!(rate.limit(MIB), BASE + Duration::from_secs(4));
        rate.timed_out();
        assert_eq!(rate.limit(MIB), BASE + Duration::from_secs(8));
    }

    #[test]
    fn no_rate_makes_the_limit_endless() {
        let rate = Rate::default();
        rate.saw(1, Duration::from_secs(1_000));
        rate.saw(0, Duration::ZERO);
        for _ in 0..100 {
            rate.timed_out();
        }
        assert_eq!(rate.limit(MIB), BASE + Duration::from_secs(64));
    }
}
