//! One number that makes everything random in the cloud happen again: ids, keys, tokens, faults.

use std::sync::{Mutex, PoisonError};

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use model::Randomness;

/// Randomness that a seed decides (ChaCha20). Two clouds with one seed that get the same calls in
/// the same order give the same ids, keys and tokens.
///
/// Never for anything but a local cloud: who knows the seed knows every key.
pub struct Seeded(Mutex<ChaCha20Rng>);

impl Seeded {
    /// The sequence of this seed, from its beginning.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Randomness for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_sequence() {
        let sequence = |seed| {
            let randomness = Seeded::new(seed);
            [randomness.hex(16), randomness.hex(4), randomness.hex(16)]
        };
        assert_eq!(sequence(7), sequence(7));
        assert_ne!(sequence(7), sequence(8));
        let [first, _, third] = sequence(7);
        assert_ne!(first, third);
    }

    #[test]
    fn the_sequence_of_a_seed_does_not_change_with_a_release() {
        insta::assert_snapshot!(Seeded::new(1).hex(16), @"9a3744504560639ec670b7a17d492b27");
    }
}
