//! The cryptography of tokens: ring, which the TLS of every function brings anyway.
//!
//! `jsonwebtoken` takes its cryptography from outside. What it offers itself is a second library of
//! C code or an RSA that is known to leak through its time (RUSTSEC-2023-0071).

use jsonwebtoken::{
    Algorithm, DecodingKey, DecodingKeyKind,
    crypto::{CryptoProvider, JwtVerifier, KeyUtils},
    errors::{Error, ErrorKind, Result},
    signature::{self, Verifier},
};
use ring::{
    hmac,
    signature::{
        ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
        UnparsedPublicKey, VerificationAlgorithm,
    },
};

static RING: CryptoProvider = CryptoProvider {
    // Tokens are made elsewhere.
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: |algorithm, key| verifier(*algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Must come before the first token. The library keeps one provider a process; to set it again
/// changes nothing.
pub(super) fn install() {
    let _ = RING.install_default();
}

fn verifier(algorithm: Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    // A key of another family is a mix-up of keys: an RSA key is no secret.
    if key.family() != algorithm.family() {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    let key = match (algorithm, key.kind()) {
        (Algorithm::HS256, DecodingKeyKind::SecretOrDer(secret)) => {
            Key::Secret(hmac::Key::new(hmac::HMAC_SHA256, secret))
        }
        (Algorithm::RS256, DecodingKeyKind::SecretOrDer(key)) => {
            Key::public(&RSA_PKCS1_2048_8192_SHA256, key)
        }
        (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            Key::Rsa(RsaPublicKeyComponents { n: n.clone(), e: e.clone() })
        }
        (Algorithm::ES256, DecodingKeyKind::SecretOrDer(key)) => {
            Key::public(&ECDSA_P256_SHA256_FIXED, key)
        }
        (Algorithm::EdDSA, DecodingKeyKind::SecretOrDer(key)) => Key::public(&ED25519, key),
        _ => return Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
    };
    Ok(Box::new(OfRing { algorithm, key }))
}

/// A key with what it is for.
enum Key {
    Secret(hmac::Key),
    Public(UnparsedPublicKey<Vec<u8>>),
    Rsa(RsaPublicKeyComponents<Vec<u8>>),
}

impl Key {
    fn public(algorithm: &'static dyn VerificationAlgorithm, key: &[u8]) -> Self {
        Self::Public(UnparsedPublicKey::new(algorithm, key.to_vec()))
    }
}

struct OfRing {
    algorithm: Algorithm,
    key: Key,
}

impl Verifier<Vec<u8>> for OfRing {
    fn verify(
        &self,
        message: &[u8],
        signature: &Vec<u8>,
    ) -> std::result::Result<(), signature::Error> {
        let verified = match &self.key {
            Key::Secret(key) => hmac::verify(key, message, signature),
            Key::Public(key) => key.verify(message, signature),
            Key::Rsa(key) => key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        verified.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for OfRing {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
