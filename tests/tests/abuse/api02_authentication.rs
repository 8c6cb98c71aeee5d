//! API2: who calls. Tokens that nobody's issuer made, or not for us, or not for now.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tests::{Answer, JWT_SECRET, Stack, claims_of, sign, token_of};

use crate::attack::{KINDS, assert_nothing_leaks, refusal};

async fn ask(stack: &Stack, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    stack.send_with("POST", "/upload/video", KINDS[0].2.into(), &headers).await
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[tokio::test]
async fn a_token_without_a_signature_or_of_another_algorithm_is_refused() {
    let stack = Stack::start(&[]);
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let claims = claims_of("user-1");
    for algorithm in [
        "none", "None", "NONE", "nOnE", "", "HS384", "HS512", "hs256", "RS256", "PS256", "ES256",
        "EdDSA", "HS256 ",
    ] {
        let header = json!({"alg": algorithm, "typ": "JWT"});
        let unsigned = format!("{}.{}.", encode(&header), encode(&claims));
        let signed = sign(&header, &claims, JWT_SECRET);
        for token in [&unsigned, &signed] {
            let answer = ask(&stack, token).await;
            assert_eq!(refusal(&answer).0, 401, "{algorithm}");
            assert_nothing_leaks(&answer);
        }
    }
    // The header says what the settings say, but the signature is cut, empty or somebody else's.
    let good = token_of("user-1");
    let (message, signature) = good.rsplit_once('.').unwrap();
    let other = token_of("user-2");
    let (_, foreign) = other.rsplit_once('.').unwrap();
    for token in [
        message.to_owned(),
        format!("{message}."),
        format!("{message}.{}", &signature[..signature.len() - 1]),
        format!("{message}.{signature}A"),
        format!("{message}.{foreign}"),
        format!("{message}.{signature}.{signature}"),
        format!("{}.{signature}", message.to_uppercase()),
    ] {
        assert_eq!(refusal(&ask(&stack, &token).await).0, 401, "{token}");
    }
    assert_eq!(ask(&stack, &good).await.status, 200);
}

/// Keys that a token brings along, or says where to find.
#[tokio::test]
async fn a_token_cannot_say_which_key_checks_it() {
    let stack = Stack::start(&[]);
    let own = "a-key-of-the-attacker-of-at-least-32-bytes";
    for more in [
        json!({"jwk": {"kty": "oct", "k": URL_SAFE_NO_PAD.encode(own)}}),
        json!({"jku": "https://attacker.example/jwks.json"}),
        json!({"x5u": "https://attacker.example/cert.pem"}),
        json!({"kid": "../../../../dev/null"}),
        json!({"kid": "' UNION SELECT 'key' --"}),
        json!({"crit": ["exp"], "exp": 1}),
    ] {
        let mut header = json!({"alg": "HS256", "typ": "JWT"});
        header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = ask(&stack, &sign(&header, &claims_of("user-1"), own)).await;
        assert_eq!(refusal(&answer), (401, "InvalidToken"), "{more}");
    }
}

#[tokio::test]
async fn a_token_for_another_time_issuer_or_audience_is_refused() {
    let stack = Stack::start(&[]);
    for (changes, code) in [
        (json!({"exp": now() - 61}), "ExpiredToken"),
        (json!({"exp": 0}), "ExpiredToken"),
        (json!({"nbf": now() + 3_600}), "TokenNotYetValid"),
        (json!({"iss": "https://attacker.example"}), "InvalidIssuer"),
        (json!({"iss": "local-dev "}), "InvalidIssuer"),
        (json!({"iss": ["local-dev"]}), "InvalidIssuer"),
        (json!({"aud": "another-service"}), "InvalidAudience"),
        (json!({"aud": []}), "InvalidAudience"),
        (json!({"exp": null}), "InvalidToken"),
        (json!({"exp": "tomorrow"}), "InvalidToken"),
        (json!({"sub": ""}), "InvalidToken"),
        (json!({"sub": null}), "InvalidToken"),
        (json!({"sub": {"$ne": ""}}), "InvalidToken"),
    ] {
        let mut claims = claims_of("user-1");
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let answer = ask(&stack, &sign(&json!({"alg": "HS256"}), &claims, JWT_SECRET)).await;
        assert_eq!((answer.status, &answer.body["Code"]), (401, &json!(code)), "{changes}");
    }
}

#[tokio::test]
async fn a_right_credential_does_not_help_a_wrong_one() {
    let stack = Stack::start(&[]);
    let good = format!("Bearer {}", token_of("user-1"));
    for headers in [
        &[("authorization", good.as_str()), ("x-api-key", "wrong")][..],
        &[("authorization", "Bearer a.b.c"), ("x-api-key", "LocalApiKey1")],
        &[("authorization", good.as_str()), ("authorization", "Bearer a.b.c")],
    ] {
        let answer = stack.send_with("POST", "/upload/video", KINDS[0].2.into(), headers).await;
        assert!(matches!(refusal(&answer).0, 400 | 401), "{headers:?}: {}", answer.body);
    }
}

/// In the address, in the body, in a cookie: none of these is where a credential is looked for.
#[tokio::test]
async fn a_credential_counts_in_its_header_alone() {
    let stack = Stack::start(&[]);
    let token = token_of("user-1");
    let in_query = format!("/upload/video?access_token={token}&api_key=LocalApiKey1");
    let cookie = format!("token={token}; Authorization=Bearer {token}");
    for (path, headers) in [
        (in_query.as_str(), &[("authorization", "")][..]),
        ("/upload/video", &[("authorization", ""), ("cookie", cookie.as_str())]),
        ("/upload/video", &[("authorization", ""), ("proxy-authorization", "Bearer LocalApiKey1")]),
    ] {
        let answer = stack.send_with("POST", path, KINDS[0].2.into(), headers).await;
        assert_eq!(refusal(&answer), (401, "MissingToken"), "{path}");
    }
}
