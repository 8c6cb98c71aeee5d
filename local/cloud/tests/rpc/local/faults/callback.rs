//! Group callback: what a receiver gets to see.

use serde_json::{Value, json};
use signing::vod_callback;

use super::super::bucket::put;
use super::{install, once};
use crate::stage::{CALLBACK_KEY, Inbox, Message, Stage};

async fn stage(inbox: &Inbox) -> Stage {
    Stage::telling(inbox).await
}

/// Uploads an image, of which one event tells, and gives its id.
async fn upload(stage: &Stage) -> String {
    let answer = stage.vod("CreateUploadImage", &[("ImageType", "default")]).await;
    let grant = crate::stage::Grant::read(&answer, "ImageId");
    assert_eq!(put(stage, &grant, "pixels").await.unwrap().status(), 200);
    grant.id
}

fn signed_by(message: &Message, inbox: &Inbox, key: &str) -> bool {
    vod_callback::verify(&inbox.url(), &message.timestamp, &message.signature, &[key.into()])
}

fn id(message: &Message) -> &str {
    message.body["ImageId"].as_str().unwrap()
}

#[tokio::test]
async fn an_event_comes_often_or_never() {
    let mut inbox = Inbox::new().await;
    let stage = stage(&inbox).await;
    install(&stage, json!({"name": "callback-duplicate", "times": 1, "copies": 3})).await;
    let first = upload(&stage).await;
    for _ in 0..3 {
        assert_eq!(id(&inbox.next().await), first);
    }
    once(&stage, "callback-never").await;
    upload(&stage).await;
    // What comes next is of the one behind it.
    let third = upload(&stage).await;
    assert_eq!(id(&inbox.next().await), third);
}

#[tokio::test]
async fn an_event_comes_late_with_the_time_at_which_it_was_due() {
    let mut inbox = Inbox::new().await;
    let stage = stage(&inbox).await;
    let due = stage.now().as_second().to_string();
    once(&stage, "callback-late").await;
    let late = upload(&stage).await;
    let punctual = upload(&stage).await;
    assert_eq!(id(&inbox.next().await), punctual);
    stage.advance(3600).await;
    let message = inbox.next().await;
    assert_eq!((id(&message), &message.timestamp), (late.as_str(), &due));
    assert!(signed_by(&message, &inbox, CALLBACK_KEY));
}

#[tokio::test]
async fn events_come_in_another_order() {
    let mut inbox = Inbox::new().await;
    let stage = stage(&inbox).await;
    once(&stage, "callback-reordered").await;
    let first = upload(&stage).await;
    let second = upload(&stage).await;
    assert_eq!(id(&inbox.next().await), second);
    assert_eq!(id(&inbox.next().await), first);
}

#[tokio::test]
async fn signatures_are_wrong_old_or_stale() {
    let mut inbox = Inbox::new().await;
    let stage = stage(&inbox).await;
    once(&stage, "callback-wrong-signature").await;
    upload(&stage).await;
    let message = inbox.next().await;
    assert!(!signed_by(&message, &inbox, CALLBACK_KEY));
    install(&stage, json!({"name": "callback-old-key", "times": 1, "key": "OldKey1"})).await;
    upload(&stage).await;
    let message = inbox.next().await;
    assert!(signed_by(&message, &inbox, "OldKey1") && !signed_by(&message, &inbox, CALLBACK_KEY));
    once(&stage, "callback-stale-timestamp").await;
    upload(&stage).await;
    let message = inbox.next().await;
    assert_eq!(message.timestamp, (stage.now().as_second() - 3600).to_string());
    assert!(signed_by(&message, &inbox, CALLBACK_KEY));
}

/// Whether a body, of the medium of this id, is as the fault makes it.
type Shows = fn(&Value, &str) -> bool;

#[tokio::test]
async fn bodies_are_not_what_they_should_be_under_a_valid_signature() {
    let mut inbox = Inbox::new().await;
    let stage = stage(&inbox).await;
    let cases: [(&str, Shows); 6] = [
        ("callback-altered-body", |body, id| body["ImageId"] != id && body["ImageId"].is_string()),
        ("callback-unknown-event", |body, _| body["EventType"] == "SomethingNewComplete"),
        ("callback-huge-body", |body, _| body.to_string().len() > 1_048_576),
        ("callback-numbers-as-strings", |body, _| body["Size"] == "6"),
        ("callback-trailing-spaces", |body, id| body["ImageId "] == id),
        ("callback-time-with-colon", |body, _| {
            body["EventTime"].as_str().is_some_and(|time| time.ends_with(":000Z"))
        }),
    ];
    for (name, shows) in cases {
        once(&stage, name).await;
        let id = upload(&stage).await;
        let message = inbox.next().await;
        assert!(shows(&message.body, &id), "{name}");
        assert!(signed_by(&message, &inbox, CALLBACK_KEY), "{name}");
    }
}

#[tokio::test]
async fn a_body_is_no_json() {
    let mut inbox = Inbox::new().await;
    let stage = stage(&inbox).await;
    once(&stage, "callback-malformed-json").await;
    upload(&stage).await;
    let body = inbox.next().await.body;
    assert!(body.as_str().is_some_and(|text| text.starts_with('{')), "{body}");
}
