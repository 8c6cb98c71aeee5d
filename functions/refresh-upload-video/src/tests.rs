//! The request's own rule, and the function as an adapter sees it, over a scripted VOD.

use runtime::testing::{self, Answer, FixedClock, ScriptedTransport, ok, refused};
use serde_json::{Value, json};
use settings::Settings as _;

use super::*;

fn read(text: &'static str) -> Result<operations::RefreshUploadVideo, String> {
    body::parse::<RefreshRequest>(&Bytes::from_static(text.as_bytes()))
        .and_then(RefreshRequest::checked)
        .map_err(|error| error.to_string())
}

#[test]
fn one_id_is_needed_and_one_is_enough() {
    assert!(read(r#"{"VideoId":"abc"}"#).is_ok());
    assert!(read(r#"{"referenceId":"order-1"}"#).is_ok());
    assert_eq!(read("{}").unwrap_err(), "MissingParameter: VideoId or ReferenceId is required.");
    assert!(read(r#"{"VideoId":"abc","ReferenceId":"order-1"}"#).is_err());
}

#[test]
fn a_malformed_id_is_named() {
    let error = read(r#"{"VideoId":"../etc"}"#).unwrap_err();
    assert!(error.starts_with("InvalidParameter: VideoId:"), "{error}");
}

async fn ask(vod: &Arc<ScriptedTransport>, body: &Value) -> Answer {
    let settings = CloudSettings::load(&testing::settings()).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
    let function = RefreshUploadVideo::new(&settings, &ports).unwrap();
    testing::call(&function, "POST", "/upload/video/refresh", &body.to_string()).await
}

fn refreshed() -> Value {
    json!({
        "RequestId": "REFRESHED-1", "VideoId": "video-1",
        "UploadAddress": testing::upload_address(), "UploadAuth": testing::upload_auth(),
    })
}

#[tokio::test]
async fn the_answer_is_that_of_vod_with_two_times() {
    for id in ["VideoId", "ReferenceId"] {
        let vod = ScriptedTransport::new([ok(&refreshed())]);
        let answer = ask(&vod, &json!({id: "order-1"})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(vod.actions(), ["RefreshUploadVideo"]);
        assert_eq!(
            vod.parameters(0).into_iter().collect::<Vec<_>>(),
            [(id.into(), "order-1".into())]
        );
        insta::allow_duplicates! {
            insta::assert_json_snapshot!(
                answer.body, { ".UploadAddress" => "[address]", ".UploadAuth" => "[auth]" }, @r#"
            {
              "Expiration": "2026-01-02T03:54:05Z",
              "RequestId": "REFRESHED-1",
              "ServerTime": "2026-01-02T03:04:05Z",
              "UploadAddress": "[address]",
              "UploadAuth": "[auth]",
              "VideoId": "video-1"
            }
            "#);
        }
    }
}

#[tokio::test]
async fn without_one_valid_id_no_call_is_spent() {
    for body in [json!({}), json!({"VideoId": "a b"}), json!({"VideoId": "v", "Title": "t"})] {
        assert_eq!(ask(&ScriptedTransport::new([]), &body).await.status, 400, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_failure_of_vod_has_its_answer() {
    let mut unreadable = refreshed();
    unreadable["UploadAuth"] = "e30=".into();
    for (steps, status, code) in [
        (vec![refused(400, "Throttling.User"); 4], 429, "Throttling.User"),
        (vec![refused(404, "InvalidVideo.NotFound")], 404, "InvalidVideo.NotFound"),
        (vec![refused(400, "InvalidVideo.Damaged")], 409, "InvalidVideo.Damaged"),
        (vec![refused(403, "Forbidden.RAM")], 502, "BadGateway"),
        (vec![ok(&unreadable)], 502, "BadGateway"),
        (vec![refused(503, "ServiceUnavailable"); 4], 503, "ServiceUnavailable"),
    ] {
        let vod = ScriptedTransport::new(steps);
        let answer = ask(&vod, &json!({"VideoId": "video-1"})).await;
        assert_eq!((answer.status, answer.code()), (status, code));
        assert!(vod.is_done(), "{code}");
        let passes = matches!(status, 429 | 503);
        assert_eq!(answer.headers.contains_key("retry-after"), passes, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_busy_moment_is_bridged() {
    let vod = ScriptedTransport::new([refused(400, "Throttling.Api"), ok(&refreshed())]);
    assert_eq!(ask(&vod, &json!({"VideoId": "video-1"})).await.status, 200);
}
