//! A token whose key is published over HTTP: settings, transport, cache and guard together.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use client::testing::{FixedClock, FixedRandomness, ScriptedTransport};
use http::{HeaderMap, HeaderValue};
use runtime::{Admission, Exposure, Platform, Ports, Presented, Refusal};
use serde_json::json;
use settings::Fixed;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

/// Of `user-1`, for a minute from [`NOW`], signed with the key of [`key_set`] by
/// `openssl pkeyutl -sign -rawin`.
const TOKEN: &str = concat!(
    "eyJhbGciOiJFZERTQSIsImtpZCI6ImtleS0xIn0.",
    "eyJpc3MiOiJpc3N1ZXIiLCJhdWQiOiJhdWRpZW5jZSIsInN1YiI6InVzZXItMSIsImV4cCI6MTc2NzMyMzEwNX0.",
    "F8IsqwZtZD3TK5mXCc8RXMMsen0xEv_NlVE0ZXsh379CQ0MirFkOhtHNciyKvxKD0Z-k5nWp5vejwjFDZKIxCQ"
);
const NOW: &str = "2026-01-02T03:04:05Z";

fn key_set() -> String {
    let x = "dFNesOq_JUQvO_ANK7f6XQY2q9gBSqG8ZIrjqv_P6hc";
    let key = json!({"kty": "OKP", "crv": "Ed25519", "kid": "key-1", "use": "sig", "x": x});
    json!({ "keys": [key] }).to_string()
}

fn admission(url: &str) -> (Admission, Arc<FixedClock>) {
    let clock = FixedClock::at(NOW);
    let nothing = ScriptedTransport::new([]);
    let ports = Ports::new(clock.clone(), FixedRandomness::new(1), nothing, Platform::Local);
    let source = Fixed::default()
        .with("AUTH", "jwt")
        .with("JWT_ALGORITHM", "EdDSA")
        .with("JWT_JWKS_URL", url)
        .with("JWT_ISSUER", "issuer")
        .with("JWT_AUDIENCE", "audience");
    (runtime::admission(&source, Exposure::Loopback, &ports).unwrap(), clock)
}

async fn code(admission: &Admission) -> Result<String, &'static str> {
    let mut headers = HeaderMap::new();
    let bearer = HeaderValue::from_str(&format!("Bearer {TOKEN}")).unwrap();
    headers.insert("authorization", bearer);
    let presented = Presented { headers: &headers, claims: None };
    let admitted = admission.admit(&presented).await;
    admitted.map(|caller| caller.owner.to_string()).map_err(Refusal::code)
}

#[tokio::test]
async fn a_published_key_is_fetched_once_and_lets_its_tokens_in() {
    let server = MockServer::start().await;
    let published = ResponseTemplate::new(200).set_body_string(key_set());
    Mock::given(matchers::path("/keys")).respond_with(published).expect(1).mount(&server).await;
    let (admission, clock) = admission(&format!("{}/keys", server.uri()));
    admission.warm_up().await;
    for _ in 0..3 {
        assert_eq!(code(&admission).await, Ok("user-1".into()));
    }
    clock.set("2026-01-02T03:06:05Z");
    assert_eq!(code(&admission).await, Err("ExpiredToken"));
}

#[tokio::test]
async fn an_issuer_that_redirects_inward_is_not_followed() {
    let inward = MockServer::start().await;
    let published = ResponseTemplate::new(200).set_body_string(key_set());
    Mock::given(matchers::any()).respond_with(published).expect(0).mount(&inward).await;
    let server = MockServer::start().await;
    let redirect = ResponseTemplate::new(302).insert_header("location", inward.uri());
    Mock::given(matchers::any()).respond_with(redirect).mount(&server).await;
    let (admission, clock) = admission(&server.uri());
    for _ in 0..3 {
        assert_eq!(code(&admission).await, Err("ServiceUnavailable"));
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
    clock.set("2026-01-02T03:04:06Z");
    assert_eq!(code(&admission).await, Err("ServiceUnavailable"));
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}
