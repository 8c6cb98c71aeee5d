//! Tokens and key sets: whatever is shown and whatever an issuer publishes, nobody is let in but by
//! the one token that is right.
#![no_main]

use std::sync::Arc;

use access::{
    AccessSettings, Admission, Authorizer, Exposure, FetchError, KeySetSource, Place, Presented,
};
use async_trait::async_trait;
use bytes::Bytes;
use fuzz::{Frozen, block_on};
use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;
use settings::{Fixed, Settings as _};
use url::Url;

/// Publishes what the fuzzer says.
struct Issuer(Bytes);

#[async_trait]
impl KeySetSource for Issuer {
    async fn fetch(&self, _: &Url) -> Result<Bytes, FetchError> {
        Ok(self.0.clone())
    }
}

fn admission(keys: (&str, &str), algorithm: &str, published: &[u8]) -> Admission {
    let source = Fixed::default()
        .with("AUTH", "jwt")
        .with("JWT_ALGORITHM", algorithm)
        .with(keys.0, keys.1)
        .with("JWT_ISSUER", "issuer")
        .with("JWT_AUDIENCE", "audience");
    let place = Place { exposure: Exposure::Open, authorizer: Authorizer::Absent };
    let key_sets: Arc<dyn KeySetSource> = Arc::new(Issuer(Bytes::copy_from_slice(published)));
    let settings = AccessSettings::load(&source).unwrap();
    Admission::new(&settings, place, Arc::new(Frozen), &key_sets).unwrap()
}

fuzz_target!(|input: (&[u8], &[u8])| {
    let (token, published) = input;
    let Ok(bearer) = HeaderValue::from_bytes(&[b"Bearer ", token].concat()) else { return };
    let headers: HeaderMap = [(http::header::AUTHORIZATION, bearer)].into_iter().collect();
    let presented = Presented { headers: &headers, claims: None };
    let secret = ("JWT_SECRETS", "a secret that the fuzzer does not know");
    let url = ("JWT_JWKS_URL", "https://login.example.com/keys");
    block_on(async {
        assert!(admission(secret, "HS256", published).admit(&presented).await.is_err());
        for algorithm in ["RS256", "ES256", "EdDSA"] {
            let admission = admission(url, algorithm, published);
            assert!(admission.admit(&presented).await.is_err());
        }
    });
});
