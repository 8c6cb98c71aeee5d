//! Groups throttling and clock.

use serde_json::json;

use super::super::bucket::{put, refusal};
use super::{install, once};
use crate::stage::{Call, Stage};

#[tokio::test]
async fn calls_are_throttled() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "throttling", "operation": ["CreateUploadVideo", "AssumeRole", "PutObject"]})).await;
    let expected = (400, "Throttling.User".to_owned());
    assert_eq!(
        stage.refusal("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]).await,
        expected
    );
    assert_eq!(Call::sts("AssumeRole", &[]).send(&stage).await.refusal(), expected);
    stage.status(&grant.id).await;
    let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), (503, "QpsLimitExceeded"));
}

#[tokio::test]
async fn services_are_unavailable() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "service-unavailable"})).await;
    let expected = (503, "ServiceUnAvailable".to_owned());
    assert_eq!(stage.refusal("GetVideoInfo", &[("VideoId", &grant.id)]).await, expected);
    let expected = (503, "ServiceUnavailable".to_owned());
    assert_eq!(Call::sts("GetCallerIdentity", &[]).send(&stage).await.refusal(), expected);
    let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), (503, "ServiceUnavailable"));
}

#[tokio::test]
async fn a_clients_clock_is_16_minutes_off_either_way() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    for name in ["client-clock-behind", "client-clock-ahead"] {
        once(&stage, name).await;
        let expected = (400, "InvalidTimeStamp.Expired".to_owned());
        assert_eq!(stage.refusal("GetVideoInfo", &[("VideoId", &grant.id)]).await, expected);
        once(&stage, name).await;
        let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
        assert_eq!((status, &*code), (403, "RequestTimeTooSkewed"));
        stage.status(&grant.id).await;
    }
}

#[tokio::test]
async fn the_clock_jumps_and_stays() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "clock-jumps", "operation": "PutObject", "skew_seconds": -901}))
        .await;
    for _ in 0..2 {
        let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
        assert_eq!((status, &*code), (403, "RequestTimeTooSkewed"));
    }
    stage.advance(901).await;
}
