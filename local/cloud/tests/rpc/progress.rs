//! ReportUploadProgress, which carries no signature, and GetUploadDetails, which shows it.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Grant, Stage, redact};

/// A report as voduploadsdk sends it, with some fields changed.
async fn report(stage: &Stage, grant: &Grant, changed: &[(&str, &str)]) -> (StatusCode, Value) {
    let timestamp = stage.now().as_second().to_string();
    let info = stage_auth_info("client", &timestamp);
    let address = grant.address.encode();
    let mut form = vec![
        ("Action", "ReportUploadProgress"),
        ("Format", "JSON"),
        ("Version", "2017-03-21"),
        ("VideoId", &grant.id),
        ("Source", "PythonSDK"),
        ("ClientId", "client"),
        ("DeviceModel", "Server"),
        ("AuthTimestamp", &timestamp),
        ("AuthInfo", &info),
        ("FileName", "/home/x/a.mp4"),
        ("FileSize", "25000"),
        ("UploadRatio", "0"),
        ("DonePartsCount", "1"),
        ("PartSize", "10000"),
        ("UploadAddress", &address),
    ];
    form.retain(|(name, _)| !changed.iter().any(|(known, _)| known == name));
    form.extend_from_slice(changed);
    let url = format!("http://{}/", stage.cloud.address());
    let response = stage
        .http
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(signing::encode::encode_query(&form))
        .send()
        .await
        .unwrap();
    let status = response.status();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

/// Worked out with Python: md5("client|HBL9nnSwhtU2$STX|1767323045").
fn stage_auth_info(client: &str, timestamp: &str) -> String {
    assert_eq!((client, timestamp), ("client", "1767323045"));
    "0d2e4cee502bd480bf37d7ce83bce161".to_owned()
}

async fn details(stage: &Stage, ids: &str) -> Value {
    stage.vod("GetUploadDetails", &[("MediaIds", ids)]).await
}

#[tokio::test]
async fn a_report_is_shown_until_the_file_is_there() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    insta::assert_json_snapshot!(redact(&details(&stage, &format!("{},none", grant.id)).await));
    assert_eq!(report(&stage, &grant, &[]).await.0, 200);
    insta::assert_json_snapshot!(redact(&details(&stage, &grant.id).await["UploadDetails"][0]));
    assert_eq!(report(&stage, &grant, &[("DonePartsCount", "3")]).await.0, 200);
    let upload = details(&stage, &grant.id).await["UploadDetails"][0].clone();
    assert_eq!((&upload["UploadSize"], &upload["UploadRatio"]), (&json!(25_000), &json!(1.0)));
    stage.put(&grant, "bytes").await;
    let upload = details(&stage, &grant.id).await["UploadDetails"][0].clone();
    assert_eq!((&upload["UploadSize"], &upload["UploadStatus"]), (&json!(5), &json!("SUCCESS")));
    assert_eq!(upload["CompletionTime"], "2026-01-02T03:04:05Z");
    let from: std::net::IpAddr = upload["UploadIP"].as_str().unwrap().parse().unwrap();
    assert!(from.is_loopback());
}

#[tokio::test]
async fn a_report_is_believed_only_with_its_proofs() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let other = stage.create_video("b.mp4", &[]).await.address.encode();
    for (name, value, status, code) in [
        ("AuthInfo", "", 400, "MissingParameter"),
        ("AuthInfo", "0123456789abcdef0123456789abcdef", 400, "InvalidParameter"),
        ("ClientId", "", 400, "MissingParameter"),
        ("ClientId", "other", 400, "InvalidParameter"),
        ("AuthTimestamp", "now", 400, "InvalidParameter"),
        ("AuthTimestamp", "1767322144", 400, "InvalidTimeStamp.Expired"),
        ("AuthTimestamp", "1767323946", 400, "InvalidTimeStamp.Expired"),
        ("VideoId", "none", 404, "InvalidVideo.NotFound"),
        ("UploadAddress", "", 400, "MissingParameter"),
        ("UploadAddress", "e30=", 400, "InvalidParameter"),
        ("UploadAddress", &other, 400, "InvalidParameter"),
        ("UploadRatio", "1.5", 400, "InvalidParameter"),
        ("FileSize", "x", 400, "InvalidParameter"),
    ] {
        let (answered, body) = report(&stage, &grant, &[(name, value)]).await;
        assert_eq!(
            (answered.as_u16(), body["Code"].as_str()),
            (status, Some(code)),
            "{name}={value}"
        );
    }
    let upload = details(&stage, &grant.id).await["UploadDetails"][0].clone();
    assert_eq!(upload.get("UploadSource"), None);
}

#[tokio::test]
async fn details_have_their_refusals() {
    let stage = Stage::new().await;
    let many = ["v"; 21].join(",");
    for (parameters, code) in [
        (&[][..], "MissingParameter"),
        (&[("MediaIds", many.as_str())], "LimitExceeded.MediaIds"),
        (&[("MediaIds", "v"), ("MediaType", "image")], "InvalidParameter"),
    ] {
        let refusal = stage.refusal("GetUploadDetails", parameters).await;
        assert_eq!(refusal, (400, code.to_owned()), "{parameters:?}");
    }
}
