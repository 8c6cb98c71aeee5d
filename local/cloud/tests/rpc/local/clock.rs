//! The clock moves everything: time windows, keys, records, transcoding, pauses of callbacks.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{GROUP, Inbox, START, Stage};

async fn set(stage: &Stage, change: Value) -> Value {
    let (status, time) = stage.local(Method::POST, "clock", change).await;
    assert_eq!(status, 200, "{time}");
    time
}

#[tokio::test]
async fn it_is_told_moved_stopped_and_set_back() {
    let stage = Stage::new().await;
    let (_, time) = stage.local(Method::GET, "clock", json!({})).await;
    assert_eq!(time, json!({"now": START, "frozen": false, "offset_seconds": 0.0}));
    let time = set(&stage, json!({"advance_seconds": 60, "freeze": true})).await;
    assert_eq!(
        time,
        json!({"now": "2026-01-02T03:05:05Z", "frozen": true, "offset_seconds": 60.0})
    );
    stage.clock.advance(10);
    let time = set(&stage, json!({"freeze": false})).await;
    assert_eq!(
        time,
        json!({"now": "2026-01-02T03:05:05Z", "frozen": false, "offset_seconds": 50.0})
    );
    let time = set(&stage, json!({"advance_seconds": -50})).await;
    assert_eq!(time["now"], "2026-01-02T03:04:15Z");
    let time = set(&stage, json!({"reset": true, "advance_seconds": 1})).await;
    assert_eq!(time["offset_seconds"], 1.0);
}

#[tokio::test]
async fn a_call_signed_before_the_move_is_too_old() {
    let stage = Stage::new().await;
    stage.create_video("a.mp4", &[]).await;
    set(&stage, json!({"advance_seconds": 901})).await;
    assert_eq!(
        stage.refusal("GetVideoList", &[]).await,
        (400, "InvalidTimeStamp.Expired".to_owned())
    );
    set(&stage, json!({"reset": true})).await;
    stage.create_video("a.mp4", &[]).await;
}

#[tokio::test]
async fn an_upload_credential_expires() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    stage.advance(2999).await;
    let key = grant.auth.credentials();
    assert_eq!(stage.put_as(&key, &grant.address, "bytes").await.status(), 200);
    stage.advance(1).await;
    let refused = stage.put_as(&key, &grant.address, "bytes").await;
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.unwrap().contains("<Code>SecurityTokenExpired</Code>"));
}

#[tokio::test]
async fn a_transcoding_delay_passes() {
    let mut inbox = Inbox::new().await;
    let hour = Duration::from_hours(1);
    let stage = Stage::with(Some(inbox.url()), hour).await;
    let grant = stage.create_video("a.mov", &[("TemplateGroupId", GROUP)]).await;
    stage.put(&grant, "bytes").await;
    inbox.until("FileUploadComplete").await;
    assert_eq!(stage.status(&grant.id).await, "Transcoding");
    stage.advance(3600).await;
    inbox.until("TranscodeComplete").await;
    assert_eq!(stage.status(&grant.id).await, "Normal");
}
