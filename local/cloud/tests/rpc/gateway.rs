//! What the gateway does whatever the signature: actions, formats, headers of answers.

use crate::stage::{Call, Stage, redact, redact_text};

#[tokio::test]
async fn an_unknown_action_is_no_api() {
    let stage = Stage::new().await;
    for action in ["GetPlayInfo2", "createUploadVideo", "AssumeRole"] {
        let answer = Call::vod(action, &[]).send(&stage).await;
        assert_eq!(answer.refusal(), (404, "InvalidApi.NotFound".to_owned()), "{action}");
        let answer = Call::vod(action, &[]).acs3().send(&stage).await;
        assert_eq!(answer.refusal(), (404, "InvalidApi.NotFound".to_owned()), "{action}");
    }
}

#[tokio::test]
async fn an_unsigned_call_is_answered_all_the_same() {
    // voduploadsdk reports progress without any signature and fails when nothing answers.
    let stage = Stage::new().await;
    let response = stage
        .http
        .post(format!("{}/", stage.cloud.api_endpoint()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("Action=ReportUploadProgress&Version=2017-03-21&ClientId=c")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 404);
}

#[tokio::test]
async fn other_methods_are_refused() {
    let stage = Stage::new().await;
    let call = Call { method: reqwest::Method::PUT, ..Call::vod("GetVideoInfo", &[]) };
    assert_eq!(call.send(&stage).await.refusal(), (400, "UnsupportedHTTPMethod".to_owned()));
}

#[tokio::test]
async fn answers_can_be_read_by_pages_of_any_origin() {
    let stage = Stage::new().await;
    for id in ["none", "none"] {
        let answer = stage.answer("GetVideoInfo", &[("VideoId", id)]).await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(answer.headers["content-type"], "application/json;charset=utf-8");
        assert_eq!(
            answer.headers["x-acs-request-id"],
            *answer.json()["RequestId"].as_str().unwrap()
        );
        assert_eq!(answer.headers["date"], "Fri, 02 Jan 2026 03:04:05 GMT");
    }
}

#[tokio::test]
async fn an_error_in_json() {
    let stage = Stage::new().await;
    let answer = stage.answer("GetVideoInfo", &[("VideoId", "none")]).await;
    insta::assert_json_snapshot!(redact(&answer.json()));
}

#[tokio::test]
async fn errors_and_successes_in_xml() {
    let stage = Stage::new().await;
    let xml = |parameters| Call { format: "XML", ..Call::vod("GetAttachedMediaInfo", parameters) };
    let success = xml(&[("MediaIds", "a,b")]).send(&stage).await;
    assert_eq!(success.headers["content-type"], "text/xml;charset=utf-8");
    insta::assert_snapshot!(redact_text(&success.text));
    let error = xml(&[]).send(&stage).await;
    assert_eq!(error.status, 400);
    insta::assert_snapshot!(redact_text(&error.text));
    // The default of V1.
    let default = Call { without: vec!["Format"], ..Call::vod("GetVideoInfo", &[]) };
    assert!(default.send(&stage).await.text.starts_with("<?xml"));
}

#[tokio::test]
async fn acs3_answers_in_the_format_that_is_accepted() {
    let stage = Stage::new().await;
    let call = Call::vod("GetVideoInfo", &[("VideoId", "none")]).acs3();
    assert_eq!(call.send(&stage).await.refusal(), (404, "InvalidVideo.NotFound".to_owned()));
    let call = Call { format: "application/xml", ..call };
    assert!(call.send(&stage).await.text.starts_with("<?xml"));
}

#[tokio::test]
async fn undecodable_queries_are_refused() {
    let stage = Stage::new().await;
    let url = format!("{}/?Action=GetVideoInfo&Title=%ff", stage.cloud.api_endpoint());
    let response = stage.http.get(url).send().await.unwrap();
    assert_eq!(response.status(), 400);
    assert!(response.text().await.unwrap().contains("InvalidParameter"));
}
