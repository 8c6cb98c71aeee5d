//! Callers that a platform's authorizer knows.

use serde_json::json;

use super::{BEHIND_HEADERS, FIRST_HASH, OPEN, Stage, tokens};
use crate::{Claims, Fault, Refusal, Voucher};

fn object(value: &serde_json::Value) -> Claims {
    value.as_object().unwrap().clone()
}

#[tokio::test]
async fn claims_beside_the_request_say_who_calls() {
    let settings = [("AUTH", "platform"), ("JWT_ROLES_CLAIM", "cognito:groups")];
    let stage = Stage::start(&settings, OPEN).unwrap();
    let claims = object(&json!({"sub": "user-1", "cognito:groups": "[uploader admin]"}));
    let caller = stage.admit_with(&claims).await.unwrap();
    assert_eq!(caller.owner.to_string(), "user-1");
    assert_eq!(caller.voucher, Voucher::Platform);
    let roles: Vec<_> = caller.roles.iter().map(crate::Role::as_str).collect();
    assert_eq!(roles, ["uploader", "admin"]);
}

#[tokio::test]
async fn without_claims_nobody_is_let_in() {
    let stage = Stage::start(&[("AUTH", "platform")], OPEN).unwrap();
    assert_eq!(stage.admit(&[]).await, Err(Refusal::MissingIdentity));
    // A header is no authorizer, and a token that nobody has checked says nothing.
    let token = tokens::token(tokens::Signer::Hs256(tokens::SECRET), &tokens::claims());
    let bearer = format!("Bearer {token}");
    for header in [("x-jwt-sub", "user-1"), ("sub", "user-1"), ("authorization", &bearer)] {
        assert_eq!(stage.admit(&[header]).await, Err(Refusal::MissingIdentity), "{header:?}");
    }
    let without_subject = object(&json!({"scope": "upload"}));
    let refused = stage.admit_with(&without_subject).await;
    assert_eq!(refused, Err(Refusal::InvalidToken(Fault::Subject)));
}

#[tokio::test]
async fn claims_in_headers_say_who_calls() {
    let settings = [
        ("AUTH", "platform"),
        ("PLATFORM_CLAIM_HEADERS", "sub=X-Jwt-Sub, realm_access.roles = x-jwt-roles"),
        ("JWT_ROLES_CLAIM", "realm_access.roles"),
    ];
    let stage = Stage::start(&settings, BEHIND_HEADERS).unwrap();
    let headers = [("x-jwt-sub", "用户-1"), ("x-jwt-roles", r#"["uploader"]"#)];
    let caller = stage.admit(&headers).await.unwrap();
    assert_eq!(caller.owner.to_string(), "用户-1");
    assert_eq!(caller.roles[0].as_str(), "uploader");

    assert_eq!(stage.admit(&[]).await, Err(Refusal::MissingIdentity));
    assert_eq!(stage.admit(&[("x-jwt-sub", " ")]).await, Err(Refusal::MissingIdentity));
    let roles_alone = stage.admit(&headers[1..]).await;
    assert_eq!(roles_alone, Err(Refusal::InvalidToken(Fault::Subject)));
    let mut unreadable = http::HeaderMap::new();
    unreadable.insert("x-jwt-sub", http::HeaderValue::from_bytes(b"user-\xff").unwrap());
    let presented = crate::Presented { headers: &unreadable, claims: None };
    let refused = stage.admission.admit(&presented).await;
    assert_eq!(refused, Err(Refusal::InvalidToken(Fault::Malformed)));
    // One of the two is the client's own.
    let twice = [("x-jwt-sub", "user-1"), ("x-jwt-sub", "user-2")];
    assert_eq!(stage.admit(&twice).await, Err(Refusal::Repeated));
    // What stands beside the request is another platform's.
    let claims = object(&json!({"sub": "user-1"}));
    assert_eq!(stage.admit_with(&claims).await, Err(Refusal::MissingIdentity));
}

#[tokio::test]
async fn beside_a_platform_keys_come_in_their_own_header() {
    let settings = [("AUTH", "platform,api-key"), ("API_KEY_HASHES", FIRST_HASH)];
    let stage = Stage::start(&settings, OPEN).unwrap();
    let by_key = stage.admit(&[("x-api-key", "first")]).await.unwrap();
    assert_eq!(by_key.voucher, Voucher::ApiKey);
    assert_eq!(stage.admit(&[("x-api-key", "x")]).await, Err(Refusal::UnknownApiKey));
    let bearer = stage.admit(&[("authorization", "Bearer first")]).await;
    assert_eq!(bearer, Err(Refusal::MissingIdentity));
    let claims = object(&json!({"sub": "user-1"}));
    assert_eq!(stage.admit_with(&claims).await.unwrap().voucher, Voucher::Platform);
}

/// There are two doors then, and one of them has no gateway in front.
#[test]
fn headers_of_a_gateway_and_keys_do_not_go_together() {
    let settings = [
        ("AUTH", "platform,api-key"),
        ("API_KEY_HASHES", FIRST_HASH),
        ("PLATFORM_CLAIM_HEADERS", "sub=x-jwt-sub"),
    ];
    let refused = Stage::start(&settings, BEHIND_HEADERS).err().unwrap();
    assert!(refused.contains("AUTH") && refused.contains("past the gateway"), "{refused}");
    assert!(Stage::start(&settings[..2], OPEN).is_ok(), "beside the request nobody can write");
}
