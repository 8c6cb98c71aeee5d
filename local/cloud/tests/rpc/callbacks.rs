//! Events over a real socket: who is told, what, and how it is signed.

use std::time::Duration;

use model::{MediaEvent, MediaEventKind};
use signing::vod_callback;

use crate::stage::{CALLBACK_KEY, GROUP, Grant, Inbox, Message, START, Stage, redact};

fn assert_signed(message: &Message, url: &str) {
    let keys = [CALLBACK_KEY.into()];
    let start: jiff::Timestamp = START.parse().unwrap();
    assert_eq!(message.timestamp, start.as_second().to_string());
    assert!(vod_callback::verify(url, &message.timestamp, &message.signature, &keys));
}

#[tokio::test]
async fn a_video_is_announced_signed_and_readable() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let extend = r#"{"Extend":{"local":1}}"#;
    let grant = stage.create_video("a.mp4", &[("UserData", extend)]).await;
    stage.put(&grant, "12345").await;
    let message = inbox.next().await;
    assert_eq!(message.target, "/callback/vod?app=1");
    assert_signed(&message, &inbox.url());
    insta::assert_json_snapshot!(redact(&message.body));
    let event = MediaEvent::parse(message.body.to_string().as_bytes()).unwrap();
    assert_eq!(event.kind, MediaEventKind::FileUploadComplete);
    assert_eq!(event.media_id.as_deref(), Some(grant.id.as_str()));
}

#[tokio::test]
async fn images_and_attached_media_are_announced_under_their_own_names() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let image = stage.vod("CreateUploadImage", &[("ImageType", "default")]).await;
    stage.put(&Grant::read(&image, "ImageId"), "pixels").await;
    insta::assert_json_snapshot!(redact(&inbox.next().await.body));
    let parameters = [("BusinessType", "watermark"), ("MediaExt", "png")];
    let media = stage.vod("CreateUploadAttachedMedia", &parameters).await;
    stage.put(&Grant::read(&media, "MediaId"), "pixels").await;
    insta::assert_json_snapshot!(redact(&inbox.next().await.body));
}

#[tokio::test]
async fn transcoding_is_announced_by_stream_and_as_a_whole() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mov", &[("UserData", r#"{"Extend":"upload"}"#)]).await;
    stage.put(&grant, "12345").await;
    inbox.expect("FileUploadComplete").await;
    let submit = [
        ("VideoId", grant.id.as_str()),
        ("TemplateGroupId", GROUP),
        ("UserData", r#"{"Extend":"job"}"#),
    ];
    stage.vod("SubmitTranscodeJobs", &submit).await;
    insta::assert_json_snapshot!(redact(&inbox.next().await.body));
    assert_eq!(inbox.next().await.body["Definition"], "SD");
    insta::assert_json_snapshot!(redact(&inbox.next().await.body));
}

#[tokio::test]
async fn the_url_of_a_job_wins_over_that_of_the_upload_and_that_over_the_account() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let user_data = |target: &str| {
        serde_json::json!({"MessageCallback": {"CallbackURL": inbox.at(target)}}).to_string()
    };
    let (upload, job) = (user_data("/upload"), user_data("/job"));
    let (at_upload, at_job) = (inbox.at("/upload"), inbox.at("/job"));
    let grant = stage.create_video("a.mov", &[("UserData", &upload)]).await;
    stage.put(&grant, "12345").await;
    let message = inbox.expect("FileUploadComplete").await;
    assert_eq!(message.target, "/upload");
    assert_signed(&message, &at_upload);
    let submit = [("VideoId", grant.id.as_str()), ("TemplateGroupId", GROUP), ("UserData", &job)];
    stage.vod("SubmitTranscodeJobs", &submit).await;
    for _ in 0..3 {
        let message = inbox.next().await;
        assert_eq!(message.target, "/job");
        assert_signed(&message, &at_job);
    }
}

#[tokio::test]
async fn without_a_callback_of_the_account_nobody_is_told() {
    let mut inbox = Inbox::new().await;
    let silent = Stage::with(None, Duration::ZERO).await;
    let user_data =
        serde_json::json!({"MessageCallback": {"CallbackURL": inbox.url()}}).to_string();
    let grant = silent.create_video("a.mp4", &[("UserData", &user_data)]).await;
    silent.put(&grant, "quiet").await;
    // What another cloud sends comes first, so nothing was sent before it.
    let telling = Stage::telling(&inbox).await;
    let grant = telling.create_video("a.mp4", &[]).await;
    telling.put(&grant, "loud!!").await;
    assert_eq!(inbox.next().await.body["Size"], 6);
    silent.cloud.shutdown().await;
}

#[tokio::test]
async fn the_answer_of_an_upload_does_not_wait_for_the_callback() {
    // Takes the connection and never answers.
    let receiver = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", receiver.local_addr().unwrap());
    let stage = Stage::with(Some(url), Duration::ZERO).await;
    let grant = stage.create_video("a.mp4", &[]).await;
    stage.put(&grant, "bytes").await;
    assert_eq!(stage.cloud.deliveries(), []);
    let (connection, _) = receiver.accept().await.unwrap();
    stage.cloud.shutdown().await;
    drop(connection);
}

#[tokio::test]
async fn deliveries_can_be_looked_at() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mov", &[("TemplateGroupId", GROUP)]).await;
    stage.put(&grant, "bytes").await;
    while inbox.next().await.body["EventType"] != "TranscodeComplete" {}
    // The last answer may still be on its way back; the ones of the same task before it are not.
    let deliveries = stage.cloud.deliveries();
    let stream = deliveries.iter().find(|d| d.event_type == "StreamTranscodeComplete").unwrap();
    assert_eq!((stream.attempt, stream.outcome.to_string()), (1, "accepted".to_owned()));
    assert_eq!(stream.media_id, grant.id);
    assert_eq!(stream.url, inbox.url());
}
