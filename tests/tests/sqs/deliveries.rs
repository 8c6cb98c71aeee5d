//! From VOD's callback into the queue, and out of it.

use model::MediaEvent;
use serde_json::{Value, json};
use tests::{Moto, Stack, plain_http, root};

use crate::{
    function::Function,
    poller::{Batch, poll},
};

const CALLBACK_URL: &str = "https://media.example.com/callback/vod";
const CALLBACK_KEY: &str = "sqsTestCallbackKey";
const SECRET: &str = "sqsTestSecretAccessKey";
const TOKEN: &str = "sqsTestSessionToken";

/// `upload-complete` in front of a queue, as a deployment configures it.
fn upload_complete(moto: &Moto, queue: &str) -> Function {
    Function::start(
        "upload-complete",
        &[
            ("HAND_OFF", &format!("sqs:{queue}")),
            ("AWS_ENDPOINT_URL_SQS", &moto.endpoint),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "ASIATEST"),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_SESSION_TOKEN", TOKEN),
            ("VOD_CALLBACK_URL", CALLBACK_URL),
            ("VOD_CALLBACK_KEYS", CALLBACK_KEY),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "unused"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "unused"),
            ("LOG", "trace"),
        ],
    )
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
async fn call_back(function: &Function, later: i64, body: &str) -> (u16, Value) {
    let timestamp = (jiff::Timestamp::now().as_second() + later).to_string();
    let signature = signing::vod_callback::sign(CALLBACK_URL, &timestamp, &CALLBACK_KEY.into());
    let response = plain_http()
        .post(format!("{}/callback/vod", function.address))
        .header("X-VOD-TIMESTAMP", timestamp)
        .header("X-VOD-SIGNATURE", signature)
        .body(body.to_owned())
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
}

#[tokio::test]
async fn three_deliveries_of_a_callback_are_one_message() {
    let Some(moto) = Moto::start() else { return };
    let queue = moto.fifo_queue("upload-complete.fifo", json!({})).await;
    let function = upload_complete(&moto, &queue);
    for delivery in 0..3 {
        let (status, answer) = call_back(&function, delivery, &uploaded("video-1")).await;
        assert_eq!(status, 200, "{answer}");
    }
    assert_eq!(call_back(&function, 0, &uploaded("video-2")).await.0, 200);

    let messages = moto.receive(&queue).await;
    let groups: Vec<&Value> =
        messages.iter().map(|message| &message["Attributes"]["MessageGroupId"]).collect();
    assert_eq!(groups, ["video-1", "video-2"]);
    for (message, video) in messages.iter().zip(["video-1", "video-2"]) {
        let sent = MediaEvent::parse(message["Body"].as_str().unwrap().as_bytes());
        assert_eq!(sent, MediaEvent::parse(uploaded(video).as_bytes()));
    }

    let log = function.log();
    assert!(log.contains("event handed to the queue"), "{log}");
    for secret in [SECRET, TOKEN, CALLBACK_KEY] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}

#[tokio::test]
async fn what_the_queue_does_not_take_vod_must_send_again() {
    let Some(moto) = Moto::start() else { return };
    let nowhere = format!("{}/123456789012/nobody-made-it.fifo", moto.endpoint);
    let function = upload_complete(&moto, &nowhere);
    let (status, answer) = call_back(&function, 0, &uploaded("video-1")).await;
    assert_eq!((status, &answer["Code"]), (503, &json!("HandOffFailed")));
    drop(moto);
    assert_eq!(call_back(&function, 0, &uploaded("video-1")).await.0, 503);
    let log = function.log();
    assert!(log.contains("compare HAND_OFF with the queue's URL"), "{log}");
    assert!(log.contains("SQS cannot be reached"), "{log}");
}

/// Makes a video known to the local cloud, and uploads it or not.
async fn video(stack: &Stack, uploaded: bool) -> String {
    if uploaded {
        let file = root().join("tests/media/sample.mov");
        let output = stack.vodup(&["upload", file.to_str().unwrap(), "--json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        return report["Uploads"][0]["MediaId"].as_str().unwrap().to_owned();
    }
    let request = json!({"FileName": "a.mov", "Title": "Never uploaded"});
    let grant = stack.send("POST", "/upload/video", request.to_string().into()).await;
    grant.body["VideoId"].as_str().unwrap().to_owned()
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

    let stack = Stack::start(&["--no-next-step"]);
    let (good, poison) = (video(&stack, true).await, video(&stack, false).await);
    let upload_complete = upload_complete(&moto, &queue);
    for video in [&poison, &good, "0".repeat(32).as_str()] {
        assert_eq!(call_back(&upload_complete, 0, &uploaded(video)).await.0, 200);
    }

    let process_upload = Function::start(
        "process-upload",
        &[
            ("VOD_ENDPOINT", stack.cloud.as_str()),
            ("STS_ENDPOINT", stack.cloud.as_str()),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "localAccessKeyId"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "localAccessKeySecret"),
            ("TEMPLATE_GROUP_ID", "local-template-group"),
        ],
    );
    let invoke = async |event: Value| each_by_itself(&process_upload, event).await;
    let names = |batch: &Batch| {
        let id = |body: &String| MediaEvent::parse(body.as_bytes()).unwrap().media_id.unwrap();
        let ids = |bodies: &[String]| bodies.iter().map(id).collect::<Vec<_>>();
        (ids(&batch.done), ids(&batch.failed))
    };

    let first = poll(&moto, &queue, invoke).await;
    // The unknown video can never be processed: it is acknowledged, and the log keeps it.
    assert_eq!(names(&first), (vec![good.clone(), "0".repeat(32)], vec![poison.clone()]));
    let status = stack.send("GET", &format!("/upload/video/{good}"), vec![]).await;
    assert!(status.body["TranscodeTaskId"].is_string(), "{}", status.body);

    let second = poll(&moto, &queue, invoke).await;
    assert_eq!(names(&second), (vec![], vec![poison.clone()]));
    assert_eq!(poll(&moto, &queue, invoke).await, Batch::default(), "two receives were allowed");

    let letters = moto.receive(&dead).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0]["Body"], second.failed[0].as_str());
    assert_eq!(letters[0]["Attributes"]["MessageGroupId"], poison.as_str());
    assert_eq!(moto.attribute(&queue, "ApproximateNumberOfMessages").await, "0");
}

async fn each_by_itself(function: &Function, event: Value) -> Value {
    let mut failures = Vec::new();
    for record in event["Records"].as_array().unwrap() {
        let answer = plain_http()
            .post(format!("{}/invoke", function.address))
            .body(record["body"].as_str().unwrap().to_owned())
            .send()
            .await
            .unwrap();
        if answer.status() == 503 {
            failures.push(json!({"itemIdentifier": record["messageId"]}));
        }
    }
    json!({"batchItemFailures": failures})
}
