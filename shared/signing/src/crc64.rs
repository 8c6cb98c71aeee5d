//! CRC-64/XZ, the checksum that OSS keeps for every object and part (`x-oss-hash-crc64ecma`).
//!
//! OSS shows it as an unsigned decimal number. The checksum of an object is the combination of its
//! parts' checksums, so an uploader can check a whole multipart upload without reading it twice.
//! The processor does the checksums by carry-less multiplication where it can; combining, which the
//! library lacks, is done here.

/// The ECMA-182 polynomial with its bits reversed: the highest bit stands for `x^0`.
const POLYNOMIAL: u64 = 0xC96C_5795_D787_0F42;

/// `x^0` in the same order of bits.
const ONE: u64 = 1 << 63;

/// `x^(8·2^k)` modulo the polynomial for each k: moving a checksum over a length takes one
/// multiplication for each bit set in it.
static POWERS: [u64; 64] = powers();

/// The checksum of some bytes. That of nothing is 0.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u64 {
    let mut digest = crc64fast::Digest::new();
    digest.write(bytes);
    digest.sum64()
}

/// The checksum of two runs of bytes, one behind the other, from the checksum of each. `b_length` is
/// the length of the second in bytes.
#[must_use]
pub fn combine(a: u64, b: u64, b_length: u64) -> u64 {
    let mut moved = a;
    let mut rest = b_length;
    while rest != 0 {
        moved = multiply(moved, POWERS[rest.trailing_zeros() as usize]);
        rest &= rest - 1;
    }
    moved ^ b
}

/// A checksum in the making.
#[derive(Clone)]
pub struct Digest {
    /// The checksum of what came before this digest began.
    before: u64,
    computing: crc64fast::Digest,
    length: u64,
}

impl Digest {
    /// Begins with nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::resume(0)
    }

    /// Goes on behind bytes whose checksum is known, as after a restart or for `AppendObject`.
    #[must_use]
    pub fn resume(checksum: u64) -> Self {
        Self { before: checksum, computing: crc64fast::Digest::new(), length: 0 }
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.computing.write(bytes);
        self.length += bytes.len() as u64;
    }

    /// The checksum of everything so far. More bytes may follow.
    #[must_use]
    pub fn finish(&self) -> u64 {
        combine(self.before, self.computing.sum64(), self.length)
    }
}

impl Default for Digest {
    fn default() -> Self {
        Self::new()
    }
}

/// The product of two polynomials modulo [`POLYNOMIAL`]. Both coefficients come from public
/// checksums, and there are no branches on them anyway, because those would be mispredicted.
const fn multiply(mut a: u64, mut b: u64) -> u64 {
    let mut product = 0;
    let mut bit = 0;
    while bit < 64 {
        product ^= b & 0_u64.wrapping_sub(a >> 63);
        a <<= 1;
        b = (b >> 1) ^ (POLYNOMIAL & 0_u64.wrapping_sub(b & 1));
        bit += 1;
    }
    product
}

const fn powers() -> [u64; 64] {
    let mut powers = [ONE >> 8; 64];
    let mut index = 1;
    while index < 64 {
        powers[index] = multiply(powers[index - 1], powers[index - 1]);
        index += 1;
    }
    powers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // The check value of CRC-64/XZ, and what oss2 computes.
    #[test]
    fn matches_known_values() {
        assert_eq!(checksum(b""), 0);
        assert_eq!(checksum(b"123456789"), 0x995D_C9BB_DF19_39FA);
        assert_eq!(checksum(b"Hello OSS"), 5_213_097_489_099_810_948);
    }

    #[test]
    fn combining_reaches_any_length() {
        // Zeros behind a run move its checksum only: 2^63 of them, half and half.
        let start = checksum(b"start");
        let zeros =
            |bits: u32| (0..bits).fold(checksum(&[0]), |half, bit| combine(half, half, 1 << bit));
        let at_once = combine(start, zeros(63), 1 << 63);
        let half = combine(start, zeros(62), 1 << 62);
        assert_eq!(at_once, combine(half, zeros(62), 1 << 62));
    }

    proptest! {
        #[test]
        fn combining_equals_joining(a: Vec<u8>, b: Vec<u8>) {
            let joined = [a.as_slice(), &b].concat();
            let combined = combine(checksum(&a), checksum(&b), b.len() as u64);
            prop_assert_eq!(combined, checksum(&joined));
        }

        #[test]
        fn a_digest_may_take_any_pieces(pieces: Vec<Vec<u8>>, known: Vec<u8>) {
            let mut digest = Digest::new();
            let mut resumed = Digest::resume(checksum(&known));
            for piece in &pieces {
                digest.update(piece);
                resumed.update(piece);
            }
            let bytes = pieces.concat();
            prop_assert_eq!(digest.finish(), checksum(&bytes));
            prop_assert_eq!(resumed.finish(), checksum(&[known, bytes].concat()));
        }

        /// Bit by bit, as the definition says: a second opinion on the library and on `combine`.
        #[test]
        fn agrees_with_the_definition(bytes: Vec<u8>) {
            let mut state = u64::MAX;
            for byte in &bytes {
                state ^= u64::from(*byte);
                for _ in 0..8 {
                    state = if state & 1 == 1 { (state >> 1) ^ POLYNOMIAL } else { state >> 1 };
                }
            }
            prop_assert_eq!(checksum(&bytes), !state);
        }
    }
}
