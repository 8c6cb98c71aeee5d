//! API keys: only their hashes are known here.
//!
//! A key is 16 random bytes or more, made by the operator, so a plain SHA-256 is enough: there is no
//! short password to be guessed from its hash.

use settings::FromSetting;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// `API_KEY_HASHES`: the SHA-256 hash of each key that is let in. Several are valid at once, so that
/// a key can be replaced without a gap.
#[derive(Clone)]
pub struct ApiKeyHashes(Vec<[u8; 32]>);

impl ApiKeyHashes {
    /// Compares with every hash, always to the end: the time tells neither which one nor how much of
    /// it agrees.
    pub(crate) fn knows(&self, key: &[u8]) -> bool {
        let hash: [u8; 32] = Sha256::digest(key).into();
        self.0.iter().fold(Choice::from(0), |known, one| known | one.ct_eq(&hash)).into()
    }
}

impl FromSetting for ApiKeyHashes {
    const EXPECTED: &'static str =
        "SHA-256 hashes of API keys, each of 64 hexadecimal digits, separated by commas";
    // From the hash of a weak key the key could be guessed.
    const SECRET: bool = true;

    fn from_setting(text: &str) -> Result<Self, String> {
        let mut hashes = Vec::new();
        for (index, one) in text.split(',').map(str::trim).filter(|one| !one.is_empty()).enumerate()
        {
            let mut hash = [0; 32];
            hex::decode_to_slice(one, &mut hash)
                .map_err(|_| format!("entry {} is not 64 hexadecimal digits", index + 1))?;
            hashes.push(hash);
        }
        if hashes.is_empty() { Err("holds no hash".into()) } else { Ok(Self(hashes)) }
    }
}

impl std::fmt::Debug for ApiKeyHashes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ApiKeyHashes({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{FIRST_HASH, SECOND_HASH};

    fn hashes() -> ApiKeyHashes {
        ApiKeyHashes::from_setting(&format!("{FIRST_HASH}, {}", SECOND_HASH.to_uppercase()))
            .unwrap()
    }

    #[test]
    fn every_key_whose_hash_is_known_is_known_and_no_other() {
        for key in ["first", "second"] {
            assert!(hashes().knows(key.as_bytes()), "{key}");
        }
        for key in ["", "third", "First", "first,second", FIRST_HASH, "ü"] {
            assert!(!hashes().knows(key.as_bytes()), "{key}");
        }
    }

    #[test]
    fn hashes_are_read_strictly_and_never_quoted() {
        for text in [
            "",
            " , ",
            "abc",
            &FIRST_HASH[1..],
            &format!("{FIRST_HASH}0"),
            &format!("{FIRST_HASH};{SECOND_HASH}"),
        ] {
            let reason = ApiKeyHashes::from_setting(text).unwrap_err();
            assert!(text.len() < 10 || !reason.contains(&text[..10]), "{reason}");
        }
        let second_is_wrong = ApiKeyHashes::from_setting(&format!("{FIRST_HASH},x")).unwrap_err();
        assert_eq!(second_is_wrong, "entry 2 is not 64 hexadecimal digits");
        assert_eq!(format!("{:?}", hashes()), "ApiKeyHashes(2)");
    }
}
