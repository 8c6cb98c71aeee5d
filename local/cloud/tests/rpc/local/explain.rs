//! Why a request ended as it did, for every scheme.

use reqwest::Method;
use serde_json::{Value, json};

use super::bucket::{self, refusal};
use super::faults::once;
use crate::stage::{Call, Placement, Stage};

async fn explain(stage: &Stage, request_id: &str) -> Value {
    let path = format!("explain/{request_id}");
    let (status, answer) = stage.local(Method::GET, &path, json!({})).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// Sends a call and explains it.
async fn explained(stage: &Stage, call: Call) -> Value {
    let body = call.send(stage).await.json();
    explain(stage, body["RequestId"].as_str().unwrap()).await
}

fn create() -> Call {
    Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")])
}

#[tokio::test]
async fn a_call_that_went_well() {
    let stage = Stage::new().await;
    for call in [
        create(),
        Call { placement: Placement::Form, ..create() },
        Call { placement: Placement::Mixed, ..create() },
        create().acs3(),
    ] {
        let told = explained(&stage, call).await;
        assert_eq!(told["Operation"], "CreateUploadVideo");
        assert_eq!((&told["Status"], &told["Refused"]), (&json!(200), &Value::Null), "{told}");
        assert_eq!(told["Signature"]["Matches"], true);
        assert_eq!(told["Signature"]["AccessKeyId"], "LTAI-local");
        assert_eq!(told["Permission"][0]["Action"], "vod:CreateUploadVideo");
    }
}

#[tokio::test]
async fn a_wrong_signature_shows_what_was_to_be_signed() {
    let stage = Stage::new().await;
    let v1 = Call { forged: vec![("Title", "u".to_owned())], ..create() };
    let told = explained(&stage, v1).await;
    assert_eq!(told["Refused"]["Check"], "signature");
    assert_eq!(told["Signature"]["Scheme"], "RPC V1");
    assert_eq!(told["Signature"]["Matches"], false);
    let text = told["Signature"]["StringToSign"].as_str().unwrap();
    assert!(text.starts_with("POST&%2F&") && text.contains("Title%3Du"), "{text}");
    assert_eq!(told["Signature"]["CanonicalRequest"], Value::Null);

    let acs3 = create().acs3();
    let acs3 = Call { forged: vec![("x-acs-version", "2017-03-21 ".to_owned())], ..acs3 };
    let told = explained(&stage, Call { key: other_secret(), ..acs3 }).await;
    assert_eq!(told["Signature"]["Scheme"], "ACS3-HMAC-SHA256");
    assert_eq!(told["Refused"]["Check"], "signature", "{told}");
    let text = told["Signature"]["CanonicalRequest"].as_str().unwrap();
    assert!(text.starts_with("POST\n/\n"), "{text}");
    assert!(!told.to_string().contains("local-secret"));
}

fn other_secret() -> model::Credentials {
    model::Credentials::long_lived("LTAI-local", "another secret")
}

#[tokio::test]
async fn each_check_is_named() {
    let stage = Stage::new().await;
    let old = Call { time: Some("2026-01-01T00:00:00Z".to_owned()), ..create() };
    assert_eq!(explained(&stage, old).await["Refused"]["Check"], "time");
    let unknown = create().by(model::Credentials::long_lived("LTAI-unknown", "s"));
    let told = explained(&stage, unknown).await;
    assert_eq!(told["Refused"]["Check"], "access key");
    assert_eq!(told["Signature"]["Matches"], Value::Null);
    let nonce = || Call { nonce: Some("again".to_owned()), ..create() };
    explained(&stage, nonce()).await;
    let told = explained(&stage, nonce()).await;
    assert_eq!(
        (&told["Refused"]["Check"], &told["Signature"]["Matches"]),
        (&json!("nonce"), &json!(true))
    );
    let told = explained(&stage, Call::vod("CreateUploadVideo", &[])).await;
    assert_eq!(
        (&told["Refused"]["Check"], &told["Refused"]["Code"]),
        (&json!("operation"), &json!("MissingParameter"))
    );
}

#[tokio::test]
async fn a_request_to_oss_and_its_token() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let answer = bucket::put(&stage, &grant, "bytes").await.unwrap();
    let id = answer.headers()["x-oss-request-id"].to_str().unwrap().to_owned();
    let told = explain(&stage, &id).await;
    assert_eq!(told["Operation"], "PutObject");
    assert_eq!(told["Signature"]["Scheme"], "OSS V1");
    assert_eq!(told["Permission"][0]["Action"], "oss:PutObject");
    let text = told["Signature"]["StringToSign"].as_str().unwrap();
    assert!(text.contains("x-oss-security-token:<SecurityToken>\n"), "{text}");

    let other = stage.create_video("b.mp4", &[]).await;
    let crossed = crate::stage::Grant { address: other.address, ..grant };
    let answer = bucket::put(&stage, &crossed, "bytes").await.unwrap();
    let id = answer.headers()["x-oss-request-id"].to_str().unwrap().to_owned();
    assert_eq!(refusal(answer).await.1, "AccessDenied");
    let told = explain(&stage, &id).await;
    assert_eq!(told["Refused"]["Check"], "permission");
    assert!(told["Permission"][0]["Decision"].as_str().unwrap().contains("enied"), "{told}");
}

#[tokio::test]
async fn faults_are_told_and_unknown_requests_are_not() {
    let stage = Stage::new().await;
    once(&stage, "throttling").await;
    let told = explained(&stage, create()).await;
    assert_eq!(told["Faults"], json!(["throttling"]));
    assert_eq!(told["Refused"]["Code"], "Throttling.User");
    let (status, answer) = stage.local(Method::GET, "explain/unknown", json!({})).await;
    assert_eq!((status, answer["Code"].as_str()), (404, Some("NotFound")));
}

#[tokio::test]
async fn the_texts_of_a_large_call_are_cut_and_that_is_said() {
    let stage = Stage::new().await;
    let large = "x".repeat(20_000);
    let call = || Call::vod("GetVideoInfo", &[("VideoId", "v"), ("Other", &large)]);
    let told = explained(&stage, Call { placement: Placement::Form, ..call() }).await;
    assert_eq!(
        (&told["Operation"], &told["Signature"]["Matches"]),
        (&json!("GetVideoInfo"), &json!(true))
    );
    let text = told["Signature"]["StringToSign"].as_str().unwrap();
    assert_eq!((text.len(), &text[..9]), (16_384, "POST&%2F&"));
    let left_out = told["LeftOut"][0].as_str().unwrap();
    assert!(left_out.ends_with(" bytes of StringToSign"), "{left_out}");
    // ACS3 signs a digest of the body.
    let told = explained(&stage, Call { placement: Placement::Form, ..call().acs3() }).await;
    assert_eq!((&told["LeftOut"], &told["Signature"]["Matches"]), (&json!([]), &json!(true)));
    assert!(told["Signature"]["CanonicalRequest"].as_str().unwrap().starts_with("POST\n/\n"));
}

#[tokio::test]
async fn both_halves_of_assume_role_are_told() {
    let user = |name: &str| {
        json!({
            "name": name,
            "access_keys": [{ "id": format!("LTAI-{name}"), "secret": "s" }],
            "policies": [{ "name": "own", "document": { "Version": "1", "Statement": [
                { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" },
            ] } }],
        })
    };
    let stage = Stage::with_ram(&json!({
        "account_access_keys": [{ "id": "LTAI-root", "secret": "s" }],
        "users": [user("alice"), user("bob")],
        "roles": [{ "name": "client", "trust_policy": { "Version": "1", "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "RAM": "acs:ram::1234567890123456:user/alice" },
        }] } }],
    }))
    .await;
    let arn = "acs:ram::1234567890123456:role/client";
    let assume = |name: &str| {
        let call = Call::sts("AssumeRole", &[("RoleArn", arn), ("RoleSessionName", "session")]);
        call.by(model::Credentials::long_lived(format!("LTAI-{name}"), "s"))
    };
    for (name, decision, check) in [
        ("alice", "allowed by Statement[0] of the trust policy", Value::Null),
        ("bob", "denied, because no statement of the trust policy allows it", json!("permission")),
        ("root", "denied to the account itself, whatever policies say", json!("permission")),
    ] {
        let told = explained(&stage, assume(name)).await;
        let asked = told["Permission"].as_array().unwrap();
        let last = asked.last().unwrap();
        assert_eq!((&last["Action"], &last["Resource"]), (&json!("sts:AssumeRole"), &json!(arn)));
        assert_eq!(
            (last["Decision"].as_str(), &told["Refused"]["Check"]),
            (Some(decision), &check)
        );
        if name != "root" {
            assert_eq!(
                (asked.len(), &asked[0]["Decision"]),
                (2, &json!("allowed by Statement[0] of own"))
            );
        }
    }
}
