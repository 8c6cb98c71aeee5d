//! How long to pause before a repeat.
//!
//! Full jitter: each pause is drawn evenly from zero to a limit that doubles. VOD refuses calls over
//! its quota at random, so callers that were refused together must not come back together.

use std::{sync::Arc, time::Duration};

use model::Randomness;
use tokio::time::{self, Instant};

/// How often and how patiently a call is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// Limit of the first pause; it doubles with each one.
    pub base: Duration,
    /// Largest limit of a pause.
    pub cap: Duration,
    /// Longest time for one attempt, so that one that hangs leaves time for another.
    pub attempt_timeout: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts, pauses of up to 100, 200 and 400 ms, 5 s for an attempt.
    fn default() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_millis(100),
            cap: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(5),
        }
    }
}

/// Pauses drawn evenly from zero to `min(cap, base × 2ⁿ)`, without end.
#[derive(Clone)]
pub struct FullJitter {
    limit: Duration,
    cap: Duration,
    randomness: Arc<dyn Randomness>,
}

impl FullJitter {
    /// Starts with pauses of up to `base`.
    pub fn new(base: Duration, cap: Duration, randomness: Arc<dyn Randomness>) -> Self {
        Self { limit: base.min(cap), cap, randomness }
    }
}

impl Iterator for FullJitter {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let mut bytes = [0; 8];
        self.randomness.fill(&mut bytes);
        // A fraction of 2⁶⁴ of the limit; both factors fit, so the product does.
        let span = self.limit.as_nanos().min(u128::from(u64::MAX));
        let nanoseconds = (span * u128::from(u64::from_le_bytes(bytes))) >> 64;
        self.limit = self.limit.saturating_mul(2).min(self.cap);
        Some(Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX)))
    }
}

/// Sleeps, unless that would reach the deadline: then it gives `false` at once, and the caller keeps
/// the time to report.
pub async fn sleep_within(deadline: Instant, pause: Duration) -> bool {
    if Instant::now() + pause >= deadline {
        return false;
    }
    time::sleep(pause).await;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Always the same byte.
    struct Constant(u8);

    impl Randomness for Constant {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    fn pauses(byte: u8) -> Vec<u128> {
        let jitter = FullJitter::new(
            Duration::from_millis(100),
            Duration::from_millis(350),
            Arc::new(Constant(byte)),
        );
        jitter.take(4).map(|pause| pause.as_millis()).collect()
    }

    #[test]
    fn limits_double_up_to_the_cap() {
        assert_eq!(pauses(0xFF), [99, 199, 349, 349]);
        assert_eq!(pauses(0x80), [50, 100, 175, 175]);
        assert_eq!(pauses(0x00), [0, 0, 0, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn no_sleep_reaches_the_deadline() {
        let start = Instant::now();
        let deadline = start + Duration::from_secs(1);
        assert!(!sleep_within(deadline, Duration::from_secs(1)).await);
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert!(sleep_within(deadline, Duration::from_millis(999)).await);
        assert_eq!(start.elapsed(), Duration::from_millis(999));
    }

    proptest::proptest! {
        #[test]
        fn a_pause_never_exceeds_its_limit(byte: u8, base in 1u64..10_000, cap in 1u64..10_000) {
            let (base, cap) = (Duration::from_millis(base), Duration::from_millis(cap));
            let mut limit = base.min(cap);
            for pause in FullJitter::new(base, cap, Arc::new(Constant(byte))).take(20) {
                proptest::prop_assert!(pause < limit);
                limit = (limit * 2).min(cap);
            }
        }
    }
}
