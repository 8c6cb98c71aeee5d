//! When an invocation ends.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

/// No invocation of Lambda lasts longer.
const LONGEST: Duration = Duration::from_mins(15);
/// For a deadline that cannot be one: the emulator of cargo-lambda sends 600000, ten minutes after
/// the beginning of 1970.
const FALLBACK: Duration = Duration::from_secs(29);
/// At most this much is kept for writing the answer.
const MARGIN: Duration = Duration::from_millis(500);

/// The end of an invocation whose deadline is told in milliseconds since 1970, a little before the
/// platform's own.
pub(super) fn of(milliseconds: u64, now: Timestamp) -> Instant {
    let now = u64::try_from(now.as_millisecond()).unwrap_or(0);
    let left = Duration::from_millis(milliseconds.saturating_sub(now));
    let left = if left.is_zero() || left > LONGEST { FALLBACK } else { left };
    Instant::now() + left.saturating_sub(MARGIN.min(left / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn odd_deadlines_do_not_underflow() {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let at = |milliseconds: i64| (now.as_millisecond() + milliseconds).try_into().unwrap();
        for (deadline, left) in [
            (at(10_000), 9_500),
            (at(2_000), 1_800),
            (at(10), 9),
            // In the past, at once, never, as cargo-lambda writes it, and far beyond any.
            (at(-1), 28_500),
            (at(0), 28_500),
            (0, 28_500),
            (600_000, 28_500),
            (at(901_000), 28_500),
            (u64::MAX, 28_500),
        ] {
            let left = Duration::from_millis(left);
            assert_eq!(of(deadline, now) - Instant::now(), left, "{deadline}");
        }
        assert!(of(1, Timestamp::MIN) > Instant::now());
    }
}
