//! ACS3-HMAC-SHA256: each check has a case that it refuses.

use reqwest::Method;
use signing::acs3;

use crate::stage::{Call, Placement, Stage};

fn new_video() -> Call {
    Call::vod("CreateUploadVideo", &[("Title", "测试 a*b~c"), ("FileName", "demo clip.mp4")]).acs3()
}

#[tokio::test]
async fn query_and_form_are_verified() {
    let stage = Stage::new().await;
    for (method, placement) in [
        (Method::GET, Placement::Query),
        (Method::POST, Placement::Query),
        (Method::POST, Placement::Form),
        (Method::POST, Placement::Mixed),
    ] {
        let call = Call { method, placement, ..new_video() };
        call.send(&stage).await.success();
        let forged = vec![("Title", "other".to_owned())];
        let answer = Call { forged, ..call }.send(&stage).await;
        assert_eq!(answer.refusal(), (400, "SignatureDoesNotMatch".to_owned()));
    }
}

#[tokio::test]
async fn the_message_ends_with_the_string_to_sign_and_has_no_other_colon() {
    let stage = Stage::new().await;
    let mut call = new_video();
    call.key.access_key_secret = "wrong".into();
    let body = call.send(&stage).await.json();
    let message = body["Message"].as_str().unwrap();
    let (_, string_to_sign) = message.split_once(':').unwrap();
    assert!(string_to_sign.starts_with("ACS3-HMAC-SHA256\n"), "{string_to_sign}");
    assert!(!string_to_sign.contains(':'), "{string_to_sign}");
}

#[tokio::test]
async fn every_signed_header_counts() {
    let stage = Stage::new().await;
    for (name, value) in [
        ("x-acs-action", "CreateUploadImage"),
        ("x-acs-signature-nonce", "other"),
        ("x-acs-date", "2026-01-02T03:04:06Z"),
        ("x-acs-content-sha256", "0000"),
        ("host", "vod.cn-shanghai.aliyuncs.com"),
    ] {
        let forged = vec![(name, value.to_owned())];
        let answer = Call { forged, ..new_video() }.send(&stage).await;
        assert_eq!(answer.refusal(), (400, "SignatureDoesNotMatch".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn the_digest_must_be_that_of_the_body() {
    let stage = Stage::new().await;
    let mut call = Call { placement: Placement::Form, ..new_video() };
    call.with = vec![("x-acs-content-sha256", acs3::payload_sha256(b"another body"))];
    assert_eq!(call.send(&stage).await.refusal(), (400, "SignatureDoesNotMatch".to_owned()));
}

#[tokio::test]
async fn what_the_cloud_acts_on_must_be_there_and_signed() {
    let stage = Stage::new().await;
    for name in ["x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"] {
        let call = Call { without: vec![name], ..new_video() };
        let answer = call.send(&stage).await;
        assert_eq!(answer.refusal(), (400, "MissingParameter".to_owned()), "{name}");
        assert!(answer.text.contains(name), "{}", answer.text);
    }
    let answer = Call { without: vec!["x-acs-version"], ..new_video() }.send(&stage).await;
    assert_eq!(answer.refusal(), (400, "MissingVersion".to_owned()));
}

#[tokio::test]
async fn a_header_that_is_not_signed_is_refused() {
    let stage = Stage::new().await;
    let call = new_video();
    let answer = call.send_signing_only(&stage, &["host", "x-acs-action", "x-acs-version"]).await;
    assert_eq!(answer.refusal(), (400, "IncompleteSignature".to_owned()));
    assert!(answer.text.contains("x-acs-date"), "{}", answer.text);
}

#[tokio::test]
async fn the_list_of_signed_headers_is_taken_as_it_was_sent() {
    let stage = Stage::new().await;
    let required = [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ];
    new_video().send_signing_only(&stage, &required).await.success();
    // Python's SDK signs each header that it sets, Node's only those of the documentation.
    let mut call = new_video();
    call.with = vec![("user-agent", "AlibabaCloud (test) TeaDSL/1".to_owned())];
    let mut all = required.to_vec();
    all.extend(["user-agent", "accept"]);
    call.send_signing_only(&stage, &all).await.success();
    call.forged = vec![("user-agent", "other".to_owned())];
    call.send_signing_only(&stage, &required).await.success();
    let refusal = call.send_signing_only(&stage, &all).await.refusal();
    assert_eq!(refusal, (400, "SignatureDoesNotMatch".to_owned()));
}

#[tokio::test]
async fn a_broken_authorization_is_refused() {
    let stage = Stage::new().await;
    for value in ["ACS3-HMAC-SHA256", "ACS3-HMAC-SHA256 Credential=a", "ACS3-HMAC-SM3 Credential=a"]
    {
        let mut call = Call { without: vec!["authorization"], ..new_video() };
        call.unsigned = vec![("authorization", value.to_owned())];
        let answer = call.send(&stage).await;
        assert_eq!(answer.refusal(), (400, "IncompleteSignature".to_owned()), "{value}");
    }
}

#[tokio::test]
async fn time_key_and_nonce_are_checked_as_for_v1() {
    let stage = Stage::new().await;
    let late = Call { time: Some("2026-01-02T03:19:06Z".to_owned()), ..new_video() };
    assert_eq!(late.send(&stage).await.refusal(), (400, "InvalidTimeStamp.Expired".to_owned()));
    let vague = Call { time: Some("2026-01-02".to_owned()), ..new_video() };
    assert_eq!(vague.send(&stage).await.refusal(), (400, "InvalidTimeStamp.Format".to_owned()));
    let mut unknown = new_video();
    unknown.key.access_key_id = "LTAI-other".to_owned();
    let refusal = unknown.send(&stage).await.refusal();
    assert_eq!(refusal, (404, "InvalidAccessKeyId.NotFound".to_owned()));
    let replayed = Call { nonce: Some("n".to_owned()), ..new_video() };
    replayed.send(&stage).await.success();
    assert_eq!(replayed.send(&stage).await.refusal(), (400, "SignatureNonceUsed".to_owned()));
}
