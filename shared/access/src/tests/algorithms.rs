//! Each algorithm, with its keys from the settings.

use serde_json::json;

use super::{
    OPEN, Stage,
    tokens::{
        AUDIENCE, ED25519, ISSUER, OTHER_RSA, OTHER_SECRET, P256, RSA, RSA_PKCS1, SECRET, Signer,
        claims, claims_with, token,
    },
};
use crate::{Fault, Refusal};

/// Settings of a process that checks tokens of this algorithm.
pub(super) fn settings<'a>(
    algorithm: &'a str,
    keys: (&'a str, &'a str),
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("AUTH", "jwt"),
        ("JWT_ALGORITHM", algorithm),
        ("JWT_ISSUER", ISSUER),
        ("JWT_AUDIENCE", AUDIENCE),
        keys,
    ]
}

const ALL: [(Signer, (&str, &str)); 5] = [
    (Signer::Hs256(SECRET), ("JWT_SECRETS", SECRET)),
    (Signer::Rsa, ("JWT_PUBLIC_KEYS", RSA)),
    (Signer::Rsa, ("JWT_PUBLIC_KEYS", RSA_PKCS1)),
    (Signer::P256, ("JWT_PUBLIC_KEYS", P256)),
    (Signer::Ed25519, ("JWT_PUBLIC_KEYS", ED25519)),
];

#[tokio::test]
async fn a_valid_token_of_each_algorithm_is_let_in() {
    for (signer, keys) in ALL {
        let stage = Stage::start(&settings(signer.algorithm(), keys), OPEN).unwrap();
        let let_in = stage.bearer(&token(signer, &claims())).await;
        assert_eq!(let_in, Ok("user-1".into()), "{signer:?}");
        assert_eq!(stage.issuer.asked(), 0);
    }
}

#[tokio::test]
async fn a_token_that_another_key_signed_is_refused() {
    for (signer, keys, others) in [
        (Signer::Hs256(SECRET), ALL[0].1, Signer::Hs256(OTHER_SECRET)),
        (Signer::Rsa, ALL[1].1, Signer::OtherRsa),
    ] {
        let stage = Stage::start(&settings(signer.algorithm(), keys), OPEN).unwrap();
        let refused = stage.bearer(&token(others, &claims())).await;
        assert_eq!(refused, Err(Refusal::InvalidToken(Fault::Signature)), "{others:?}");
    }
}

#[tokio::test]
async fn of_several_keys_each_is_valid() {
    let secrets = format!("{OTHER_SECRET}, {SECRET}");
    let stage = Stage::start(&settings("HS256", ("JWT_SECRETS", &secrets)), OPEN).unwrap();
    for secret in [SECRET, OTHER_SECRET] {
        assert!(stage.bearer(&token(Signer::Hs256(secret), &claims())).await.is_ok());
    }
    let keys = format!("{OTHER_RSA}\n{RSA}").replace('\n', "\\n");
    let stage = Stage::start(&settings("RS256", ("JWT_PUBLIC_KEYS", &keys)), OPEN).unwrap();
    for signer in [Signer::Rsa, Signer::OtherRsa] {
        assert!(stage.bearer(&token(signer, &claims())).await.is_ok(), "{signer:?}");
    }
}

#[tokio::test]
async fn issuer_and_audience_must_be_ours() {
    let stage = Stage::start(&settings("HS256", ALL[0].1), OPEN).unwrap();
    let of = |changes| token(Signer::Hs256(SECRET), &claims_with(&changes));
    for (changes, refusal) in [
        (json!({"iss": "https://login.example.com"}), Refusal::InvalidIssuer),
        (json!({"iss": "https://LOGIN.example.com/"}), Refusal::InvalidIssuer),
        (json!({"iss": null}), Refusal::InvalidIssuer),
        (json!({"iss": 7}), Refusal::InvalidIssuer),
        (json!({"iss": [ISSUER]}), Refusal::InvalidIssuer),
        (json!({"aud": "another"}), Refusal::InvalidAudience),
        (json!({"aud": ["another", "vod-upload2"]}), Refusal::InvalidAudience),
        (json!({"aud": []}), Refusal::InvalidAudience),
        (json!({"aud": null}), Refusal::InvalidAudience),
        (json!({"aud": {"vod-upload": true}}), Refusal::InvalidAudience),
    ] {
        assert_eq!(stage.bearer(&of(changes.clone())).await, Err(refusal), "{changes}");
    }
    for aud in [json!([AUDIENCE]), json!(["another", AUDIENCE])] {
        assert!(stage.bearer(&of(json!({ "aud": aud }))).await.is_ok(), "{aud}");
    }
}

#[tokio::test]
async fn one_of_several_audiences_is_enough() {
    let settings = [settings("HS256", ALL[0].1), vec![("JWT_AUDIENCE", "web, app")]].concat();
    let stage = Stage::start(&settings, OPEN).unwrap();
    for (aud, let_in) in [("web", true), ("app", true), ("web, app", false), (AUDIENCE, false)] {
        let token = token(Signer::Hs256(SECRET), &claims_with(&json!({ "aud": aud })));
        assert_eq!(stage.bearer(&token).await.is_ok(), let_in, "{aud}");
    }
}

#[tokio::test]
async fn a_token_lives_by_the_clock_of_the_process() {
    let stage = Stage::start(&settings("HS256", ALL[0].1), OPEN).unwrap();
    let token = token(Signer::Hs256(SECRET), &claims());
    // A minute of life and one of leeway.
    stage.clock.advance(119);
    assert!(stage.bearer(&token).await.is_ok());
    stage.clock.advance(1);
    assert_eq!(stage.bearer(&token).await, Err(Refusal::ExpiredToken));
    stage.clock.advance(-120 - 60);
    assert!(stage.bearer(&token).await.is_ok());
    stage.clock.advance(-1);
    assert_eq!(stage.bearer(&token).await, Err(Refusal::TokenNotYetValid));
}

#[tokio::test]
async fn claims_say_who_calls() {
    let settings = [
        settings("HS256", ALL[0].1),
        vec![("JWT_TENANT_CLAIM", "org.id"), ("JWT_ROLES_CLAIM", "realm_access.roles")],
    ]
    .concat();
    let stage = Stage::start(&settings, OPEN).unwrap();
    let claims =
        claims_with(&json!({"org": {"id": "acme"}, "realm_access": {"roles": ["uploader"]}}));
    let header = format!("Bearer {}", token(Signer::Hs256(SECRET), &claims));
    let caller = stage.admit(&[("authorization", &header)]).await.unwrap();
    assert_eq!(caller.owner.to_string(), "acme/user-1");
    assert_eq!(caller.roles[0].as_str(), "uploader");
    assert_eq!(caller.voucher, crate::Voucher::Jwt);
}
