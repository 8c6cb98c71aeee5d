//! API6: flows that cost money when somebody runs them more often than meant: starting transcoding,
//! making records, being granted uploads of others.

use client::operations::ListTranscodeTask;
use model::Secret;
use serde_json::{Value, json};
use signing::vod_callback;
use tests::{Answer, CALLBACK_KEY, Stack};

use crate::attack::{User, account, call, refusal};

async fn callback(stack: &Stack, timestamp: i64, key: &str, body: &Value) -> Answer {
    let url = format!("{}callback/vod", stack.functions);
    let timestamp = timestamp.to_string();
    let signature = vod_callback::sign(&url, &timestamp, &Secret::new(key));
    let headers =
        [("x-vod-timestamp", timestamp.as_str()), ("x-vod-signature", signature.as_str())];
    stack.send_with("POST", "/callback/vod", body.to_string().into_bytes(), &headers).await
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A video that has arrived and is Normal.
fn uploaded(stack: &Stack) -> String {
    let output =
        stack.vodup(&["upload", "tests/media/sample.mov", "--title", "a", "--wait", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["Uploads"][0]["MediaId"].as_str().unwrap_or_else(|| panic!("{report}")).to_owned()
}

fn arrived(video: &str) -> Value {
    json!({
        "EventType": "FileUploadComplete", "VideoId": video, "Size": 1,
        "EventTime": "2026-01-01T00:00:00Z", "FileUrl": "https://attacker.example/other.mov",
    })
}

#[tokio::test]
async fn a_callback_that_is_replayed_starts_nothing_twice() {
    let stack = Stack::start(&[]);
    let video = uploaded(&stack);
    let tasks = async || {
        let query = ListTranscodeTask::new(video.parse().unwrap());
        account(&stack)
            .list_transcode_task(&call(), &query)
            .await
            .unwrap()
            .transcode_task_list
            .len()
    };
    assert_eq!(tasks().await, 1);
    let replayed = (0..20).map(|n| {
        let mut body = arrived(&video);
        // What the signature does not cover may say anything.
        body["Size"] = json!(n);
        body["EventTime"] = format!("2026-01-01T00:00:{n:02}Z").into();
        let stack = &stack;
        async move { callback(stack, now(), CALLBACK_KEY, &body).await.status }
    });
    for replay in replayed {
        assert_eq!(replay.await, 200);
    }
    assert_eq!(tasks().await, 1);
}

#[tokio::test]
async fn a_callback_that_vod_did_not_sign_now_is_refused() {
    let stack = Stack::start(&[]);
    let body = arrived("30f54e402f9571f0bfe97035d0b20102");
    for (timestamp, key) in [
        (now(), "WrongKey1"),
        (now(), ""),
        (now() - 3_600, CALLBACK_KEY),
        (now() + 3_600, CALLBACK_KEY),
        (i64::MAX, CALLBACK_KEY),
        (i64::MIN, CALLBACK_KEY),
    ] {
        assert_eq!(refusal(&callback(&stack, timestamp, key, &body).await).0, 403, "{timestamp}");
    }
    let unsigned = stack.send("POST", "/callback/vod", body.to_string().into()).await;
    assert_eq!(refusal(&unsigned).0, 403);
}

/// Under a signature that is right, about a video that has not arrived, or is none.
#[tokio::test]
async fn a_callback_that_lies_starts_nothing() {
    let stack = Stack::start(&[]);
    let granted = User::new(&stack, "user-1").granted("video").await;
    let told = callback(&stack, now(), CALLBACK_KEY, &arrived(&granted.id)).await;
    assert_eq!(told.status, 503, "VOD says that nothing arrived: {}", told.body);
    let nobodys = arrived("30f54e402f9571f0bfe97035d0b20102");
    assert_eq!(callback(&stack, now(), CALLBACK_KEY, &nobodys).await.status, 200);
    let query = ListTranscodeTask::new(granted.id.parse().unwrap());
    let tasks = account(&stack).list_transcode_task(&call(), &query).await;
    assert!(tasks.is_ok_and(|answer| answer.transcode_task_list.is_empty()));
}

/// ReferenceIds are one namespace for the whole account: knowing another's must give nothing of it.
#[tokio::test]
async fn anothers_reference_id_gives_nobody_the_upload() {
    let stack = Stack::start(&[]);
    let body =
        json!({"FileName": "a.mp4", "Title": "t", "ReferenceId": "order-000001"}).to_string();
    let mine = User::new(&stack, "user-1").send("POST", "/upload/video", &*body).await;
    assert_eq!(mine.status, 200, "{}", mine.body);
    let theirs = User::new(&stack, "user-2").send("POST", "/upload/video", &*body).await;
    assert_eq!(refusal(&theirs).0, 409, "{}", theirs.body);
    let id = mine.body["VideoId"].as_str().unwrap();
    assert!(!theirs.body.to_string().contains(id), "{}", theirs.body);
}

/// What has arrived is nobody's to upload again, to refresh or to take away.
#[tokio::test]
async fn what_has_arrived_stays() {
    let stack = Stack::start(&[]);
    let video = uploaded(&stack);
    let operator = User::with(&stack, "boss", &json!({"roles": ["operator"]}));
    let illegal = (409, "Forbidden.IllegalStatus");
    assert_eq!(refusal(&operator.about("DELETE", "video", &video, None).await), illegal);
    assert_eq!(refusal(&operator.refresh(&video, None).await), illegal);
    let status = operator.about("GET", "video", &video, None).await;
    assert_eq!(status.body["Status"], "Normal", "{}", status.body);
}
