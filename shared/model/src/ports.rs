//! What the product takes from outside instead of reaching for it: time and randomness.
//!
//! Only the traits stand here. The system's own clock and generator are in `client::system`; tests
//! bring theirs.

use std::fmt;

use jiff::Timestamp;

/// The time of day.
pub trait Clock: Send + Sync {
    /// Now, as this machine believes.
    fn now(&self) -> Timestamp;
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}

/// A source of unpredictable bytes, for nonces and ids.
pub trait Randomness: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);

    /// `2 × bytes` lower-case hexadecimal characters.
    fn hex(&self, bytes: usize) -> String {
        let mut buffer = vec![0; bytes];
        self.fill(&mut buffer);
        hex::encode(buffer)
    }
}

impl<T: Clock + ?Sized> Clock for std::sync::Arc<T> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

impl<T: Randomness + ?Sized> Randomness for std::sync::Arc<T> {
    fn fill(&self, buffer: &mut [u8]) {
        (**self).fill(buffer);
    }
}
