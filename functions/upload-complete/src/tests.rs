//! The function as VOD sees it.

use std::sync::Mutex;

use client::Call;
use model::{MediaEventKind, Secret};
use pipeline::HandOffError;
use runtime::testing::{self, Answer, FixedClock, ScriptedTransport, ok, refused};
use serde_json::json;
use settings::{Fixed, Settings as _};
use tokio::time::Instant;

use super::*;

const URL: &str = "https://e.com/callback/vod";
const NOW: &str = "2026-01-02T03:04:05Z";
const NOW_SECONDS: i64 = 1_767_323_045;

const UPLOADED: &str =
    r#"{"EventType":"FileUploadComplete","VideoId":"video-1","Status":"success","Size":7}"#;

/// Answers as told, and keeps what it was given, with the time that was left for it.
struct Recorder {
    answer: Result<(), HandOffError>,
    given: Mutex<Vec<(MediaEvent, Duration)>>,
}

#[async_trait]
impl HandOff for Recorder {
    async fn give(&self, event: &MediaEvent, call: &Call) -> Result<(), HandOffError> {
        let left = call.deadline - Instant::now();
        self.given.lock().unwrap().push((event.clone(), left));
        self.answer.clone()
    }
}

fn settings() -> Fixed {
    testing::settings().with("VOD_CALLBACK_URL", URL).with("VOD_CALLBACK_KEYS", "old-key,new-key")
}

fn function(answer: Result<(), HandOffError>) -> (UploadComplete, Arc<Recorder>) {
    let recorder = Arc::new(Recorder { answer, given: Mutex::default() });
    let settings = CallbackSettings::load(&settings()).unwrap();
    (UploadComplete::over(settings, recorder.clone(), FixedClock::at(NOW)), recorder)
}

/// A callback as VOD sends it, signed at this second with this key.
fn callback(seconds: i64, key: &str, body: &str) -> Request<Bytes> {
    let timestamp = seconds.to_string();
    let signature = signing::vod_callback::sign(URL, &timestamp, &Secret::from(key));
    Request::post("/callback/vod")
        .header("X-VOD-TIMESTAMP", timestamp)
        .header("X-VOD-SIGNATURE", signature)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

/// The answer, and how many events were handed over.
async fn receive(request: Request<Bytes>) -> (Answer, usize) {
    let (function, recorder) = function(Ok(()));
    let answer = testing::call_with(&function, request).await;
    let given = recorder.given.lock().unwrap().len();
    (answer, given)
}

#[tokio::test]
async fn a_signed_event_is_handed_over_and_answered_with_200() {
    for key in ["old-key", "new-key"] {
        let (function, recorder) = function(Ok(()));
        let answer = testing::call_with(&function, callback(NOW_SECONDS, key, UPLOADED)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, json!({"RequestId": testing::REQUEST_ID}));
        let given = recorder.given.lock().unwrap();
        assert_eq!(given.len(), 1);
        assert_eq!(given[0].0.kind, MediaEventKind::FileUploadComplete);
        assert_eq!(given[0].0.media_id.as_deref(), Some("video-1"));
    }
}

#[tokio::test]
async fn whoever_does_not_know_the_key_reaches_nothing() {
    let unsigned = Request::post("/callback/vod").body(Bytes::from(UPLOADED)).unwrap();
    for (request, code) in [
        (callback(NOW_SECONDS, "guessed", UPLOADED), "SignatureDoesNotMatch"),
        (callback(NOW_SECONDS, "", UPLOADED), "SignatureDoesNotMatch"),
        (callback(NOW_SECONDS - 301, "old-key", UPLOADED), "StaleSignature"),
        (callback(NOW_SECONDS + 301, "old-key", UPLOADED), "StaleSignature"),
        (unsigned, "MissingSignature"),
        // Who is not believed does not hear what is wrong with the body either.
        (callback(NOW_SECONDS, "guessed", "{"), "SignatureDoesNotMatch"),
    ] {
        let (answer, given) = receive(request).await;
        assert_eq!((answer.status, answer.code(), given), (403, code, 0));
        let text = answer.body.to_string();
        assert!(!text.contains("old-key") && !text.contains("new-key"), "{text}");
    }
    let (answer, given) = receive(callback(NOW_SECONDS - 300, "old-key", UPLOADED)).await;
    assert_eq!((answer.status, given), (200, 1), "at the edge of the window");
}

#[tokio::test]
async fn a_body_that_is_no_event_is_refused() {
    for body in ["", "{", "[]", "{}", r#"{"EventType":"FileUploadComplete"}"#, "null"] {
        let (answer, given) = receive(callback(NOW_SECONDS, "old-key", body)).await;
        assert_eq!((answer.status, answer.code(), given), (400, "MalformedEvent", 0), "{body}");
    }
}

#[tokio::test]
async fn an_event_of_a_type_that_is_not_known_is_no_failure() {
    let body = r#"{"EventType":"SomethingNew","MediaId":"m"}"#;
    let (answer, given) = receive(callback(NOW_SECONDS, "old-key", body)).await;
    assert_eq!((answer.status, given), (200, 1));
}

#[tokio::test]
async fn what_was_not_taken_over_is_sent_again_by_vod() {
    let (function, _) = function(Err(HandOffError("queue q-17 is full".into())));
    let answer = testing::call_with(&function, callback(NOW_SECONDS, "old-key", UPLOADED)).await;
    assert_eq!((answer.status, answer.code()), (503, "HandOffFailed"));
    assert!(!answer.body.to_string().contains("q-17"), "the reason is for the log");
}

#[tokio::test(start_paused = true)]
async fn the_hand_off_ends_before_vod_gives_up() {
    let (function, recorder) = function(Ok(()));
    for (platform, left) in [(20, 4_500), (2, 2_000)] {
        let context = testing::context().within(Duration::from_secs(platform));
        function.handle(callback(NOW_SECONDS, "old-key", UPLOADED), &context).await;
        let given = recorder.given.lock().unwrap().pop().unwrap();
        assert_eq!(given.1, Duration::from_millis(left));
    }
}

fn built(source: &Fixed, cloud: &Arc<ScriptedTransport>) -> UploadComplete {
    let settings = UploadCompleteSettings::load(source).unwrap();
    let ports = testing::ports_over(cloud.clone(), FixedClock::at(NOW));
    UploadComplete::new(&settings, &ports).unwrap()
}

fn inline(vod: &Arc<ScriptedTransport>) -> UploadComplete {
    built(&settings().with("TEMPLATE_GROUP_ID", "group-1"), vod)
}

#[tokio::test]
async fn with_the_pipeline_inside_the_next_step_is_taken_in_the_same_call() {
    let video = json!({"RequestId": "Q", "Video": {"VideoId": "video-1", "Status": "UploadSucc"}});
    let vod = ScriptedTransport::new([
        ok(&video),
        ok(&json!({"RequestId": "L", "TranscodeTaskList": []})),
        ok(&json!({"RequestId": "S", "TranscodeTaskId": "task-1"})),
    ]);
    let request = callback(NOW_SECONDS, "old-key", UPLOADED);
    assert_eq!(testing::call_with(&inline(&vod), request).await.status, 200);
    assert_eq!(vod.actions(), ["GetVideoInfo", "ListTranscodeTask", "SubmitTranscodeJobs"]);
    assert_eq!(vod.parameters(2)["TemplateGroupId"], "group-1");
}

#[tokio::test]
async fn with_the_pipeline_inside_a_step_that_failed_comes_again_and_an_unknown_video_does_not() {
    for (step, status) in
        [(refused(403, "Forbidden.RAM"), 503), (refused(404, "InvalidVideo.NotFound"), 200)]
    {
        let vod = ScriptedTransport::new([step]);
        let request = callback(NOW_SECONDS, "old-key", UPLOADED);
        assert_eq!(testing::call_with(&inline(&vod), request).await.status, status);
    }
}

fn to_queue(sqs: &Arc<ScriptedTransport>) -> UploadComplete {
    let queue = "sqs:https://sqs.eu-west-1.amazonaws.com/123456789012/upload-complete.fifo";
    let source = settings()
        .with("HAND_OFF", queue)
        .with("AWS_ACCESS_KEY_ID", "ASIATEST")
        .with("AWS_SECRET_ACCESS_KEY", "awsSecretAccessKey");
    built(&source, sqs)
}

#[tokio::test]
async fn with_a_queue_behind_it_three_deliveries_are_one_message_and_vod_is_not_asked() {
    let taken = ok(&json!({"MessageId": "m-1"}));
    let sqs = ScriptedTransport::new([taken.clone(), taken.clone(), taken]);
    let function = to_queue(&sqs);
    for second in 0..3 {
        let request = callback(NOW_SECONDS + second, "old-key", UPLOADED);
        assert_eq!(testing::call_with(&function, request).await.status, 200);
    }
    let sent: Vec<serde_json::Value> = sqs
        .requests()
        .iter()
        .map(|request| serde_json::from_slice(request.body()).unwrap())
        .collect();
    assert_eq!(sent[0]["MessageGroupId"], "video-1");
    assert_eq!((&sent[0], &sent[0]), (&sent[1], &sent[2]));
}

#[tokio::test]
async fn what_the_queue_did_not_take_is_sent_again_by_vod() {
    let sqs = ScriptedTransport::new([refused(403, "AccessDenied")]);
    let request = callback(NOW_SECONDS, "old-key", UPLOADED);
    let answer = testing::call_with(&to_queue(&sqs), request).await;
    assert_eq!((answer.status, answer.code()), (503, "HandOffFailed"));
}
