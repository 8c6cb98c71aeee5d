//! The function as an adapter sees it, over a scripted VOD.

use client::TransportErrorKind;
use runtime::testing::{self, Answer, FixedClock, ScriptedTransport, Step, ok, refused};
use serde_json::{Value, json};
use settings::Settings as _;

use super::*;

async fn ask(vod: &Arc<ScriptedTransport>, body: &Value) -> Answer {
    ask_under(None, vod, body).await
}

/// The same under other rules than those compiled in.
async fn ask_under(rules: Option<&str>, vod: &Arc<ScriptedTransport>, body: &Value) -> Answer {
    let settings = testing::settings().with("ACCESS_RULES", rules.unwrap_or_default());
    let settings = CreateUploadAttachedMediaSettings::load(&settings).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
    let function = CreateUploadAttachedMedia::new(&settings, &ports).unwrap();
    testing::call(&function, "POST", "/upload/attached-media", &body.to_string()).await
}

fn request() -> Value {
    json!({"BusinessType": "subtitle", "MediaExt": "srt"})
}

fn created() -> Value {
    json!({
        "RequestId": "CREATED-1", "MediaId": "media-1", "MediaURL": "http://cdn.e.com/media-1.srt",
        "FileURL": "http://outin-test.oss-cn-shanghai.aliyuncs.com/media-1.srt",
        "UploadAddress": testing::upload_address(), "UploadAuth": testing::upload_auth(),
    })
}

#[tokio::test]
async fn the_answer_is_that_of_vod_with_two_times() {
    let vod = ScriptedTransport::new([ok(&created())]);
    let answer = ask(&vod, &request()).await;
    assert_eq!(answer.status, 200);
    insta::assert_json_snapshot!(
        answer.body, {
            ".UploadAddress" => "[address]", ".UploadAuth" => "[auth]", ".Ticket" => "[ticket]",
        }, @r#"
    {
      "Expiration": "2026-01-02T03:54:05Z",
      "FileURL": "http://outin-test.oss-cn-shanghai.aliyuncs.com/media-1.srt",
      "MediaId": "media-1",
      "MediaURL": "http://cdn.e.com/media-1.srt",
      "RequestId": "CREATED-1",
      "ServerTime": "2026-01-02T03:04:05Z",
      "Ticket": "[ticket]",
      "UploadAddress": "[address]",
      "UploadAuth": "[auth]"
    }
    "#);
}

#[tokio::test]
async fn every_field_reaches_vod_under_its_own_name() {
    let vod = ScriptedTransport::new([ok(&created())]);
    let body = json!({
        "businessType": "watermark", "mediaExt": "PNG", "FileName": "a b.png", "FileSize": "12",
        "Title": "t", "Description": "d", "Tags": "a,b", "CateIds": "1,2",
        "UserData": "{\"Extend\":\"{\\\"k\\\":\\\"x\\\"}\"}", "AppId": "app-1000000",
        "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com",
    });
    let answer = ask_under(Some(testing::RULES_OF_ALL_FIELDS), &vod, &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(vod.actions(), ["CreateUploadAttachedMedia"]);
    let mut sent = vod.parameters(0);
    let user_data = grant::testing::with_stamp_hidden(&sent["UserData"]);
    sent.insert("UserData".into(), user_data);
    insta::assert_json_snapshot!(sent, @r#"
    {
      "AppId": "app-1000000",
      "BusinessType": "watermark",
      "CateIds": "1,2",
      "Description": "d",
      "FileName": "a b.png",
      "FileSize": "12",
      "MediaExt": "png",
      "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com",
      "Tags": "a,b",
      "Title": "t",
      "UserData": "{\"Extend\":{\"_stamp\":\"[stamp]\",\"k\":\"x\"}}"
    }
    "#);
}

#[tokio::test]
async fn what_is_not_the_callers_to_set_is_refused_and_spends_no_call() {
    for (field, value, code) in [
        ("StorageLocation", json!("out-x.oss-cn-shanghai.aliyuncs.com"), "Forbidden.Parameter"),
        ("AppId", json!("app-1000001"), "Forbidden.Parameter"),
        ("CateIds", json!("4"), "Forbidden.Parameter"),
        ("UserData", json!({"AccelerateConfig": {"Type": "oss"}}), "Forbidden.Parameter"),
        ("MediaExt", json!("APK"), "Forbidden.Extension"),
    ] {
        let mut body = json!({"BusinessType": "material", "MediaExt": "png"});
        body[field] = value;
        let answer = ask(&ScriptedTransport::new([]), &body).await;
        assert_eq!((answer.status, answer.code()), (403, code), "{body}");
    }
}

#[tokio::test]
async fn a_field_that_vod_would_refuse_spends_no_call() {
    for (body, code, named) in [
        (json!({}), "MissingParameter", "BusinessType"),
        (json!({"BusinessType": "subtitle"}), "MissingParameter", "MediaExt"),
        (json!({"BusinessType": "logo"}), "InvalidParameter", "BusinessType"),
        (json!({"BusinessType": "subtitle", "MediaExt": "png"}), "InvalidParameter", "MediaExt"),
        (json!({"BusinessType": "subtitle", "Ext": "srt"}), "UnknownParameter", "Ext"),
    ] {
        let answer = ask(&ScriptedTransport::new([]), &body).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{body}");
        let message = answer.body["Message"].as_str().unwrap();
        assert!(message.contains(named), "{message}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_failure_of_vod_has_its_answer() {
    let mut unreadable = created();
    unreadable["UploadAuth"] = "not base64".into();
    for (steps, status, code) in [
        (vec![refused(400, "Throttling.User"); 4], 429, "Throttling.User"),
        (vec![refused(404, "InvalidStorage.NotFound")], 404, "InvalidStorage.NotFound"),
        (vec![refused(403, "Forbidden.RAM")], 502, "BadGateway"),
        (vec![ok(&unreadable)], 502, "BadGateway"),
        // The medium may exist, and no id of ours leads to it: nothing is sent again.
        (vec![Step::Fail(TransportErrorKind::Broken)], 503, "ServiceUnavailable"),
    ] {
        let vod = ScriptedTransport::new(steps);
        let answer = ask(&vod, &request()).await;
        assert_eq!((answer.status, answer.code()), (status, code));
        assert!(vod.is_done(), "{code}");
        let passes = matches!(status, 429 | 503);
        assert_eq!(answer.headers.contains_key("retry-after"), passes, "{code}");
    }
}
