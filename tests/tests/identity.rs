//! Who may speak to the running stack, and as whom.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Output;

use serde_json::{Value, json};
use tests::{Answer, JWT_SECRET, Stack, claims_of, sign, token_of, vodup};

const BODY: &str = r#"{"FileName": "a.mp4", "Title": "Whose"}"#;

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim().to_owned()
}

async fn ask(stack: &Stack, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    stack.send_with("POST", "/upload/video", BODY.into(), &headers).await
}

async fn code(stack: &Stack, header: &Value, changes: &Value, secret: &str) -> (u16, String) {
    let mut claims = claims_of("user-1");
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let answer = ask(stack, &sign(header, &claims, secret)).await;
    let challenge = answer.headers.get("www-authenticate").map(|one| one.to_str().unwrap());
    assert_eq!(challenge.is_some(), answer.status == 401, "{answer:?}");
    (answer.status, answer.body["Code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_stack_takes_the_tokens_that_vodup_makes() {
    let stack = Stack::start(&[]);
    let minted = vodup().args(["token", "--sub", "user-1", "--role", "uploader"]).output().unwrap();
    assert!(minted.status.success(), "{}", text(&minted.stderr));
    assert_eq!(ask(&stack, &text(&minted.stdout)).await.status, 200);
    assert_eq!(ask(&stack, &token_of("user-1")).await.status, 200);
    // And its API key still.
    let by_key = stack.send("POST", "/upload/video", BODY.into()).await;
    assert_eq!(by_key.status, 200, "{}", by_key.body);
}

#[tokio::test]
async fn a_token_that_is_not_the_issuers_opens_nothing() {
    let stack = Stack::start(&[]);
    let hs256 = json!({"alg": "HS256"});
    let now = jiff::Timestamp::now().as_second();
    for (header, changes, secret, expected) in [
        (&hs256, json!({}), JWT_SECRET, (200, "")),
        (&hs256, json!({"exp": now - 61}), JWT_SECRET, (401, "ExpiredToken")),
        (&hs256, json!({"nbf": now + 3_600}), JWT_SECRET, (401, "TokenNotYetValid")),
        (&hs256, json!({"iss": "somebody"}), JWT_SECRET, (401, "InvalidIssuer")),
        (&hs256, json!({"aud": ["other"]}), JWT_SECRET, (401, "InvalidAudience")),
        (&hs256, json!({"tenant": null}), JWT_SECRET, (401, "InvalidToken")),
        (&hs256, json!({"sub": ":api-key"}), JWT_SECRET, (401, "InvalidToken")),
        (&hs256, json!({}), "another secret of at least 32 bytes", (401, "InvalidToken")),
        (&json!({"alg": "none"}), json!({}), JWT_SECRET, (401, "InvalidToken")),
        (&json!({"alg": "HS512"}), json!({}), JWT_SECRET, (401, "InvalidToken")),
        (&json!({"alg": "RS256"}), json!({}), JWT_SECRET, (401, "InvalidToken")),
    ] {
        let (status, said) = code(&stack, header, &changes, secret).await;
        assert_eq!((status, said.as_str()), expected, "{header} {changes}");
    }
    for headers in [&[("authorization", "")][..], &[("authorization", "Basic dXNlcjo=")]] {
        let answer = stack.send_with("POST", "/upload/video", BODY.into(), headers).await;
        assert_eq!((answer.status, &answer.body["Code"]), (401, &json!("MissingToken")));
    }
}

#[tokio::test]
async fn vodup_says_who_it_is_as_it_is_told() {
    let secret = "a-secret-of-my-own-of-at-least-32-bytes";
    let stack = Stack::start(&["--jwt-secret", secret]);
    assert!(!stack.banner.contains(secret), "{}", stack.banner);
    let id = "30f54e402f9571f0bfe97035d0b20102";
    let status =
        |more: &[&str]| -> Output { stack.vodup(&[&["status", "video", id], more].concat()) };
    // Its own token is signed with the default.
    let refused = text(&status(&[]).stderr);
    assert!(refused.contains("InvalidToken") && refused.contains("--token"), "{refused}");
    let refused = text(&status(&["--api-key", "wrong"]).stderr);
    assert!(refused.contains("InvalidApiKey") && refused.contains("--api-key"), "{refused}");

    let mint = |more: &[&str]| -> String {
        let line = [&["token", "--sub", "user-1", "--secret", secret], more].concat();
        text(&vodup().args(line).output().unwrap().stdout)
    };
    // Let in: there is no such video.
    let token = mint(&[]);
    let server = stack.functions.as_str().trim_end_matches('/');
    let by_environment = vodup()
        .args(["status", "video", id])
        .envs([("VODUP_SERVER", server), ("VODUP_TOKEN", &token)])
        .output()
        .unwrap();
    let by_token = status(&["--token", &token]);
    let by_key = status(&["--api-key", "LocalApiKey1"]);
    // The command line counts before the environment.
    let with = |environment: [(&str, &str); 2], more: &[&str]| -> Output {
        let line = [&["status", "video", id, "--server", server], more].concat();
        vodup().args(line).envs(environment).output().unwrap()
    };
    let over_key = with([("VODUP_API_KEY", "wrong"), ("RUST_LOG", "")], &["--token", &token]);
    let over_token =
        with([("VODUP_TOKEN", "a.b.c"), ("RUST_LOG", "")], &["--api-key", "LocalApiKey1"]);
    for output in [by_token, by_key, by_environment, over_key, over_token] {
        let said = text(&output.stderr);
        assert!(said.contains("NotFound"), "{said}");
    }
    let both = with([("VODUP_API_KEY", "LocalApiKey1"), ("VODUP_TOKEN", &token)], &[]);
    assert_eq!(both.status.code(), Some(2));
    assert!(text(&both.stderr).contains("VODUP_TOKEN"), "{}", text(&both.stderr));
}
