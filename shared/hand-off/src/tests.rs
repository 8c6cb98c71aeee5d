//! The hand-off as SQS sees it.

use std::{sync::Arc, time::Duration};

use ::settings::{Fixed, Settings as _};
use async_trait::async_trait;
use client::{Call, TransportErrorKind, testing::Step};
use model::MediaEvent;
use pipeline::{HandOffError, Outcome};
use runtime::testing::{self, FixedClock, ScriptedTransport};
use serde_json::{Value, json};

use super::*;

const QUEUE: &str = "https://sqs.eu-west-1.amazonaws.com/123456789012/upload-complete.fifo";
const NOW: &str = "2026-01-02T03:04:05Z";
const SECRET: &str = "awsSecretAccessKey";
const TOKEN: &str = "awsSessionToken";

fn source() -> Fixed {
    Fixed::default()
        .with("HAND_OFF", format!("sqs:{QUEUE}"))
        .with("AWS_ACCESS_KEY_ID", "ASIATEST")
        .with("AWS_SECRET_ACCESS_KEY", SECRET)
        .with("AWS_SESSION_TOKEN", TOKEN)
        .with("AWS_REGION", "us-east-1")
}

struct Does(Outcome);

#[async_trait]
impl Process for Does {
    async fn process(&self, _: &MediaEvent, _: &Call) -> Outcome {
        self.0.clone()
    }
}

fn no_inline() -> Result<Arc<dyn Process>, SettingsError> {
    panic!("a queue needs no process")
}

fn choose_over(
    source: &Fixed,
    sqs: &Arc<ScriptedTransport>,
) -> Result<Arc<dyn HandOff>, SettingsError> {
    let ports = testing::ports_over(sqs.clone(), FixedClock::at(NOW));
    choose(&HandOffSettings::load(source)?, &ports, no_inline)
}

fn event() -> MediaEvent {
    MediaEvent::parse(br#"{"EventType":"FileUploadComplete","VideoId":"video-1"}"#).unwrap()
}

async fn give(source: &Fixed, sqs: &Arc<ScriptedTransport>) -> Result<(), HandOffError> {
    choose_over(source, sqs).unwrap().give(&event(), &client::testing::call()).await
}

fn taken() -> Step {
    Step::Answer(200, json!({"MessageId": "m-1", "MD5OfMessageBody": MD5}).to_string())
}

const MD5: &str = "31f9b7ef8e2ad1cf5bd9ea1d0b9a3c5e";

fn refusal(status: u16, code: &str) -> Step {
    let body = json!({"__type": format!("com.amazonaws.sqs#{code}"), "message": "Said."});
    Step::Answer(status, body.to_string())
}

fn said(result: Result<(), HandOffError>) -> String {
    let text = result.unwrap_err().to_string();
    assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
    text
}

#[tokio::test]
async fn an_event_is_sent_signed_for_the_region_of_the_queue() {
    let sqs = ScriptedTransport::new([taken()]);
    give(&source(), &sqs).await.unwrap();
    let requests = sqs.requests();
    let (request, headers) = (&requests[0], requests[0].headers());
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://sqs.eu-west-1.amazonaws.com/");
    assert_eq!(headers["x-amz-target"], "AmazonSQS.SendMessage");
    assert_eq!(headers["x-amz-date"], "20260102T030405Z");
    assert_eq!(headers["x-amz-security-token"], TOKEN);
    let authorization = headers["authorization"].to_str().unwrap();
    let scope = "AWS4-HMAC-SHA256 Credential=ASIATEST/20260102/eu-west-1/sqs/aws4_request, ";
    assert!(authorization.starts_with(scope), "{authorization}");

    let body: Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(body["QueueUrl"], QUEUE);
    assert_eq!(body["MessageGroupId"], "video-1");
    let message = body["MessageBody"].as_str().unwrap();
    assert_eq!(MediaEvent::parse(message.as_bytes()), Ok(event()));
    assert_eq!(body["MessageDeduplicationId"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn an_endpoint_of_its_own_wins_over_that_of_the_url() {
    let sqs = ScriptedTransport::new([taken(), taken()]);
    give(&source().with("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:5000"), &sqs).await.unwrap();
    let local = source().with("HAND_OFF", "sqs:http://127.0.0.1:9324/1/upload-complete.fifo");
    give(&local, &sqs).await.unwrap();
    let requests = sqs.requests();
    assert_eq!(requests[0].uri(), "http://127.0.0.1:5000/");
    assert_eq!(requests[1].uri(), "http://127.0.0.1:9324/");
    let authorization = requests[1].headers()["authorization"].to_str().unwrap();
    assert!(authorization.contains("/us-east-1/sqs/"), "{authorization}");
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_within_the_call() {
    let broken = Step::Fail(TransportErrorKind::Broken);
    let sqs = ScriptedTransport::new([broken, refusal(500, "InternalFailure"), taken()]);
    give(&source(), &sqs).await.unwrap();
    let bodies: Vec<_> = sqs.requests().iter().map(|request| request.body().clone()).collect();
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[1], bodies[2]);
    let sqs = ScriptedTransport::new([Step::Hang, taken()]);
    give(&source(), &sqs).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_tried_beyond_the_deadline() {
    let sqs = ScriptedTransport::new([Step::Hang, Step::Hang, Step::Hang]);
    let hand_off = choose_over(&source(), &sqs).unwrap();
    let call = Call::within(Duration::from_secs(2));
    let text = said(hand_off.give(&event(), &call).await);
    assert!(text.contains("in time"), "{text}");
    assert_eq!(tokio::time::Instant::now(), call.deadline);
    let before = sqs.requests().len();
    assert!(said(hand_off.give(&event(), &call).await).contains("in time"));
    assert_eq!(sqs.requests().len(), before, "the deadline was over");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_says_what_to_do() {
    for (status, code, advice) in [
        (400, "QueueDoesNotExist", "compare HAND_OFF"),
        (403, "AccessDeniedException", "sqs:SendMessage"),
        (403, "InvalidClientTokenId", "AWS_SECRET_ACCESS_KEY"),
        (400, "KmsAccessDenied", "kms:GenerateDataKey"),
        (400, "InvalidMessageContents", "API reference"),
    ] {
        let sqs = ScriptedTransport::new([refusal(status, code)]);
        let text = said(give(&source(), &sqs).await);
        assert!(text.contains(code) && text.contains("Said."), "{text}");
        assert!(text.contains(advice), "{text}");
        assert_eq!(sqs.requests().len(), 1, "{code} stays what it is");
    }
    for (step, words) in [
        (refusal(400, "RequestThrottled"), ["RequestThrottled", "high throughput"]),
        (refusal(503, "ServiceUnavailable"), ["503 ServiceUnavailable", "unless this stays"]),
        (Step::Fail(TransportErrorKind::Connect), ["no connection: scripted", "endpoint for SQS"]),
        (Step::Answer(200, "<html>".into()), ["status 200", "AWS_ENDPOINT_URL_SQS"]),
        (Step::Answer(200, "{}".into()), ["no MessageId", "AWS_ENDPOINT_URL_SQS"]),
        (Step::Answer(502, "<html>".into()), ["status 502", "AWS_ENDPOINT_URL_SQS"]),
    ] {
        let sqs = ScriptedTransport::new(vec![step; 3]);
        let text = said(give(&source(), &sqs).await);
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    }
}

#[test]
fn a_queue_needs_keys_and_a_region_and_says_so_at_start() {
    let sqs = ScriptedTransport::new([]);
    let bare = Fixed::default().with("HAND_OFF", "sqs:http://127.0.0.1:9324/1/upload.fifo");
    let refused = choose_over(&bare, &sqs).err().unwrap().to_string();
    assert_eq!(
        refused,
        "cannot start, because of the settings:\
         \n  AWS_ACCESS_KEY_ID is not set; it should be the id of an AWS access key, because \
         HAND_OFF names a queue of SQS\
         \n  AWS_SECRET_ACCESS_KEY is not set; it should be the secret of an AWS access key, \
         because HAND_OFF names a queue of SQS\
         \n  AWS_REGION is not set; it should be the queue's region, because the URL in HAND_OFF \
         names none"
    );
    let named = source().with("AWS_REGION", "").with("AWS_SESSION_TOKEN", "");
    assert!(choose_over(&named, &sqs).is_ok(), "the URL names the region");
}

#[test]
fn another_text_is_refused_and_not_quoted() {
    for (text, reason) in [
        ("queue", "neither of the two"),
        ("SQS:https://h/1/a.fifo", "neither of the two"),
        ("sqs:https://u:p4ss@h/1/a.fifo", "user or password"),
        ("sqs:https://h/1/a", "does not end in .fifo"),
    ] {
        let refused = HandOffSettings::load(&source().with("HAND_OFF", text)).unwrap_err();
        let refused = refused.to_string();
        assert!(refused.contains("\n  HAND_OFF: "), "{refused}");
        assert!(refused.contains(reason), "{refused}");
        assert!(refused.contains("should be inline, or sqs: and the URL of a FIFO queue"));
        assert!(!refused.contains("p4ss"));
    }
    for (name, text) in [("AWS_ACCESS_KEY_ID", "a b"), ("AWS_REGION", "Frankfurt")] {
        let refused = HandOffSettings::load(&source().with(name, text)).unwrap_err().to_string();
        assert!(refused.contains(&format!("\n  {name}: ")), "{refused}");
    }
}

#[tokio::test]
async fn inline_is_the_default_and_needs_nothing_of_aws() {
    let ports = testing::ports_over(ScriptedTransport::new([]), FixedClock::at(NOW));
    let settings = HandOffSettings::load(&Fixed::default()).unwrap();
    for (outcome, given) in [(Outcome::Done, true), (Outcome::NotYet("busy".into()), false)] {
        let hand_off = choose(&settings, &ports, || Ok(Arc::new(Does(outcome)))).unwrap();
        let result = hand_off.give(&event(), &client::testing::call()).await;
        assert_eq!(result.is_ok(), given);
    }
    let failed = choose(&settings, &ports, || Err(SettingsError { problems: vec![] }));
    assert!(failed.is_err());
}
