//! Tokens with one thing changed.

use proptest::prelude::*;
use serde_json::json;

use super::{
    OPEN, Stage,
    algorithms::settings,
    tokens::{ED25519, P256, RSA, SECRET, Signer, claims, claims_with, token},
};

const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn admits(stage: &Stage, token: &str) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(stage.bearer(token)).is_ok()
}

/// Every character of a token, the last ones of its parts above all, whose spare bits a careless
/// decoder does not look at.
#[test]
fn any_other_character_at_any_place_spoils_a_token() {
    for (signer, keys) in [
        (Signer::Hs256(SECRET), ("JWT_SECRETS", SECRET)),
        (Signer::P256, ("JWT_PUBLIC_KEYS", P256)),
        (Signer::Ed25519, ("JWT_PUBLIC_KEYS", ED25519)),
        (Signer::Rsa, ("JWT_PUBLIC_KEYS", RSA)),
    ] {
        let stage = Stage::start(&settings(signer.algorithm(), keys), OPEN).unwrap();
        let good = token(signer, &claims());
        assert!(admits(&stage, &good));
        let ends: Vec<_> = good.match_indices('.').map(|(at, _)| at).collect();
        for at in 0..good.len() {
            let last_of_a_part = at + 1 == good.len() || ends.contains(&(at + 1));
            let all = if last_of_a_part { BASE64URL } else { &BASE64URL[at % 60..at % 60 + 3] };
            for other in all.iter().copied().filter(|other| *other != good.as_bytes()[at]) {
                let mut bad = good.clone().into_bytes();
                bad[at] = other;
                let bad = String::from_utf8(bad).unwrap();
                assert!(!admits(&stage, &bad), "{signer:?} at {at}: {}", char::from(other));
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_sent_is_answered(text in "\\PC{0,60}", dotted in "[A-Za-z0-9_.-]{0,200}") {
        let stage = Stage::start(&settings("HS256", ("JWT_SECRETS", SECRET)), OPEN).unwrap();
        prop_assert!(!admits(&stage, &text));
        prop_assert!(!admits(&stage, &dotted));
    }

    #[test]
    fn a_caller_is_let_in_as_who_the_token_says(sub in "[^\\pC:][^\\pC]{0,40}") {
        let stage = Stage::start(&settings("HS256", ("JWT_SECRETS", SECRET)), OPEN).unwrap();
        let token = token(Signer::Hs256(SECRET), &claims_with(&json!({ "sub": sub })));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        prop_assert_eq!(runtime.block_on(stage.bearer(&token)), Ok(sub));
    }
}
