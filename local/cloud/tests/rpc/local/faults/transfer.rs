//! Group part transfer.

use serde_json::json;

use super::super::bucket::{Upload, put, refusal};
use super::{fired, install, once, seconds_of};
use crate::stage::Stage;

#[tokio::test]
async fn a_request_is_never_answered() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "time-out", "times": 1, "delay_ms": 60_000})).await;
    let held = put(&stage, &grant, "bytes");
    let (held, ()) = tokio::join!(held, async {
        while fired(&stage).await != [1] {}
        stage.advance(60).await;
    });
    assert!(held.is_err());
    assert_eq!(stage.status(&grant.id).await, "Uploading");
}

#[tokio::test]
async fn a_connection_is_torn_before_or_after_the_work() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(
        &stage,
        json!({"name": "reset", "operation": "PutObject", "times": 1, "after_bytes": 3}),
    )
    .await;
    assert!(put(&stage, &grant, "bytes").await.is_err());
    assert_eq!(stage.status(&grant.id).await, "Uploading");
    install(&stage, json!({"name": "reply-lost", "operation": "PutObject", "times": 1})).await;
    assert!(put(&stage, &grant, "bytes").await.is_err());
    assert_eq!(stage.status(&grant.id).await, "Normal");
}

#[tokio::test]
async fn a_body_ends_early_in_the_clouds_eyes() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "short-write", "times": 1, "after_bytes": 2})).await;
    let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), (400, "IncompleteBody"));
    assert_eq!(put(&stage, &grant, "bytes").await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_body_is_read_slowly() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "very-slow", "bytes_per_second": 1})).await;
    let (answer, seconds) = seconds_of(&stage, put(&stage, &grant, "bytes")).await;
    assert_eq!(answer.unwrap().status(), 200);
    assert!(seconds >= 5, "{seconds}");
}

#[tokio::test]
async fn an_answer_loses_its_body() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let upload = Upload::begin(&stage, &grant).await;
    once(&stage, "empty-body").await;
    assert_eq!(upload.parts().await, "");
    assert!(upload.parts().await.contains("ListPartsResult"));
}

#[tokio::test]
async fn a_request_arrives_twice() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "duplicated-request", "times": 2})).await;
    let (status, code) = stage.refusal("GetVideoInfo", &[("VideoId", &grant.id)]).await;
    assert_eq!((status, &*code), (400, "SignatureNonceUsed"));
    assert_eq!(put(&stage, &grant, "bytes").await.unwrap().status(), 200);
    assert_eq!(fired(&stage).await, [2]);
}
