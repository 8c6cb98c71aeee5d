//! Tokens that somebody made up.

use serde_json::{Value, json};

use super::{
    OPEN, Stage,
    algorithms::settings,
    tokens::{
        AUDIENCE, ISSUER, P256, RSA, RSA_PKCS1, SECRET, Signer, claims, claims_with, encode, token,
        token_with,
    },
};
use crate::{Fault, Refusal};

fn hs256() -> Stage {
    Stage::start(&settings("HS256", ("JWT_SECRETS", SECRET)), OPEN).unwrap()
}

fn refused(fault: Fault) -> Result<String, Refusal> {
    Err(Refusal::InvalidToken(fault))
}

#[tokio::test]
async fn the_algorithm_is_never_the_tokens_to_choose() {
    for (algorithm, keys) in
        [("HS256", ("JWT_SECRETS", SECRET)), ("RS256", ("JWT_PUBLIC_KEYS", RSA))]
    {
        let stage = Stage::start(&settings(algorithm, keys), OPEN).unwrap();
        for none in ["none", "None", "NONE", ""] {
            let message = format!(
                "{}.{}",
                encode(json!({ "alg": none }).to_string()),
                encode(claims().to_string())
            );
            for signature in ["", "AA"] {
                let token = format!("{message}.{signature}");
                assert_eq!(stage.bearer(&token).await, refused(Fault::Malformed), "{none}");
            }
        }
        for other in [Signer::P256, Signer::Ed25519] {
            let token = token(other, &claims());
            assert_eq!(stage.bearer(&token).await, refused(Fault::Algorithm), "{other:?}");
        }
        for missing in [json!({}), json!({"alg": null}), json!({"alg": ["HS256"]})] {
            let token = token_with(&missing, Signer::Hs256(SECRET), &claims());
            assert_eq!(stage.bearer(&token).await, refused(Fault::Malformed), "{missing}");
        }
    }
}

#[tokio::test]
async fn a_public_key_is_no_secret() {
    for (algorithm, keys) in [("RS256", &[RSA, RSA_PKCS1][..]), ("ES256", &[P256])] {
        let stage = Stage::start(&settings(algorithm, ("JWT_PUBLIC_KEYS", keys[0])), OPEN).unwrap();
        for pem in keys {
            for secret in [*pem, pem.trim_end()] {
                let secret: &'static str = Box::leak(secret.to_owned().into_boxed_str());
                let confused = token(Signer::Hs256(secret), &claims());
                assert_eq!(stage.bearer(&confused).await, refused(Fault::Algorithm));
                // Even if the header tells the algorithm that is wanted.
                let header = json!({ "alg": algorithm });
                let dressed = token_with(&header, Signer::Hs256(secret), &claims());
                assert_eq!(stage.bearer(&dressed).await, refused(Fault::Signature));
            }
        }
    }
}

#[tokio::test]
async fn a_signature_of_another_algorithm_in_the_right_clothes_is_none() {
    let stage = Stage::start(&settings("ES256", ("JWT_PUBLIC_KEYS", P256)), OPEN).unwrap();
    let header = json!({"alg": "ES256"});
    for signer in [Signer::Rsa, Signer::Ed25519] {
        let token = token_with(&header, signer, &claims());
        assert_eq!(stage.bearer(&token).await, refused(Fault::Signature), "{signer:?}");
    }
    // r = s = 0 once was valid in a well-known library.
    let message = format!("{}.{}", encode(header.to_string()), encode(claims().to_string()));
    let zeros = format!("{message}.{}", encode([0; 64]));
    assert_eq!(stage.bearer(&zeros).await, refused(Fault::Signature));
}

#[tokio::test]
async fn keys_that_a_token_brings_along_are_not_looked_at() {
    let other: &'static str = "a secret that the attacker knows, 32 bytes long";
    let jwk = json!({"kty": "oct", "k": encode(other)});
    for header in [
        json!({"alg": "HS256", "jwk": jwk}),
        json!({"alg": "HS256", "jku": "https://attacker.example.com/keys"}),
        json!({"alg": "HS256", "x5u": "https://attacker.example.com/x5u"}),
        json!({"alg": "HS256", "kid": "../../dev/null"}),
    ] {
        let stage = hs256();
        let token = token_with(&header, Signer::Hs256(other), &claims());
        assert_eq!(stage.bearer(&token).await, refused(Fault::Signature), "{header}");
        assert_eq!(stage.issuer.asked(), 0);
    }
}

#[tokio::test]
async fn what_must_be_understood_and_is_not_is_refused() {
    let header = json!({"alg": "HS256", "crit": ["exp"], "exp": 1});
    let token = token_with(&header, Signer::Hs256(SECRET), &claims());
    assert_eq!(hs256().bearer(&token).await, refused(Fault::Critical));
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let stage = hs256();
    let good = token(Signer::Hs256(SECRET), &claims());
    let parts: Vec<_> = good.split('.').collect();
    for bad in [
        "x",
        "..",
        "a.b.c",
        "🦀.🦀.🦀",
        &format!("{}.{}", parts[0], parts[1]),
        &format!("{}.{}.", parts[0], parts[1]),
        &format!("{good}."),
        &format!(".{good}"),
        &format!("{good}="),
        &format!("{good}\t"),
        &format!("{}.{}=.{}", parts[0], parts[1], parts[2]),
        &format!("{}.{}.{}.{}", parts[0], parts[1], parts[2], parts[2]),
    ] {
        let answer = stage.bearer(bad).await;
        if bad.ends_with('\t') {
            // A blank behind it is no part of it.
            assert!(answer.is_ok());
        } else {
            assert!(matches!(answer, Err(Refusal::InvalidToken(_))), "{bad}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn claims_must_be_an_object() {
    let stage = hs256();
    for claims in [json!([]), json!("text"), json!(1), Value::Null] {
        let token = token(Signer::Hs256(SECRET), &claims);
        assert_eq!(stage.bearer(&token).await, refused(Fault::Malformed), "{claims}");
    }
}

#[tokio::test]
async fn a_token_of_more_than_8_kilobytes_is_refused() {
    let stage = hs256();
    let of = |length: usize| {
        token(Signer::Hs256(SECRET), &claims_with(&json!({"pad": "x".repeat(length)})))
    };
    let longest = (5_500..6_200).rev().map(of).find(|token| token.len() <= 8_192).unwrap();
    assert!(longest.len() > 8_188);
    assert!(stage.bearer(&longest).await.is_ok());
    assert_eq!(stage.bearer(&of(6_200)).await, refused(Fault::TooLong));
}

#[tokio::test]
async fn nobody_takes_the_name_of_a_caller_without_a_token() {
    let stage = hs256();
    for sub in [":api-key", ":anyone", ""] {
        let token = token(Signer::Hs256(SECRET), &claims_with(&json!({ "sub": sub })));
        assert_eq!(stage.bearer(&token).await, refused(Fault::Subject), "{sub}");
    }
    let settings = [
        ("AUTH", "jwt"),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_SECRETS", SECRET),
        ("JWT_ISSUER", ISSUER),
        ("JWT_AUDIENCE", AUDIENCE),
        ("JWT_TENANT_CLAIM", "org"),
    ];
    let stage = Stage::start(&settings, OPEN).unwrap();
    let token = token(Signer::Hs256(SECRET), &claims());
    assert_eq!(stage.bearer(&token).await, refused(Fault::Tenant));
}
