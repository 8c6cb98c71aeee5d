use std::sync::Mutex;

use model::Clock;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::log::REMEMBERED;
use super::*;
use crate::testing::FixedClock;

const KEY: &str = "Test1234Key";

fn callbacks() -> Callbacks {
    Callbacks::load(&Storage::in_memory().unwrap()).unwrap()
}

fn message(url: &str) -> Message {
    Message {
        target: Target { url: url.to_owned(), key: Some(KEY.into()) },
        tampering: Tampering::default(),
        waits: Wait::default(),
        event: Event {
            name: "FileUploadComplete".to_owned(),
            media_id: "v".to_owned(),
            body: json!({"EventType": "FileUploadComplete", "VideoId": "v"}),
        },
    }
}

/// Gives one outcome after another, and notes when it was asked.
struct Script {
    outcomes: Mutex<Vec<DeliveryOutcome>>,
    asked: Mutex<Vec<(Duration, String, String)>>,
    began: Instant,
}

impl Script {
    fn new(outcomes: &[DeliveryOutcome]) -> Self {
        Self {
            outcomes: Mutex::new(outcomes.iter().rev().cloned().collect()),
            asked: Mutex::default(),
            began: Instant::now(),
        }
    }

    fn times(&self) -> Vec<u64> {
        self.asked.lock().unwrap().iter().map(|(time, ..)| time.as_secs()).collect()
    }
}

impl Post for Script {
    async fn post(&self, request: Request<'_>) -> DeliveryOutcome {
        let (timestamp, signature) =
            request.signature.map(|s| (s.timestamp, s.signature)).unwrap_or_default();
        let asked = (self.began.elapsed(), timestamp, signature);
        self.asked.lock().unwrap().push(asked);
        self.outcomes.lock().unwrap().pop().unwrap()
    }
}

async fn outcome_of(outcomes: &[DeliveryOutcome]) -> (Vec<u64>, Vec<Delivery>) {
    let callbacks = callbacks();
    let script = Script::new(outcomes);
    let clock = CloudClock::new(Arc::new(FixedClock::default()));
    callbacks.tries(&script, &clock, &message("http://e.com/cb"), 1..=TRIES).await;
    (script.times(), callbacks.deliveries())
}

#[tokio::test(start_paused = true)]
async fn one_200_is_enough() {
    let (times, deliveries) = outcome_of(&[DeliveryOutcome::Accepted]).await;
    assert_eq!(times, [0]);
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0].outcome, DeliveryOutcome::Accepted);
    assert_eq!(deliveries[0].sent_at, FixedClock::START);
}

#[tokio::test(start_paused = true)]
async fn anything_else_is_tried_three_times_one_second_apart() {
    let (times, deliveries) = outcome_of(&[
        DeliveryOutcome::Status(204),
        DeliveryOutcome::TimedOut,
        DeliveryOutcome::Failed("refused".to_owned()),
    ])
    .await;
    assert_eq!(times, [0, 1, 2]);
    let attempts: Vec<_> = deliveries.iter().map(|d| (d.attempt, d.outcome.to_string())).collect();
    insta::assert_debug_snapshot!(attempts, @r#"
    [
        (
            1,
            "status 204",
        ),
        (
            2,
            "no answer within 5 s",
        ),
        (
            3,
            "refused",
        ),
    ]
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_later_200_ends_the_tries() {
    let (times, _) = outcome_of(&[DeliveryOutcome::Status(500), DeliveryOutcome::Accepted]).await;
    assert_eq!(times, [0, 1]);
}

/// Moves a second with each look.
struct Ticking(FixedClock);

impl Clock for Ticking {
    fn now(&self) -> jiff::Timestamp {
        self.0.advance(jiff::SignedDuration::from_secs(1));
        self.0.now()
    }
}

#[tokio::test(start_paused = true)]
async fn each_try_has_its_own_time_and_signature() {
    let callbacks = callbacks();
    let script = Script::new(&[DeliveryOutcome::Status(500), DeliveryOutcome::Accepted]);
    let url = "http://e.com/cb?x=1";
    let clock = CloudClock::new(Arc::new(Ticking(FixedClock::default())));
    callbacks.tries(&script, &clock, &message(url), 1..=TRIES).await;
    let asked = script.asked.lock().unwrap();
    assert_ne!(asked[0].1, asked[1].1);
    for (_, timestamp, signature) in asked.iter() {
        assert_eq!(timestamp.len(), 10);
        assert!(vod_callback::verify(url, timestamp, signature, &[KEY.into()]));
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_key_nothing_is_signed() {
    let callbacks = callbacks();
    let script = Script::new(&[DeliveryOutcome::Accepted]);
    let mut unsigned = message("http://e.com/cb");
    unsigned.target.key = None;
    callbacks
        .tries(&script, &CloudClock::new(Arc::new(FixedClock::default())), &unsigned, 1..=TRIES)
        .await;
    assert_eq!(script.asked.lock().unwrap()[0].1, "");
}

#[tokio::test(start_paused = true)]
async fn later_tries_begin_with_a_pause() {
    let callbacks = callbacks();
    let script = Script::new(&[DeliveryOutcome::Status(500), DeliveryOutcome::Accepted]);
    let clock = CloudClock::new(Arc::new(FixedClock::default()));
    assert!(callbacks.tries(&script, &clock, &message("http://e"), 2..=TRIES).await);
    assert_eq!(script.times(), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn the_oldest_deliveries_are_forgotten() {
    let callbacks = callbacks();
    let script = Script::new(&vec![DeliveryOutcome::Accepted; REMEMBERED + 1]);
    for number in 0..=REMEMBERED {
        let mut message = message("http://e");
        message.event.media_id = number.to_string();
        callbacks
            .tries(&script, &CloudClock::new(Arc::new(FixedClock::default())), &message, 1..=TRIES)
            .await;
    }
    let deliveries = callbacks.deliveries();
    assert_eq!(deliveries.len(), REMEMBERED);
    assert_eq!(deliveries[0].media_id, "1");
}

/// Answers one request with these bytes and gives what it was.
async fn answer_once(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/cb?x=1", listener.local_addr().unwrap());
    let request = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            assert_ne!(socket.read_buf(&mut request).await.unwrap(), 0);
        }
        socket.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    (url, request)
}

fn request(url: &str) -> Request<'_> {
    Request {
        url,
        signature: Some(Signature {
            timestamp: "1767323045".to_owned(),
            signature: "s".repeat(32),
        }),
        body: "{\"a\":1}".to_owned(),
    }
}

#[tokio::test]
async fn posts_json_with_both_headers() {
    let (url, received) = answer_once("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(HttpPost::default().post(request(&url)).await, DeliveryOutcome::Accepted);
    let received = received.await.unwrap().to_lowercase();
    assert!(received.starts_with("post /cb?x=1 http/1.1\r\n"), "{received}");
    assert!(received.contains("\r\nx-vod-timestamp: 1767323045\r\n"), "{received}");
    assert!(received.contains(&format!("\r\nx-vod-signature: {}\r\n", "s".repeat(32))));
    assert!(received.contains("\r\ncontent-type: application/json\r\n"), "{received}");
    assert!(received.ends_with("\r\n\r\n{\"a\":1}"), "{received}");
}

#[tokio::test]
async fn only_200_counts_and_redirects_are_not_followed() {
    for (answer, status) in [
        ("HTTP/1.1 204 No Content\r\n\r\n", 204),
        ("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n", 201),
        ("HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n", 302),
    ] {
        let (url, _received) = answer_once(answer).await;
        let outcome = HttpPost::default().post(request(&url)).await;
        assert_eq!(outcome, DeliveryOutcome::Status(status));
    }
}

#[tokio::test]
async fn a_refused_connection_is_a_failure_that_names_its_cause() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let outcome = HttpPost::default().post(request(&url)).await;
    assert!(matches!(&outcome, DeliveryOutcome::Failed(reason) if reason.contains("refused")));
}

// Time is paused: as soon as nothing else can happen, the five seconds are over.
#[tokio::test(start_paused = true)]
async fn five_seconds_without_an_answer_are_too_long() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let began = Instant::now();
    assert_eq!(HttpPost::default().post(request(&url)).await, DeliveryOutcome::TimedOut);
    assert_eq!(began.elapsed().as_secs(), 5);
}
