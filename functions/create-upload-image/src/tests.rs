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
    let settings = CreateUploadImageSettings::load(&settings).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
    let function = CreateUploadImage::new(&settings, &ports).unwrap();
    testing::call(&function, "POST", "/upload/image", &body.to_string()).await
}

fn request() -> Value {
    json!({"ImageType": "default"})
}

fn created() -> Value {
    json!({
        "RequestId": "CREATED-1", "ImageId": "image-1", "ImageURL": "http://cdn.e.com/image-1.png",
        "FileURL": "http://outin-test.oss-cn-shanghai.aliyuncs.com/image-1.png",
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
      "FileURL": "http://outin-test.oss-cn-shanghai.aliyuncs.com/image-1.png",
      "ImageId": "image-1",
      "ImageURL": "http://cdn.e.com/image-1.png",
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
        "imageType": "cover", "imageExt": "JPG", "OriginalFileName": "a b.jpg", "Title": "t",
        "Tags": "a,b", "Description": "d", "CateId": 4, "UserData": {"Extend": {"k": "x"}},
        "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com", "AppId": "app-1000000",
    });
    let answer = ask_under(Some(testing::RULES_OF_ALL_FIELDS), &vod, &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(vod.actions(), ["CreateUploadImage"]);
    let mut sent = vod.parameters(0);
    let user_data = grant::testing::with_stamp_hidden(&sent["UserData"]);
    sent.insert("UserData".into(), user_data);
    insta::assert_json_snapshot!(sent, @r#"
    {
      "AppId": "app-1000000",
      "CateId": "4",
      "Description": "d",
      "ImageExt": "jpg",
      "ImageType": "cover",
      "OriginalFileName": "a b.jpg",
      "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com",
      "Tags": "a,b",
      "Title": "t",
      "UserData": "{\"Extend\":{\"_stamp\":\"[stamp]\",\"k\":\"x\"}}"
    }
    "#);
}

#[tokio::test]
async fn what_is_not_the_callers_to_set_is_refused_and_spends_no_call() {
    for (field, value) in [
        ("StorageLocation", json!("out-x.oss-cn-shanghai.aliyuncs.com")),
        ("AppId", json!("app-1000001")),
        ("CateId", json!(4)),
        ("UserData", json!({"MessageCallback": {"CallbackURL": "https://e.com/cb"}})),
    ] {
        let mut body = request();
        body[field] = value;
        let answer = ask(&ScriptedTransport::new([]), &body).await;
        assert_eq!((answer.status, answer.code()), (403, "Forbidden.Parameter"), "{body}");
    }
}

#[tokio::test]
async fn a_field_that_vod_would_refuse_spends_no_call() {
    for (body, code, named) in [
        (json!({}), "MissingParameter", "ImageType"),
        (json!({"ImageType": "banner"}), "InvalidParameter", "ImageType"),
        (json!({"ImageType": "cover", "ImageExt": "bmp"}), "InvalidParameter", "ImageExt"),
        (json!({"ImageType": "cover", "FileName": "a.png"}), "UnknownParameter", "FileName"),
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
        // The image may exist, and no id of ours leads to it: nothing is sent again.
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
