//! The machine's own clock and generator, for `main` functions. Everything below takes the traits.

use jiff::Timestamp;
use model::{Clock, Randomness};

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    /// # Panics
    /// When the operating system gives no randomness. Nonces and ids must never be guessable, so
    /// there is nothing to go on with.
    fn fill(&self, buffer: &mut [u8]) {
        let filled = getrandom::fill(buffer);
        assert!(filled.is_ok(), "the operating system gives no randomness");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_nonces_differ() {
        assert_ne!(SystemRandomness.hex(16), SystemRandomness.hex(16));
    }

    #[test]
    fn the_clock_stands_in_this_century() {
        assert!(SystemClock.now().as_second() > 1_700_000_000);
    }
}
