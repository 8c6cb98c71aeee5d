//! A set of keys as an issuer publishes it (JWKS).
//!
//! Source: RFC 7517, 4 and 5; keys that cannot be used are left out, as section 5 says.

use jsonwebtoken::{
    DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{JwtAlgorithm, keys};

/// More keys than any issuer has at once.
const MOST_KEYS: usize = 100;

/// The keys of a set that fit the algorithm.
pub(super) struct KeySet(Vec<Named>);

struct Named {
    id: Option<String>,
    key: DecodingKey,
}

/// Each key is read by itself, so that one of an unknown kind does not spoil the others.
#[derive(Deserialize)]
struct Published<'a> {
    #[serde(borrow)]
    keys: Vec<&'a RawValue>,
}

impl KeySet {
    /// Reads a set. One without a key that fits is no set of ours.
    pub(super) fn read(body: &[u8], algorithm: JwtAlgorithm) -> Result<Self, &'static str> {
        let text = str::from_utf8(body).map_err(|_| "it is no text")?;
        let published: Published<'_> =
            serde_json::from_str(text).map_err(|_| "it is no JSON Web Key Set")?;
        if published.keys.len() > MOST_KEYS {
            return Err("it holds more than 100 keys");
        }
        let keys: Vec<_> =
            published.keys.into_iter().filter_map(|key| Named::read(key, algorithm)).collect();
        if keys.is_empty() { Err("none of its keys fits JWT_ALGORITHM") } else { Ok(Self(keys)) }
    }

    /// The keys that a token of this `kid` may be signed with. Without one there must be no choice.
    pub(super) fn find(&self, id: Option<&str>) -> Vec<DecodingKey> {
        match (id, self.0.as_slice()) {
            (None, [only]) => vec![only.key.clone()],
            (None, _) => Vec::new(),
            (Some(id), all) => all
                .iter()
                .filter(|one| one.id.as_deref() == Some(id))
                .map(|one| one.key.clone())
                .collect(),
        }
    }
}

impl Named {
    fn read(key: &RawValue, algorithm: JwtAlgorithm) -> Option<Self> {
        let jwk: Jwk = serde_json::from_str(key.get()).ok()?;
        let usable = is_of(&jwk, algorithm) && is_for_signatures(&jwk);
        let key = usable.then(|| DecodingKey::from_jwk(&jwk).ok())??;
        keys::fits(&key, algorithm).then_some(Self { id: jwk.common.key_id, key })
    }
}

/// Whether `kty`, `crv` and, where it is there, `alg` are those of the algorithm.
fn is_of(jwk: &Jwk, algorithm: JwtAlgorithm) -> bool {
    let (kind, name) = match (&jwk.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), JwtAlgorithm::Rs256) => (true, KeyAlgorithm::RS256),
        (AlgorithmParameters::EllipticCurve(key), JwtAlgorithm::Es256) => {
            (key.curve == EllipticCurve::P256, KeyAlgorithm::ES256)
        }
        (AlgorithmParameters::OctetKeyPair(key), JwtAlgorithm::EdDsa) => {
            (key.curve == EllipticCurve::Ed25519, KeyAlgorithm::EdDSA)
        }
        _ => return false,
    };
    kind && jwk.common.key_algorithm.is_none_or(|named| named == name)
}

/// Whether `use` and `key_ops`, where they are there, let it check signatures.
fn is_for_signatures(jwk: &Jwk) -> bool {
    let by_use =
        jwk.common.public_key_use.as_ref().is_none_or(|one| *one == PublicKeyUse::Signature);
    let operations = jwk.common.key_operations.as_ref();
    by_use && operations.is_none_or(|all| all.contains(&KeyOperations::Verify))
}
