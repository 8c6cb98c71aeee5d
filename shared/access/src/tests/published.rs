//! Keys that an issuer publishes: which of them count, and for how long.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    OPEN, Stage,
    algorithms::settings,
    issuer::{ed25519_jwk, other_rsa_jwk, p256_jwk, rsa_jwk},
    tokens::{Signer, claims_with, encode, token_with},
};
use crate::{Fault, Refusal};

fn stage(algorithm: &str) -> Stage {
    let url = ("JWT_JWKS_URL", "https://login.example.com/keys");
    Stage::start(&settings(algorithm, url), OPEN).unwrap()
}

/// A token that outlives the keys of these tests, with this `kid` unless it is null.
fn of(signer: Signer, kid: &Value) -> String {
    let mut header = json!({"alg": signer.algorithm(), "kid": kid});
    if kid.is_null() {
        header.as_object_mut().unwrap().remove("kid");
    }
    let claims = claims_with(&json!({"exp": super::NOW + 100 * 3_600, "iat": null}));
    token_with(&header, signer, &claims)
}

const NO_KEY: Result<String, Refusal> = Err(Refusal::InvalidToken(Fault::Key));

fn user_1() -> String {
    "user-1".into()
}

#[tokio::test]
async fn a_key_of_each_algorithm_is_found_by_its_kid() {
    let all = [rsa_jwk("r"), other_rsa_jwk("o"), p256_jwk("p"), ed25519_jwk("e")];
    for (signer, kid) in
        [(Signer::Rsa, "r"), (Signer::OtherRsa, "o"), (Signer::P256, "p"), (Signer::Ed25519, "e")]
    {
        let stage = stage(signer.algorithm());
        stage.issuer.publish(&all);
        assert_eq!(stage.bearer(&of(signer, &json!(kid))).await, Ok(user_1()), "{kid}");
        assert_eq!(stage.bearer(&of(signer, &json!(kid))).await, Ok(user_1()), "{kid}");
        assert_eq!(stage.issuer.asked(), 1);
        for other in ["r", "o", "p", "e", "x", ""].into_iter().filter(|other| *other != kid) {
            let refused = stage.bearer(&of(signer, &json!(other))).await;
            assert!(matches!(refused, Err(Refusal::InvalidToken(_))), "{kid} as {other}");
        }
    }
}

#[tokio::test]
async fn without_a_kid_there_must_be_one_key_that_fits() {
    let stage = stage("RS256");
    stage.issuer.publish(&[p256_jwk("p"), rsa_jwk("r")]);
    assert_eq!(stage.bearer(&of(Signer::Rsa, &Value::Null)).await, Ok(user_1()));
    stage.issuer.publish(&[rsa_jwk("r"), other_rsa_jwk("o")]);
    stage.clock.advance(601);
    assert_eq!(stage.bearer(&of(Signer::Rsa, &Value::Null)).await, NO_KEY);
    // A kid that is no text is none of a token.
    let odd = stage.bearer(&of(Signer::Rsa, &json!(["r"]))).await;
    assert_eq!(odd, Err(Refusal::InvalidToken(Fault::Malformed)));
}

#[tokio::test]
async fn only_keys_that_are_for_it_check_a_token() {
    let with = |changes: Value| {
        let mut key = rsa_jwk("r");
        for (name, value) in changes.as_object().unwrap() {
            key[name] = value.clone();
        }
        key
    };
    for (key, fits) in [
        (with(json!({})), true),
        (with(json!({"alg": "RS256"})), true),
        (with(json!({"key_ops": ["verify"]})), true),
        (with(json!({"alg": "RS512"})), false),
        (with(json!({"alg": "RSA-OAEP"})), false),
        (with(json!({"use": "enc"})), false),
        (with(json!({"key_ops": ["encrypt"]})), false),
        (with(json!({"n": encode([0xff; 128])})), false),
        (with(json!({"n": "!"})), false),
        (with(json!({"kty": "oct", "k": "AAAA"})), false),
        (with(json!({"kty": "unheard-of"})), false),
        (json!("r"), false),
        (Value::Null, false),
    ] {
        let stage = stage("RS256");
        // What cannot be used does not spoil the others.
        stage.issuer.publish(&[key.clone(), other_rsa_jwk("o")]);
        let expected = if fits { Ok(user_1()) } else { NO_KEY };
        assert_eq!(stage.bearer(&of(Signer::Rsa, &json!("r"))).await, expected, "{key}");
        assert_eq!(stage.bearer(&of(Signer::OtherRsa, &json!("o"))).await, Ok(user_1()));
    }
}

#[tokio::test]
async fn two_keys_of_one_kid_are_both_tried() {
    let stage = stage("RS256");
    stage.issuer.publish(&[rsa_jwk("same"), other_rsa_jwk("same")]);
    for signer in [Signer::Rsa, Signer::OtherRsa] {
        assert_eq!(stage.bearer(&of(signer, &json!("same"))).await, Ok(user_1()));
    }
}

#[tokio::test]
async fn a_new_key_is_found_without_a_restart() {
    let stage = stage("RS256");
    stage.issuer.publish(&[rsa_jwk("old")]);
    assert_eq!(stage.bearer(&of(Signer::Rsa, &json!("old"))).await, Ok(user_1()));
    stage.issuer.publish(&[rsa_jwk("old"), other_rsa_jwk("new")]);
    stage.clock.advance_milliseconds(29_999);
    assert_eq!(stage.bearer(&of(Signer::OtherRsa, &json!("new"))).await, NO_KEY);
    stage.clock.advance_milliseconds(1);
    assert_eq!(stage.bearer(&of(Signer::OtherRsa, &json!("new"))).await, Ok(user_1()));
    assert_eq!(stage.bearer(&of(Signer::Rsa, &json!("old"))).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), 2);
}

#[tokio::test]
async fn invented_kids_fetch_at_most_twice_a_minute() {
    let stage = stage("RS256");
    stage.issuer.publish(&[rsa_jwk("r")]);
    for second in 0..60 {
        for attempt in 0..5 {
            let kid = json!(format!("{second}-{attempt}"));
            assert_eq!(stage.bearer(&of(Signer::Rsa, &kid)).await, NO_KEY);
        }
        stage.clock.advance(1);
    }
    assert_eq!(stage.issuer.asked(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_goes_within_ten_minutes() {
    let stage = stage("RS256");
    stage.issuer.publish(&[rsa_jwk("r"), other_rsa_jwk("o")]);
    let token = of(Signer::Rsa, &json!("r"));
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    stage.issuer.publish(&[other_rsa_jwk("o")]);
    stage.clock.advance(599);
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    stage.clock.advance(1);
    assert_eq!(stage.bearer(&token).await, NO_KEY);
}

#[tokio::test]
async fn old_keys_stay_while_the_issuer_is_away_but_not_for_ever() {
    let stage = stage("RS256");
    stage.issuer.publish(&[rsa_jwk("r")]);
    let token = of(Signer::Rsa, &json!("r"));
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    stage.issuer.fail();
    stage.clock.advance(6 * 3_600 - 1);
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    let asked = stage.issuer.asked();
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), asked, "a failure is not tried again at once");
    // Too old, they are as good as none: the pause is that of a set that never came.
    stage.clock.advance(1);
    assert_eq!(stage.bearer(&token).await, Err(Refusal::KeysUnavailable));
    assert_eq!(stage.issuer.asked(), asked + 1);
    stage.issuer.publish(&[rsa_jwk("r")]);
    stage.clock.advance_milliseconds(999);
    assert_eq!(stage.bearer(&token).await, Err(Refusal::KeysUnavailable));
    assert_eq!(stage.issuer.asked(), asked + 1);
    stage.clock.advance_milliseconds(1);
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), asked + 2);
}

#[tokio::test]
async fn a_clock_that_is_set_back_only_makes_it_fetch_again() {
    let stage = stage("RS256");
    stage.issuer.publish(&[rsa_jwk("r")]);
    let token = of(Signer::Rsa, &json!("r"));
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    stage.clock.advance(-3_600);
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), 2);
}

#[tokio::test]
async fn an_answer_that_is_no_key_set_changes_nothing() {
    let huge = vec![b' '; crate::LARGEST_KEY_SET + 1];
    let many: Vec<_> = (0..101).map(|n| rsa_jwk(&n.to_string())).collect();
    let bodies = [
        b"".to_vec(),
        b"<html>".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        br#"{"keys":{}}"#.to_vec(),
        br#"{"keys":[]}"#.to_vec(),
        br#"{"keys":[{"kty":"EC"}]}"#.to_vec(),
        b"[".repeat(100_000),
        huge,
        json!({ "keys": many }).to_string().into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let stage = stage("RS256");
        let token = of(Signer::Rsa, &json!("r"));
        stage.issuer.answer(body.clone());
        assert_eq!(stage.bearer(&token).await, Err(Refusal::KeysUnavailable), "{shown}");
        stage.issuer.publish(&[rsa_jwk("r")]);
        stage.clock.advance(1);
        assert_eq!(stage.bearer(&token).await, Ok(user_1()));
        stage.issuer.answer(body);
        stage.clock.advance(601);
        assert_eq!(stage.bearer(&token).await, Ok(user_1()), "{shown}");
    }
}

#[tokio::test]
async fn callers_that_come_at_once_cost_one_fetch() {
    let stage = Arc::new(stage("RS256"));
    stage.issuer.publish(&[rsa_jwk("r")]);
    stage.issuer.hold();
    let ask = |kid: &'static str| {
        let stage = stage.clone();
        tokio::spawn(async move { stage.bearer(&of(Signer::Rsa, &json!(kid))).await })
    };
    let known: Vec<_> = (0..50).map(|_| ask("r")).collect();
    let unknown: Vec<_> = (0..50).map(|_| ask("x")).collect();
    while stage.issuer.asked() == 0 {
        tokio::task::yield_now().await;
    }
    stage.issuer.resume();
    for asked in known {
        assert_eq!(asked.await.unwrap(), Ok(user_1()));
    }
    for asked in unknown {
        assert_eq!(asked.await.unwrap(), NO_KEY);
    }
    assert_eq!(stage.issuer.asked(), 1);
}

#[tokio::test]
async fn while_one_caller_fetches_the_others_go_on_with_what_there_is() {
    let stage = Arc::new(stage("RS256"));
    stage.issuer.publish(&[rsa_jwk("r")]);
    let token = of(Signer::Rsa, &json!("r"));
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    stage.clock.advance(601);
    stage.issuer.hold();
    let slow = {
        let (stage, token) = (stage.clone(), token.clone());
        tokio::spawn(async move { stage.bearer(&token).await })
    };
    while stage.issuer.asked() == 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    // A caller who gives up leaves the way free, and is counted.
    slow.abort();
    assert!(slow.await.unwrap_err().is_cancelled());
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), 2);
    stage.issuer.resume();
    stage.clock.advance(30);
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), 3);
}

#[tokio::test]
async fn keys_are_fetched_ahead_once() {
    let stage = stage("RS256");
    stage.issuer.publish(&[rsa_jwk("r")]);
    stage.admission.warm_up().await;
    stage.admission.clone().warm_up().await;
    assert_eq!(stage.bearer(&of(Signer::Rsa, &json!("r"))).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), 1);
}

#[tokio::test]
async fn keys_that_could_not_be_fetched_ahead_are_fetched_a_second_later() {
    let stage = stage("RS256");
    let token = of(Signer::Rsa, &json!("r"));
    stage.issuer.fail();
    stage.admission.warm_up().await;
    assert_eq!(stage.issuer.asked(), 1);
    stage.issuer.publish(&[rsa_jwk("r")]);
    for wait in [0, 999] {
        stage.clock.advance_milliseconds(wait);
        assert_eq!(stage.bearer(&token).await, Err(Refusal::KeysUnavailable));
        assert_eq!(stage.issuer.asked(), 1, "{wait} ms later");
    }
    stage.clock.advance_milliseconds(1);
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), 2);
    // From now on invented kids meet the long pause.
    stage.clock.advance(29);
    assert_eq!(stage.bearer(&of(Signer::Rsa, &json!("x"))).await, NO_KEY);
    assert_eq!(stage.issuer.asked(), 2);
}

#[tokio::test]
async fn while_there_are_no_keys_a_second_costs_one_fetch_however_many_ask() {
    let stage = stage("RS256");
    stage.issuer.fail();
    for second in 0..10 {
        for kid in ["r", "x", "y"] {
            let refused = stage.bearer(&of(Signer::Rsa, &json!(kid))).await;
            assert_eq!(refused, Err(Refusal::KeysUnavailable));
        }
        assert_eq!(stage.issuer.asked(), second + 1);
        stage.clock.advance(1);
    }
}

#[tokio::test]
async fn callers_who_wait_for_a_slow_failure_do_not_each_try_again() {
    let stage = Arc::new(stage("RS256"));
    stage.issuer.fail();
    stage.issuer.hold();
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let stage = stage.clone();
        callers.spawn(async move { stage.bearer(&of(Signer::Rsa, &json!("r"))).await });
    }
    while stage.issuer.asked() == 0 {
        tokio::task::yield_now().await;
    }
    stage.clock.advance(5);
    stage.issuer.resume();
    for refused in callers.join_all().await {
        assert_eq!(refused, Err(Refusal::KeysUnavailable));
    }
    assert_eq!(stage.issuer.asked(), 1);
    // The pause is reckoned from the end of it.
    stage.issuer.publish(&[rsa_jwk("r")]);
    stage.clock.advance_milliseconds(999);
    let token = of(Signer::Rsa, &json!("r"));
    assert_eq!(stage.bearer(&token).await, Err(Refusal::KeysUnavailable));
    stage.clock.advance_milliseconds(1);
    assert_eq!(stage.bearer(&token).await, Ok(user_1()));
    assert_eq!(stage.issuer.asked(), 2);
}
