//! RPC signature V1: each check has a case that it refuses.

use reqwest::Method;

use crate::stage::{Call, Placement, Stage};

const NEW_VIDEO: &[(&str, &str)] = &[("Title", "测试 a*b~c"), ("FileName", "demo clip.mp4")];

#[tokio::test]
async fn every_placement_of_the_parameters_is_verified() {
    let stage = Stage::new().await;
    for (method, placement) in [
        (Method::GET, Placement::Query),
        (Method::POST, Placement::Query),
        (Method::POST, Placement::Form),
        (Method::POST, Placement::Mixed),
    ] {
        let call = Call { method, placement, ..Call::vod("CreateUploadVideo", NEW_VIDEO) };
        call.send(&stage).await.success();
        // The same call with another title under the old signature.
        let forged = vec![("Title", "other".to_owned())];
        let answer = Call { forged, ..call }.send(&stage).await;
        assert_eq!(answer.refusal(), (400, "SignatureDoesNotMatch".to_owned()));
    }
}

#[tokio::test]
async fn the_message_ends_with_the_string_to_sign_and_has_no_other_colon() {
    let stage = Stage::new().await;
    let mut call = Call::vod("GetVideoInfo", &[("VideoId", "a:b")]);
    call.key.access_key_secret = "wrong".into();
    let answer = call.send(&stage).await;
    assert_eq!(answer.refusal(), (400, "SignatureDoesNotMatch".to_owned()));
    let body = answer.json();
    let message = body["Message"].as_str().unwrap();
    let (text, string_to_sign) = message.split_once(':').unwrap();
    assert_eq!(
        text,
        "Specified signature is not matched with our calculation. server string to sign is"
    );
    assert!(
        string_to_sign.starts_with("POST&%2F&AccessKeyId%3DLTAI-local%26Action%3DGetVideoInfo")
    );
    assert!(!string_to_sign.contains(':'), "{string_to_sign}");
}

#[tokio::test]
async fn the_method_is_signed() {
    let stage = Stage::new().await;
    let get = Call { method: Method::GET, ..Call::vod("CreateUploadVideo", NEW_VIDEO) };
    // Signed as GET, sent as POST.
    let answer = get.send_as(&stage, Method::POST).await;
    assert_eq!(answer.refusal(), (400, "SignatureDoesNotMatch".to_owned()));
}

#[tokio::test]
async fn each_common_parameter_is_required() {
    let stage = Stage::new().await;
    for (name, code) in [
        ("Version", "MissingVersion"),
        ("AccessKeyId", "MissingAccessKeyId"),
        ("Signature", "MissingSignature"),
        ("SignatureMethod", "MissingSignatureMethod"),
        ("SignatureVersion", "MissingSignatureVersion"),
        ("SignatureNonce", "MissingSignatureNonce"),
        ("Timestamp", "MissingTimestamp"),
    ] {
        let call = Call { without: vec![name], ..Call::vod("CreateUploadVideo", NEW_VIDEO) };
        assert_eq!(call.send(&stage).await.refusal(), (400, code.to_owned()));
    }
}

#[tokio::test]
async fn wrong_common_parameters_are_named() {
    let stage = Stage::new().await;
    for (name, value, refusal) in [
        ("Version", "2014-06-18", (404, "InvalidApi.NotFound")),
        ("Format", "YAML", (400, "InvalidParameter.Format")),
        ("AccessKeyId", "LTAI-other", (404, "InvalidAccessKeyId.NotFound")),
        ("SignatureMethod", "HMAC-SHA256", (400, "InvalidSignatureMethod")),
        ("SignatureVersion", "2.0", (400, "InvalidSignatureVersion")),
        ("Timestamp", "2026-1-2T03:04:05Z", (400, "InvalidTimeStamp.Format")),
        ("Timestamp", "2026-01-02T02:49:04Z", (400, "InvalidTimeStamp.Expired")),
        ("Timestamp", "2026-01-02T03:19:06Z", (400, "InvalidTimeStamp.Expired")),
    ] {
        let mut call = Call::vod("CreateUploadVideo", NEW_VIDEO);
        call.with = vec![(name, value.to_owned())];
        let answer = call.send(&stage).await;
        let expected = (refusal.0, refusal.1.to_owned());
        if name == "Format" {
            // Answered in the default, XML.
            assert!(
                answer.text.contains("<Code>InvalidParameter.Format</Code>"),
                "{}",
                answer.text
            );
            assert_eq!(answer.status, 400);
        } else {
            assert_eq!(answer.refusal(), expected, "{name}={value}");
        }
    }
}

#[tokio::test]
async fn the_time_window_is_fifteen_minutes_either_way() {
    let stage = Stage::new().await;
    for time in ["2026-01-02T02:49:05Z", "2026-01-02T03:19:05Z", "2026-01-02T03:04:05.123Z"] {
        let time = Some(time.to_owned());
        Call { time, ..Call::vod("CreateUploadVideo", NEW_VIDEO) }.send(&stage).await.success();
    }
}

#[tokio::test]
async fn a_recorded_request_works_once() {
    let stage = Stage::new().await;
    let mut call = Call::vod("CreateUploadVideo", NEW_VIDEO);
    call.nonce = Some("recorded".to_owned());
    call.time = Some("2026-01-02T03:04:05Z".to_owned());
    call.send(&stage).await.success();
    assert_eq!(call.send(&stage).await.refusal(), (400, "SignatureNonceUsed".to_owned()));
    // At the end of its window it is still known, and after that too old.
    stage.clock.advance(900);
    assert_eq!(call.send(&stage).await.refusal(), (400, "SignatureNonceUsed".to_owned()));
    stage.clock.advance(1);
    assert_eq!(call.send(&stage).await.refusal(), (400, "InvalidTimeStamp.Expired".to_owned()));
}

#[tokio::test]
async fn a_refused_request_does_not_use_its_nonce_up() {
    let stage = Stage::new().await;
    let mut call = Call::vod("CreateUploadVideo", NEW_VIDEO);
    call.nonce = Some("n".to_owned());
    call.forged = vec![("Title", "forged".to_owned())];
    assert_eq!(call.send(&stage).await.refusal().1, "SignatureDoesNotMatch");
    call.forged.clear();
    call.send(&stage).await.success();
}

#[tokio::test]
async fn empty_and_unknown_parameters_are_signed_and_ignored() {
    let stage = Stage::new().await;
    let mut call = Call::vod("CreateUploadVideo", NEW_VIDEO);
    call.parameters.push(("Description".to_owned(), String::new()));
    call.parameters.push(("RegionId".to_owned(), "cn-shanghai".to_owned()));
    call.send(&stage).await.success();
    call.forged = vec![("RegionId", "cn-beijing".to_owned())];
    assert_eq!(call.send(&stage).await.refusal().1, "SignatureDoesNotMatch");
}
