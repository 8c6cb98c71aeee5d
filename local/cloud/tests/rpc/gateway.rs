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
    assert_eq!(response.status(), 400);
}

#[tokio::test]
async fn a_call_without_an_action_is_told_so() {
    let stage = Stage::new().await;
    let v1 = Call { without: vec!["Action"], ..Call::vod("GetVideoInfo", &[]) };
    let acs3 = Call { without: vec!["x-acs-action"], ..Call::vod("GetVideoInfo", &[]) }.acs3();
    for call in [v1, acs3] {
        assert_eq!(call.send(&stage).await.refusal(), (400, "MissingAction".to_owned()));
    }
}

#[tokio::test]
async fn the_host_may_be_anything_and_that_of_a_service_is_never_oss() {
    let stage = Stage::new().await;
    for host in
        ["vod.cn-shanghai.aliyuncs.com", "sts.aliyuncs.com", "media.localhost", "example.com"]
    {
        let mut call = Call::vod("GetAttachedMediaInfo", &[("MediaIds", "a")]);
        call.unsigned = vec![("host", host.to_owned())];
        call.send(&stage).await.success();
    }
    let ask = async |path: &str| {
        let url = format!("{}{path}", stage.cloud.api_endpoint());
        let request = stage.http.get(url).header("host", "vod.cn-shanghai.aliyuncs.com");
        request.send().await.unwrap()
    };
    let bare = ask("/").await;
    assert_eq!(bare.status(), 400);
    assert!(bare.text().await.unwrap().contains("<Code>MissingAction</Code>"));
    let elsewhere = ask("/media/key?Action=GetVideoInfo").await;
    assert_eq!(elsewhere.status(), 404);
    assert!(elsewhere.text().await.unwrap().contains("<Code>InvalidApi.NotFound</Code>"));
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_in_the_shape_of_a_call() {
    let stage = Stage::new().await;
    let url = format!("{}/?Action=GetVideoInfo&Format=JSON", stage.cloud.api_endpoint());
    let form = stage.http.post(url).header("content-type", "application/x-www-form-urlencoded");
    let response = form.body("x".repeat(1024 * 1024 + 1)).send().await.unwrap();
    assert_eq!(response.status(), 413);
    let body: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body["Code"], "RequestEntityTooLarge");
}

#[tokio::test]
async fn a_page_may_ask_before_it_calls() {
    let stage = Stage::new().await;
    let asked = "authorization,x-acs-action,x-acs-content-sha256,x-acs-date,x-acs-version";
    let url = format!("{}/?Title=t", stage.cloud.api_endpoint());
    let response = stage
        .http
        .request(reqwest::Method::OPTIONS, url)
        .header("origin", "https://example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", asked)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["access-control-allow-headers"], asked);
    assert!(response.headers()["access-control-allow-methods"].to_str().unwrap().contains("POST"));
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
    let mut forged = Call::vod("GetVideoInfo", &[("VideoId", "none")]);
    forged.forged = vec![("VideoId", "other".to_owned())];
    for (call, status) in [
        (Call::vod("GetAttachedMediaInfo", &[("MediaIds", "a")]), 200),
        (Call::vod("GetVideoInfo", &[("VideoId", "none")]), 404),
        (forged, 400),
    ] {
        let answer = call.send(&stage).await;
        assert_eq!(answer.status, status);
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
async fn a_program_may_ask_without_a_socket() {
    let stage = Stage::new().await;
    let request = http::Request::get("/?Action=GetVideoInfo&Version=2017-03-21&Format=JSON");
    let answer = stage.cloud.answer(request.body(bytes::Bytes::new()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 400);
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(body["Code"], "MissingAccessKeyId");
}

#[tokio::test]
async fn undecodable_queries_are_refused() {
    let stage = Stage::new().await;
    let url = format!("{}/?Action=GetVideoInfo&Title=%ff", stage.cloud.api_endpoint());
    let response = stage.http.get(url).send().await.unwrap();
    assert_eq!(response.status(), 400);
    assert!(response.text().await.unwrap().contains("InvalidParameter"));
}
