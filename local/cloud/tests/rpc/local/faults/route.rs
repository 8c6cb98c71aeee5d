//! Installing, listing and removing.

use reqwest::Method;
use serde_json::json;

use super::{fired, install};
use crate::stage::Stage;

#[tokio::test]
async fn faults_are_installed_listed_and_removed() {
    let stage = Stage::new().await;
    let fault = json!({"name": "refresh-denied", "skip": 1, "times": 1, "for_seconds": 60});
    let answer = install(&stage, fault).await;
    assert_eq!(
        answer,
        json!({
            "id": 1, "name": "refresh-denied", "operation": ["RefreshUploadVideo"],
            "skip": 1, "times": 1, "probability": null, "until": "2026-01-02T03:05:05Z",
            "seen": 0, "fired": 0,
        })
    );
    install(&stage, json!({"name": "latency", "operation": "PutObject", "delay_ms": 7})).await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let refresh = [("VideoId", grant.id.as_str())];
    stage.vod("RefreshUploadVideo", &refresh).await;
    assert_eq!(stage.refusal("RefreshUploadVideo", &refresh).await, (403, "Forbidden".to_owned()));
    stage.vod("RefreshUploadVideo", &refresh).await;
    assert_eq!(fired(&stage).await, [1, 0]);

    let (status, _) = stage.local(Method::DELETE, "faults/1", json!({})).await;
    assert_eq!((status, fired(&stage).await.len()), (200, 1));
    let (status, body) = stage.local(Method::DELETE, "faults/1", json!({})).await;
    assert_eq!((status, body["Code"].as_str()), (404, Some("NotFound")));
    let (_, body) = stage.local(Method::DELETE, "faults", json!({})).await;
    assert_eq!((body["Removed"].as_u64(), fired(&stage).await.len()), (Some(1), 0));
}

#[tokio::test]
async fn the_catalogue_tells_what_there_is() {
    let stage = Stage::new().await;
    let (status, answer) = stage.local(Method::GET, "faults/catalogue", json!({})).await;
    assert_eq!(status, 200);
    let all = answer["Catalogue"].as_array().unwrap();
    let slow = all.iter().find(|fault| fault["name"] == "refresh-slow").unwrap();
    assert_eq!(slow["group"], "credential");
    assert_eq!(
        slow["parameters"],
        json!([{"name": "delay_ms", "default": 10_000, "from": 0, "to": 86_400_000}])
    );
    // Each is installable as it stands, or says what it needs.
    for fault in all {
        let wish = json!({"name": fault["name"], "times": 0});
        let (status, answer) = stage.local(Method::POST, "faults", wish).await;
        assert!(status == 200 || answer["Message"].as_str().unwrap().contains("needs"), "{answer}");
    }
}

#[tokio::test]
async fn an_unknown_fault_is_refused_with_the_names_of_all() {
    let stage = Stage::new().await;
    let (status, body) = stage.local(Method::POST, "faults", json!({"name": "flood"})).await;
    assert_eq!((status, body["Code"].as_str()), (400, Some("InvalidRequest")));
    let message = body["Message"].as_str().unwrap();
    assert!(message.contains("`flood`") && message.contains("reply-lost"), "{message}");
}
