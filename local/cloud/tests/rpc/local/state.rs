//! What there is.

use reqwest::Method;
use serde_json::json;

use super::bucket::{Upload, put};
use crate::stage::{GROUP, Stage};

#[tokio::test]
async fn everything_is_counted_and_no_secret_is_told() {
    let stage = Stage::new().await;
    let video = stage.create_video("a.mov", &[("TemplateGroupId", GROUP)]).await;
    put(&stage, &video, "bytes").await.unwrap();
    let open = stage.create_video("b.mp4", &[]).await;
    let upload = Upload::begin(&stage, &open).await;
    upload.part("1", "bytes").await.unwrap();
    stage.vod("CreateUploadImage", &[("ImageType", "default")]).await;
    let (status, all) = stage.local(Method::GET, "state", json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(all["Clock"]["frozen"], false);
    assert_eq!(all["Faults"], json!([]));
    let bucket = &all["Buckets"][0];
    assert_eq!((&bucket["Objects"], &bucket["Bytes"]), (&json!(1), &json!(5)));
    assert_eq!(all["Uploads"][0]["UploadId"], upload.id.as_str());
    assert_eq!(all["Uploads"][0]["Parts"], 1);
    let videos = all["Videos"].as_array().unwrap();
    let status = |id: &str| {
        videos.iter().find(|video| video["VideoId"] == id).map(|video| video["Status"].clone())
    };
    assert_eq!(status(&video.id), Some(json!("Transcoding")));
    assert_eq!(status(&open.id), Some(json!("Uploading")));
    assert_eq!(all["Images"][0]["Status"], "Uploading");
    assert_eq!(all["TranscodeTasks"][0]["VideoId"], video.id.as_str());
    let keys = all["AccessKeys"].as_array().unwrap();
    assert!(keys.iter().any(|key| key["AccessKeyId"] == video.auth.access_key_id.as_str()));
    let text = all.to_string();
    for secret in [&video.auth.access_key_secret, &video.auth.security_token] {
        assert!(!text.contains(secret.expose()));
    }
    assert!(!text.contains("local-secret"));
}
