//! One number that makes everything random in the cloud happen again: ids, keys, tokens, faults.

use std::sync::{Arc, Mutex, PoisonError};

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

/// What goes on where earlier starts on the same data ended: a seed that began anew would give ids
/// that are taken. The first start has the randomness as it was given.
pub(crate) fn continued(given: &Arc<dyn Randomness>, earlier_starts: u64) -> Arc<dyn Randomness> {
    if earlier_starts == 0 {
        return Arc::clone(given);
    }
    let start = Seeded::new(earlier_starts);
    Arc::new(Continued { given: Arc::clone(given), start })
}

/// Both sequences, one over the other: as hard to guess as the one that was given.
struct Continued {
    given: Arc<dyn Randomness>,
    start: Seeded,
}

impl Randomness for Continued {
    fn fill(&self, buffer: &mut [u8]) {
        self.given.fill(buffer);
        let mut other = vec![0; buffer.len()];
        self.start.fill(&mut other);
        for (byte, other) in buffer.iter_mut().zip(other) {
            *byte ^= other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_has_a_sequence_of_its_own_that_the_seed_decides() {
        let of_start = |start| {
            let given: Arc<dyn Randomness> = Arc::new(Seeded::new(7));
            let randomness = continued(&given, start);
            [randomness.hex(16), randomness.hex(16)]
        };
        assert_eq!(
            of_start(0),
            [(); 2].map({
                let seeded = Seeded::new(7);
                move |()| seeded.hex(16)
            })
        );
        assert_eq!(of_start(1), of_start(1));
        let mut all = [of_start(0), of_start(1), of_start(2)].concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 6);
    }

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
