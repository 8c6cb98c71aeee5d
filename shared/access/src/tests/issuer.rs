//! An issuer that publishes keys, or fails to.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use url::Url;

use super::tokens::{ED25519, OTHER_RSA, P256, RSA, der, encode};
use crate::{FetchError, KeySetSource};

/// Answers with what is set; counts how often it was asked.
pub(crate) struct FakeIssuer {
    answer: Mutex<Result<Bytes, FetchError>>,
    asked: AtomicUsize,
    /// An answer takes one away and gives it back: without any, askers wait.
    open: Semaphore,
}

impl Default for FakeIssuer {
    fn default() -> Self {
        let answer = Mutex::new(Err(FetchError("nothing is published".into())));
        Self { answer, asked: AtomicUsize::new(0), open: Semaphore::new(1) }
    }
}

impl FakeIssuer {
    pub(crate) fn publish(&self, keys: &[Value]) {
        self.answer(json!({ "keys": keys }).to_string());
    }

    pub(crate) fn answer(&self, body: impl Into<Bytes>) {
        *self.answer.lock().unwrap() = Ok(body.into());
    }

    pub(crate) fn fail(&self) {
        *self.answer.lock().unwrap() = Err(FetchError("no connection".into()));
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Lets nobody through until [`Self::resume`].
    pub(crate) fn hold(&self) {
        self.open.forget_permits(1);
    }

    pub(crate) fn resume(&self) {
        self.open.add_permits(1);
    }
}

#[async_trait]
impl KeySetSource for FakeIssuer {
    async fn fetch(&self, _: &Url) -> Result<Bytes, FetchError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let _open = self.open.acquire().await.unwrap();
        self.answer.lock().unwrap().clone()
    }
}

/// The JWK of the RSA key, with this `kid`.
pub(crate) fn rsa_jwk(kid: &str) -> Value {
    rsa(RSA, kid)
}

/// The JWK of the other RSA key.
pub(crate) fn other_rsa_jwk(kid: &str) -> Value {
    rsa(OTHER_RSA, kid)
}

fn rsa(pem: &str, kid: &str) -> Value {
    // SubjectPublicKeyInfo of RSA-2048: the modulus lies 257 bytes before the last 5, a zero first.
    let der = der(pem);
    let modulus = &der[der.len() - 5 - 256..der.len() - 5];
    json!({"kty": "RSA", "kid": kid, "n": encode(modulus), "e": "AQAB", "use": "sig"})
}

/// The JWK of the key on P-256.
pub(crate) fn p256_jwk(kid: &str) -> Value {
    let der = der(P256);
    let (x, y) = der[der.len() - 64..].split_at(32);
    json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": encode(x), "y": encode(y), "alg": "ES256"})
}

/// The JWK of the Ed25519 key.
pub(crate) fn ed25519_jwk(kid: &str) -> Value {
    let der = der(ED25519);
    json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": encode(&der[der.len() - 32..])})
}
