//! HMAC for every scheme, keyed without an error path and without a copy of the key on the heap.

use hmac::{Hmac, KeyInit, Mac, digest::Key};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// HMAC-SHA1 (RFC 2104) under the joined parts of a key.
pub(crate) fn hmac_sha1(key: &[&[u8]], data: &[u8]) -> [u8; 20] {
    keyed::<Hmac<Sha1>, Sha1>(key).chain_update(data).finalize().into_bytes().into()
}

/// HMAC-SHA256 (RFC 2104) under the joined parts of a key.
pub(crate) fn hmac_sha256(key: &[&[u8]], data: &[u8]) -> [u8; 32] {
    keyed::<Hmac<Sha256>, Sha256>(key).chain_update(data).finalize().into_bytes().into()
}

/// SHA-256 as lower-case hexadecimal digits.
pub(crate) fn sha256_hex(data: &[u8]) -> String {
    hex::encode(Sha256::digest(data))
}

/// Whether two signatures are the same text, in time that depends only on their lengths.
pub(crate) fn same(expected: &str, given: &str) -> bool {
    expected.as_bytes().ct_eq(given.as_bytes()).into()
}

/// Builds the block that HMAC derives from a key: the key itself padded with zeros, or its hash when
/// it is longer than a block. A key of exactly one block cannot be refused, and secrets such as
/// `secret + "&"` need no joined copy.
fn keyed<M: KeyInit, H: Digest>(key: &[&[u8]]) -> M {
    let mut block = Key::<M>::default();
    if key.iter().map(|part| part.len()).sum::<usize>() <= block.len() {
        for (target, byte) in block.iter_mut().zip(key.iter().copied().flatten()) {
            *target = *byte;
        }
    } else {
        let digest = key.iter().fold(H::new(), H::chain_update).finalize();
        block[..digest.len()].copy_from_slice(&digest);
    }
    let mac = M::new(&block);
    block.as_mut_slice().zeroize();
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 2202, test case 2 and RFC 4231, test case 2.
    #[test]
    fn matches_the_published_vectors() {
        let data = b"what do ya want for nothing?";
        assert_eq!(
            hex::encode(hmac_sha1(&[b"Jefe"], data)),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        assert_eq!(
            hex::encode(hmac_sha256(&[b"Je", b"", b"fe"], data)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    // RFC 2202, test case 6 and RFC 4231, test case 6: a key longer than one block.
    #[test]
    fn hashes_a_key_longer_than_a_block() {
        let data = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(
            hex::encode(hmac_sha1(&[&[0xaa; 80]], data)),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        );
        assert_eq!(
            hex::encode(hmac_sha256(&[&[0xaa; 100], &[0xaa; 31]], data)),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn agrees_with_the_plain_constructor_around_the_block_size() {
        for length in 0..=140 {
            let key = vec![0x5a; length];
            let plain = Hmac::<Sha1>::new_from_slice(&key).unwrap().chain_update(b"x").finalize();
            assert_eq!(hmac_sha1(&[&key], b"x"), <[u8; 20]>::from(plain.into_bytes()), "{length}");
        }
    }

    #[test]
    fn same_is_equality() {
        assert!(same("abc", "abc"));
        for other in ["", "ab", "abcd", "abC", "abd"] {
            assert!(!same("abc", other), "{other}");
        }
    }
}
