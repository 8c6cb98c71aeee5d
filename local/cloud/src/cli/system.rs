//! The machine's own clock and generator. The library takes the traits.

use jiff::Timestamp;
use model::{Clock, Randomness};

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's generator.
pub(crate) struct SystemRandomness;

impl Randomness for SystemRandomness {
    /// # Panics
    /// When the operating system gives no randomness: keys and tokens must not be guessable, so
    /// there is nothing to go on with.
    fn fill(&self, buffer: &mut [u8]) {
        let filled = getrandom::fill(buffer);
        assert!(filled.is_ok(), "the operating system gives no randomness");
    }
}
