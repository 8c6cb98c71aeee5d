//! From VOD's callback into the queue, and out of it.

use model::MediaEvent;
use serde_json::{Value, json};
use tests::{
    Answer, CALLBACK_URL, HttpRequest, LambdaFunction, Moto, SESSION_TOKEN, World, logs, program,
};

use crate::poller::{Batch, poll};

/// There is no local cloud in its settings, so the public key would be refused.
const CALLBACK_KEY: &str = "CallbackKeyOfTheQueue1";

/// `upload-complete` in front of a queue. It has no keys of VOD: it needs none.
async fn upload_complete(moto: &Moto, queue: &str) -> LambdaFunction {
    logs::secret(CALLBACK_KEY);
    let settings = [
        ("HAND_OFF", format!("sqs:{queue}").as_str()),
        ("AWS_ENDPOINT_URL_SQS", &moto.endpoint),
        ("VOD_CALLBACK_URL", CALLBACK_URL),
        ("VOD_CALLBACK_KEYS", CALLBACK_KEY),
        ("LOG", "trace"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let function = program("upload-complete");
    LambdaFunction::start(&function, "upload-complete", &settings.into()).await
}

fn uploaded(video: &str) -> String {
    json!({
        "EventType": "FileUploadComplete", "EventTime": "2026-11-21T10:31:07Z", "VideoId": video,
        "Size": 16_384, "Status": "success", "Extend": {"order": 1_204},
        "FileUrl": "http://outin.oss-cn-shanghai.aliyuncs.com/sv/a.mov",
    })
    .to_string()
}

/// Calls back as VOD does, signed `later` seconds from now.
async fn call_back(function: &LambdaFunction, later: i64, body: &str) -> Answer {
    let timestamp = (jiff::Timestamp::now().as_second() + later).to_string();
    let signature = signing::vod_callback::sign(CALLBACK_URL, &timestamp, &CALLBACK_KEY.into());
    let request = HttpRequest::new("POST", "/callback/vod")
        .header("content-type", "application/json")
        .header("x-vod-timestamp", &timestamp)
        .header("x-vod-signature", &signature)
        .body(body);
    function.http(&request).await
}

/// All that a function has logged. It is ended for that.
async fn log_of(function: LambdaFunction) -> String {
    function.process.terminate();
    function.process.ended().await.stderr
}

#[tokio::test]
async fn three_deliveries_of_a_callback_are_one_message() {
    let Some(moto) = Moto::start() else { return };
    let queue = moto.fifo_queue("upload-complete.fifo", json!({})).await;
    let function = upload_complete(&moto, &queue).await;
    for delivery in 0..3 {
        let answer = call_back(&function, delivery, &uploaded("video-1")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert_eq!(call_back(&function, 0, &uploaded("video-2")).await.status, 200);

    let messages = moto.receive(&queue).await;
    let groups: Vec<&Value> =
        messages.iter().map(|message| &message["Attributes"]["MessageGroupId"]).collect();
    assert_eq!(groups, ["video-1", "video-2"]);
    for (message, video) in messages.iter().zip(["video-1", "video-2"]) {
        let sent = MediaEvent::parse(message["Body"].as_str().unwrap().as_bytes());
        assert_eq!(sent, MediaEvent::parse(uploaded(video).as_bytes()));
    }

    let log = log_of(function).await;
    assert!(log.contains("event handed to the queue"), "{log}");
    for secret in ["roleSecretOfTheFunction", SESSION_TOKEN, CALLBACK_KEY] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}

#[tokio::test]
async fn what_the_queue_does_not_take_vod_must_send_again() {
    let Some(moto) = Moto::start() else { return };
    let nowhere = format!("{}/123456789012/nobody-made-it.fifo", moto.endpoint);
    let function = upload_complete(&moto, &nowhere).await;
    let answer = call_back(&function, 0, &uploaded("video-1")).await;
    assert_eq!((answer.status, &answer.body["Code"]), (503, &json!("HandOffFailed")));
    drop(moto);
    assert_eq!(call_back(&function, 0, &uploaded("video-1")).await.status, 503);
    let log = log_of(function).await;
    assert!(log.contains("compare HAND_OFF with the queue's URL"), "{log}");
    assert!(log.contains("SQS cannot be reached"), "{log}");
}

/// The media ids in a batch: of what is done, and of what failed.
fn media(batch: &Batch) -> [Vec<String>; 2] {
    let id = |body: &String| MediaEvent::parse(body.as_bytes()).unwrap().media_id.unwrap();
    [&batch.done, &batch.failed].map(|bodies| bodies.iter().map(id).collect())
}

#[tokio::test]
async fn what_fails_comes_again_alone_until_it_is_a_dead_letter() {
    let Some(moto) = Moto::start() else { return };
    let dead = moto.fifo_queue("dead.fifo", json!({})).await;
    let redrive = json!({
        "deadLetterTargetArn": moto.attribute(&dead, "QueueArn").await, "maxReceiveCount": 2,
    });
    let attributes = json!({"RedrivePolicy": redrive.to_string()});
    let queue = moto.fifo_queue("upload-complete.fifo", attributes).await;

    let world = World::start().await;
    // VOD shows the poison as uploading for ever; the stranger it has never seen.
    let (good, poison) = (world.uploaded_video().await, world.granted_video().await);
    let stranger = "0".repeat(32);
    let webhook = upload_complete(&moto, &queue).await;
    for video in [poison.as_str(), good.as_str(), &stranger] {
        assert_eq!(call_back(&webhook, 0, &uploaded(video)).await.status, 200);
    }

    let function = program("process-upload");
    let function = LambdaFunction::start(&function, "process-upload", &world.settings()).await;
    let invoke = async |event: Value| function.value(&event).await;
    let first = poll(&moto, &queue, invoke).await;
    // The stranger can never be processed: it is acknowledged, and the log keeps it.
    assert_eq!(media(&first), [vec![good.to_string(), stranger], vec![poison.to_string()]]);
    assert_ne!(world.status(&good).await, "UploadSucc");

    let second = poll(&moto, &queue, invoke).await;
    assert_eq!(media(&second), [vec![], vec![poison.to_string()]]);
    assert_eq!(poll(&moto, &queue, invoke).await, Batch::default(), "two receives were allowed");

    let letters = moto.receive(&dead).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0]["Body"], second.failed[0].as_str());
    assert_eq!(letters[0]["Attributes"]["MessageGroupId"], poison.as_str());
    assert_eq!(moto.attribute(&queue, "ApproximateNumberOfMessages").await, "0");
}
