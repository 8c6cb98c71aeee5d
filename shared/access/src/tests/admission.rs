//! Keys and tokens, alone and together.

use super::{
    FIRST_HASH, LOOPBACK, OPEN, SECOND_HASH, Stage,
    tokens::{AUDIENCE, ISSUER, SECRET, Signer, claims, claims_with, token},
};
use crate::{Fault, Refusal, Voucher};

fn stage(auth: &str) -> Stage {
    let hashes = format!("{FIRST_HASH},{SECOND_HASH}");
    let settings = [
        ("AUTH", auth),
        ("API_KEY_HASHES", &hashes),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_SECRETS", SECRET),
        ("JWT_ISSUER", ISSUER),
        ("JWT_AUDIENCE", AUDIENCE),
    ];
    Stage::start(&settings, OPEN).unwrap()
}

async fn voucher(stage: &Stage, headers: &[(&str, &str)]) -> Result<Voucher, Refusal> {
    stage.admit(headers).await.map(|caller| caller.voucher)
}

#[tokio::test]
async fn every_known_key_is_let_in_by_either_header() {
    let stage = stage("api-key");
    for (name, value) in [
        ("authorization", "Bearer first"),
        ("authorization", "bearer second"),
        ("authorization", "BEARER   first "),
        ("x-api-key", "first"),
        ("x-api-key", " second"),
    ] {
        let caller = stage.admit(&[(name, value)]).await.unwrap();
        assert_eq!(caller.voucher, Voucher::ApiKey, "{name}: {value}");
        assert_eq!(caller.owner.to_string(), ":api-key");
    }
}

#[tokio::test]
async fn without_a_known_key_nobody_is() {
    let stage = stage("api-key");
    let hash = format!("Bearer {FIRST_HASH}");
    let jwt = format!("Bearer {}", token(Signer::Hs256(SECRET), &claims()));
    for (headers, refusal) in [
        (&[][..], Refusal::MissingApiKey),
        (&[("authorization", "Bearer ")], Refusal::MissingApiKey),
        (&[("authorization", "Bearer")], Refusal::MissingApiKey),
        (&[("authorization", "Basic first")], Refusal::MissingApiKey),
        (&[("authorization", "ü")], Refusal::MissingApiKey),
        (&[("x-api-key", "")], Refusal::MissingApiKey),
        (&[("authorization", "Bearer third")], Refusal::UnknownApiKey),
        (&[("authorization", &hash)], Refusal::UnknownApiKey),
        (&[("x-api-key", "ü")], Refusal::UnknownApiKey),
        // Where no token is asked for, a token is a key, and none of ours.
        (&[("authorization", &jwt)], Refusal::UnknownApiKey),
    ] {
        assert_eq!(voucher(&stage, headers).await, Err(refusal), "{headers:?}");
    }
    let basic = [("authorization", "Basic x"), ("x-api-key", "first")];
    assert_eq!(voucher(&stage, &basic).await, Ok(Voucher::ApiKey));
}

#[tokio::test]
async fn a_wrong_credential_is_not_made_up_for_by_a_right_one() {
    let good = format!("Bearer {}", token(Signer::Hs256(SECRET), &claims()));
    let expired = claims_with(&serde_json::json!({"exp": 1}));
    let expired = format!("Bearer {}", token(Signer::Hs256(SECRET), &expired));
    let both = stage("jwt,api-key");
    for (headers, answer) in [
        ([("authorization", good.as_str()), ("x-api-key", "first")], Ok(Voucher::Jwt)),
        ([("authorization", &good), ("x-api-key", "third")], Err(Refusal::UnknownApiKey)),
        ([("authorization", &expired), ("x-api-key", "first")], Err(Refusal::ExpiredToken)),
        ([("authorization", "Bearer third"), ("x-api-key", "first")], Err(Refusal::UnknownApiKey)),
        ([("authorization", "Bearer first"), ("x-api-key", "third")], Err(Refusal::UnknownApiKey)),
        ([("authorization", "Bearer first"), ("x-api-key", "second")], Ok(Voucher::ApiKey)),
    ] {
        assert_eq!(voucher(&both, &headers).await, answer, "{headers:?}");
    }
    // Keys that nobody asked for are somebody else's affair.
    let jwt = stage("jwt");
    let headers = [("authorization", good.as_str()), ("x-api-key", "third")];
    assert_eq!(voucher(&jwt, &headers).await, Ok(Voucher::Jwt));
}

#[tokio::test]
async fn a_bearer_of_three_parts_is_a_token_and_any_other_a_key() {
    let both = stage("api-key,jwt");
    let bearer = async |value: &str| {
        let header = format!("Bearer {value}");
        voucher(&both, &[("authorization", &header)]).await
    };
    assert_eq!(bearer("first").await, Ok(Voucher::ApiKey));
    assert_eq!(bearer(&token(Signer::Hs256(SECRET), &claims())).await, Ok(Voucher::Jwt));
    assert_eq!(bearer("a.b").await, Err(Refusal::UnknownApiKey));
    assert_eq!(bearer("a.b.c").await, Err(Refusal::InvalidToken(Fault::Malformed)));
    assert_eq!(voucher(&both, &[]).await, Err(Refusal::MissingTokenOrApiKey));

    let jwt = stage("jwt");
    let answer = voucher(&jwt, &[("authorization", "Bearer first")]).await;
    assert_eq!(answer, Err(Refusal::InvalidToken(Fault::Malformed)));
    for headers in [&[][..], &[("authorization", "Basic Zmlyc3Q=")], &[("x-api-key", "first")]] {
        assert_eq!(voucher(&jwt, headers).await, Err(Refusal::MissingToken), "{headers:?}");
    }
}

#[tokio::test]
async fn a_header_that_comes_twice_is_refused() {
    let good = format!("Bearer {}", token(Signer::Hs256(SECRET), &claims()));
    let both = stage("api-key,jwt");
    for headers in [
        [("authorization", good.as_str()), ("authorization", good.as_str())],
        [("authorization", "Basic x"), ("authorization", &good)],
        [("x-api-key", "first"), ("x-api-key", "first")],
    ] {
        assert_eq!(voucher(&both, &headers).await, Err(Refusal::Repeated), "{headers:?}");
    }
}

#[tokio::test]
async fn on_loopback_none_is_enough() {
    for settings in [&[][..], &[("AUTH", "none")]] {
        let open = Stage::start(settings, LOOPBACK).unwrap();
        let caller = open.admit(&[]).await.unwrap();
        assert_eq!((caller.owner.to_string(), caller.voucher), (":anyone".into(), Voucher::Nobody));
    }
}
