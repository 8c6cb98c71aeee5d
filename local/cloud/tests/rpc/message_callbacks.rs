//! SetMessageCallback, GetMessageCallback, DeleteMessageCallback, and what they do to events.

use std::time::Duration;

use serde_json::json;

use crate::stage::{CALLBACK_KEY, GROUP, Inbox, Stage};

async fn setting(stage: &Stage) -> serde_json::Value {
    stage.vod("GetMessageCallback", &[]).await["MessageCallback"].clone()
}

#[tokio::test]
async fn a_setting_is_shown_as_it_was_made_and_replaced_as_a_whole() {
    let stage = Stage::new().await;
    assert_eq!(setting(&stage).await, json!({"AppId": "app-1000000"}));
    let http = [
        ("CallbackType", "HTTP"),
        ("CallbackURL", "http://e.com/cb?x=1"),
        ("AuthSwitch", "on"),
        ("AuthKey", CALLBACK_KEY),
        ("EventTypeList", "FileUploadComplete,AIComplete"),
    ];
    stage.vod("SetMessageCallback", &http).await;
    insta::assert_json_snapshot!(setting(&stage).await);
    stage.vod("SetMessageCallback", &[("CallbackURL", "https://e.com")]).await;
    insta::assert_json_snapshot!(setting(&stage).await);
    let mns = [
        ("CallbackType", "MNS"),
        ("MnsEndpoint", "http://1.mns.cn-shanghai.aliyuncs.com/"),
        ("MnsQueueName", "q"),
        ("EventTypeList", "ALL"),
    ];
    stage.vod("SetMessageCallback", &mns).await;
    insta::assert_json_snapshot!(setting(&stage).await);
    for _ in 0..2 {
        stage.vod("DeleteMessageCallback", &[("AppId", "app-1000000")]).await;
        assert_eq!(setting(&stage).await, json!({"AppId": "app-1000000"}));
    }
}

#[tokio::test]
async fn every_field_of_a_setting_has_its_refusal() {
    let stage = Stage::new().await;
    let long = format!("http://e.com/{}", "a".repeat(244));
    for (name, value, code) in [
        ("CallbackURL", "", "MissingParameter"),
        ("CallbackURL", "e.com", "InvalidParameter"),
        ("CallbackURL", "ftp://e.com", "InvalidParameter"),
        ("CallbackURL", &long, "LengthExceededMax"),
        ("CallbackType", "http", "InvalidParameter"),
        ("CallbackType", "MNS", "MissingParameter"),
        ("EventTypeList", "FileUploaded", "InvalidParameter"),
        ("EventTypeList", "ALL,FileUploadComplete", "InvalidParameter"),
        ("AuthSwitch", "yes", "InvalidParameter"),
        ("AuthKey", "", "MissingParameter"),
        ("AuthKey", "nodigitsHere", "InvalidParameter"),
        ("AuthKey", "nocapitals1", "InvalidParameter"),
        ("AuthKey", "aA1aA1aA1aA1aA1aA1aA1aA1aA1aA1aA1", "InvalidParameter"),
        ("AppId", "a b", "InvalidParameter"),
    ] {
        let mut parameters =
            vec![("CallbackURL", "http://e.com"), ("AuthSwitch", "on"), ("AuthKey", CALLBACK_KEY)];
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
        let refusal = stage.refusal("SetMessageCallback", &parameters).await;
        assert_eq!(refusal, (400, code.to_owned()), "{name}={value}");
    }
    let url = format!("http://e.com/{}", "a".repeat(243));
    stage.vod("SetMessageCallback", &[("CallbackURL", &url)]).await;
}

#[tokio::test]
async fn only_subscribed_types_arrive_and_unsigned_when_switched_off() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::with(None, Duration::ZERO).await;
    let setting =
        [("CallbackURL", inbox.at("/own")), ("EventTypeList", "TranscodeComplete".to_owned())];
    let setting = setting.each_ref().map(|(name, value)| (*name, value.as_str()));
    stage.vod("SetMessageCallback", &setting).await;
    let grant = stage.create_video("a.mov", &[("TemplateGroupId", GROUP)]).await;
    stage.put(&grant, "bytes").await;
    let message = inbox.next_of_all().await;
    assert_eq!(message.body["EventType"], "TranscodeComplete");
    assert_eq!(message.target, "/own");
    assert_eq!((message.timestamp.as_str(), message.signature.as_str()), ("", ""));
}

#[tokio::test]
async fn settings_are_those_of_one_application() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::with(None, Duration::ZERO).await;
    let url = inbox.at("/app");
    let setting = [("CallbackURL", url.as_str()), ("EventTypeList", "ALL"), ("AppId", "app-2")];
    stage.vod("SetMessageCallback", &setting).await;
    let other = stage.create_video("a.mp4", &[]).await;
    stage.put(&other, "bytes").await;
    let own = stage.create_video("a.mp4", &[("AppId", "app-2")]).await;
    stage.put(&own, "bytes").await;
    assert_eq!(inbox.expect("FileUploadComplete").await.body["VideoId"], own.id.as_str());
}

#[tokio::test]
async fn under_a_queue_only_urls_of_uploads_are_told() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::with(None, Duration::ZERO).await;
    let mns = [
        ("CallbackType", "MNS"),
        ("MnsEndpoint", "http://1.mns.cn-shanghai.aliyuncs.com/"),
        ("MnsQueueName", "q"),
        ("EventTypeList", "FileUploadComplete"),
    ];
    stage.vod("SetMessageCallback", &mns).await;
    let user_data = json!({"MessageCallback": {"CallbackURL": inbox.at("/upload")}}).to_string();
    let grant = stage.create_video("a.mp4", &[("UserData", &user_data)]).await;
    stage.put(&grant, "bytes").await;
    let message = inbox.next_of_all().await;
    assert_eq!((message.target.as_str(), message.signature.as_str()), ("/upload", ""));
}
