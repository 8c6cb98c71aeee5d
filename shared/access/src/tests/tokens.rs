//! Makes tokens, good ones and others.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use serde_json::{Value, json};

use super::NOW;

pub(crate) const SECRET: &str = "a secret of the tests with 32 bytes and more";
pub(crate) const OTHER_SECRET: &str = "another secret of the tests as long as it is";
pub(crate) const ISSUER: &str = "https://login.example.com/";
pub(crate) const AUDIENCE: &str = "vod-upload";

pub(crate) const RSA: &str = include_str!("keys/rsa.pub.pem");
pub(crate) const RSA_PKCS1: &str = include_str!("keys/rsa.pkcs1.pem");
pub(crate) const OTHER_RSA: &str = include_str!("keys/other-rsa.pub.pem");
pub(crate) const SHORT_RSA: &str = include_str!("keys/short-rsa.pub.pem");
pub(crate) const P256: &str = include_str!("keys/p256.pub.pem");
pub(crate) const P384: &str = include_str!("keys/p384.pub.pem");
pub(crate) const ED25519: &str = include_str!("keys/ed25519.pub.pem");
pub(crate) const CERTIFICATE: &str = include_str!("keys/certificate.pem");
pub(crate) const RSA_PRIVATE: &str = include_str!("keys/rsa.pem");

/// Who signs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Signer {
    Hs256(&'static str),
    Rsa,
    OtherRsa,
    P256,
    Ed25519,
}

impl Signer {
    pub(crate) fn algorithm(self) -> &'static str {
        match self {
            Self::Hs256(_) => "HS256",
            Self::Rsa | Self::OtherRsa => "RS256",
            Self::P256 => "ES256",
            Self::Ed25519 => "EdDSA",
        }
    }

    pub(crate) fn sign(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Hs256(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
                hmac::sign(&key, message).as_ref().to_vec()
            }
            Self::Rsa => rsa(RSA_PRIVATE, message),
            Self::OtherRsa => rsa(include_str!("keys/other-rsa.pem"), message),
            Self::P256 => {
                let der = der(include_str!("keys/p256.pem"));
                let random = SystemRandom::new();
                let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &random);
                key.unwrap().sign(&random, message).unwrap().as_ref().to_vec()
            }
            Self::Ed25519 => {
                let der = der(include_str!("keys/ed25519.pem"));
                let key = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).unwrap();
                key.sign(message).as_ref().to_vec()
            }
        }
    }
}

fn rsa(pem: &str, message: &[u8]) -> Vec<u8> {
    let key = RsaKeyPair::from_pkcs8(&der(pem)).unwrap();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
    signature
}

/// The bytes of a PEM block.
pub(crate) fn der(pem: &str) -> Vec<u8> {
    let lines: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD.decode(lines).unwrap()
}

/// Claims that are valid for a minute.
pub(crate) fn claims() -> Value {
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "user-1", "exp": NOW + 60, "iat": NOW})
}

/// The same with some changed; null takes one away.
pub(crate) fn claims_with(changes: &Value) -> Value {
    let mut claims = claims();
    let object = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        object.insert(name.clone(), value.clone());
        if value.is_null() {
            object.remove(name);
        }
    }
    claims
}

/// A token with the usual header.
pub(crate) fn token(signer: Signer, claims: &Value) -> String {
    token_with(&json!({"alg": signer.algorithm(), "typ": "JWT"}), signer, claims)
}

/// A token with this header.
pub(crate) fn token_with(header: &Value, signer: Signer, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
    let signature = signer.sign(message.as_bytes());
    format!("{message}.{}", encode(signature))
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
