//! API keys: only their hashes are known here.
//!
//! A key is 16 random bytes or more, made by the operator, so a plain SHA-256 is enough: there is no
//! short password to be guessed from its hash.

use http::{HeaderMap, header};
use settings::FromSetting;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// `API_KEY_HASHES`: the SHA-256 hash of each key that is let in. Several are valid at once, so that
/// a key can be replaced without a gap.
#[derive(Clone)]
pub struct ApiKeyHashes(Vec<[u8; 32]>);

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It carries no key.
    #[error("Send an API key, as `Authorization: Bearer KEY` or `X-Api-Key: KEY`.")]
    Missing,
    /// It carries one that is not known.
    #[error("The API key is not one of this service's.")]
    Unknown,
}

impl Refusal {
    /// `Code` of the answer.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "MissingApiKey",
            Self::Unknown => "InvalidApiKey",
        }
    }
}

impl ApiKeyHashes {
    /// Looks for a known key in `Authorization: Bearer`, and in `X-Api-Key` where the former is
    /// absent.
    ///
    /// # Errors
    /// When there is none, or one that is not known.
    pub fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let key = presented(headers).ok_or(Refusal::Missing)?;
        if self.knows(key) { Ok(()) } else { Err(Refusal::Unknown) }
    }

    /// Compares with every hash, always to the end: the time tells neither which one nor how much of
    /// it agrees.
    fn knows(&self, key: &[u8]) -> bool {
        let hash: [u8; 32] = Sha256::digest(key).into();
        self.0.iter().fold(Choice::from(0), |known, one| known | one.ct_eq(&hash)).into()
    }
}

/// The key of a request. A scheme other than Bearer is somebody else's and counts as absent.
fn presented(headers: &HeaderMap) -> Option<&[u8]> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| {
        let (scheme, key) = value.as_bytes().split_at_checked(7)?;
        scheme.eq_ignore_ascii_case(b"bearer ").then_some(key)
    });
    bearer
        .or_else(|| headers.get("x-api-key").map(http::HeaderValue::as_bytes))
        .map(<[u8]>::trim_ascii)
        .filter(|key| !key.is_empty())
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
    use http::HeaderValue;

    use super::*;

    /// `printf %s first | sha256sum`, and the same of `second`.
    const FIRST: &str = "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
    const SECOND: &str = "16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4";

    fn hashes() -> ApiKeyHashes {
        ApiKeyHashes::from_setting(&format!("{FIRST}, {}", SECOND.to_uppercase())).unwrap()
    }

    fn admit(headers: &[(&'static str, &str)]) -> Result<(), Refusal> {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (name.parse().unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
            })
            .collect();
        hashes().admit(&headers)
    }

    #[test]
    fn every_key_whose_hash_is_known_is_let_in_by_either_header() {
        for (name, value) in [
            ("authorization", "Bearer first"),
            ("authorization", "bearer second"),
            ("authorization", "BEARER   first "),
            ("x-api-key", "first"),
            ("x-api-key", " second"),
        ] {
            assert_eq!(admit(&[(name, value)]), Ok(()), "{name}: {value}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let hash = format!("Bearer {FIRST}");
        for (headers, refusal) in [
            (&[][..], Refusal::Missing),
            (&[("authorization", "Bearer ")], Refusal::Missing),
            (&[("authorization", "Bearer")], Refusal::Missing),
            (&[("authorization", "Basic first")], Refusal::Missing),
            (&[("authorization", "ü")], Refusal::Missing),
            (&[("x-api-key", "")], Refusal::Missing),
            (&[("authorization", "Bearer third")], Refusal::Unknown),
            (&[("authorization", "Bearer First")], Refusal::Unknown),
            (&[("authorization", "Bearer first,second")], Refusal::Unknown),
            (&[("authorization", &hash)], Refusal::Unknown),
            (&[("x-api-key", "ü")], Refusal::Unknown),
            // A wrong key is not saved by a right one elsewhere.
            (&[("authorization", "Bearer third"), ("x-api-key", "first")], Refusal::Unknown),
        ] {
            assert_eq!(admit(headers), Err(refusal), "{headers:?}");
        }
        assert_eq!(admit(&[("authorization", "Basic x"), ("x-api-key", "first")]), Ok(()));
    }

    #[test]
    fn hashes_are_read_strictly_and_never_quoted() {
        for text in
            ["", " , ", "abc", &FIRST[1..], &format!("{FIRST}0"), &format!("{FIRST};{SECOND}")]
        {
            let reason = ApiKeyHashes::from_setting(text).unwrap_err();
            assert!(text.len() < 10 || !reason.contains(&text[..10]), "{reason}");
        }
        let second_is_wrong = ApiKeyHashes::from_setting(&format!("{FIRST},x")).unwrap_err();
        assert_eq!(second_is_wrong, "entry 2 is not 64 hexadecimal digits");
        assert_eq!(format!("{:?}", hashes()), "ApiKeyHashes(2)");
    }
}
