//! What was sent, and how it is sent again.

use reqwest::Method;
use serde_json::{Value, json};
use signing::vod_callback;

use super::bucket::put;
use crate::stage::{CALLBACK_KEY, Inbox, Message, Stage};

/// Every attempt whose outcome is known, as soon as there are so many.
async fn attempts(stage: &Stage, count: usize) -> Vec<Value> {
    loop {
        let (_, answer) = stage.local(Method::GET, "events", json!({})).await;
        let events = answer["Events"].as_array().unwrap();
        if events.len() >= count {
            return events.clone();
        }
    }
}

#[tokio::test]
async fn events_are_shown_and_replayed() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let answer = stage.vod("CreateUploadImage", &[("ImageType", "default")]).await;
    let grant = crate::stage::Grant::read(&answer, "ImageId");
    put(&stage, &grant, "pixels").await.unwrap();
    let first = inbox.next().await;
    let shown = attempts(&stage, 1).await.remove(0);
    assert_eq!(shown["id"], 1);
    assert_eq!(shown["EventType"], "ImageUploadComplete");
    assert_eq!(shown["Outcome"], "accepted");
    assert_eq!(shown["URL"], inbox.url());
    assert_eq!(shown["Timestamp"], first.timestamp);
    let body: Value = serde_json::from_str(shown["Body"].as_str().unwrap()).unwrap();
    assert_eq!(body, first.body);

    stage.advance(600).await;
    let (status, again) = stage.local(Method::POST, "events/1/replay", json!({})).await;
    assert_eq!((status, again["id"].as_u64()), (200, Some(2)));
    let fresh = inbox.next().await;
    assert_eq!(fresh.timestamp, stage.now().as_second().to_string());
    assert!(is_signed(&fresh, &inbox));
    stage.local(Method::POST, "events/1/replay", json!({"stale": true})).await;
    let old = inbox.next().await;
    assert_eq!((&old.timestamp, &old.signature), (&first.timestamp, &first.signature));
    assert_eq!(old.body, first.body);
    assert_eq!(attempts(&stage, 3).await.len(), 3);
}

fn is_signed(message: &Message, inbox: &Inbox) -> bool {
    let keys = [CALLBACK_KEY.into()];
    vod_callback::verify(&inbox.url(), &message.timestamp, &message.signature, &keys)
}

#[tokio::test]
async fn what_was_never_sent_is_not_found() {
    let stage = Stage::new().await;
    for (method, path) in [
        (Method::GET, "events/7"),
        (Method::GET, "events/x"),
        (Method::POST, "events/7/replay"),
        (Method::POST, "events/x/replay"),
    ] {
        let (status, answer) = stage.local(method, path, json!({})).await;
        assert_eq!((status, answer["Code"].as_str()), (404, Some("NotFound")), "{path}");
    }
    let (status, _) = stage.local(Method::POST, "events/7/replay", json!({"fresh": 1})).await;
    assert_eq!(status, 400);
}
