//! Framing: what clients and networks do to bodies.

use std::fmt::Write as _;

use model::Clock as _;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::stage::{Ask, Scheme, Stage, owner};

/// The head of a signed PUT of `k`, without its last line.
fn head(stage: &Stage, more: &str) -> String {
    let ask = Ask::new("PUT", "k").signed(&owner(), Scheme::HeaderV4, stage.clock.now());
    let bytes = ask.bytes(stage.server.address().port());
    let mut text = String::from_utf8(bytes).unwrap();
    text.truncate(text.len() - 2);
    write!(text, "{more}\r\n").unwrap();
    text
}

fn files(stage: &Stage) -> usize {
    std::fs::read_dir(stage.cloud().objects.directory().path()).unwrap().count()
}

#[tokio::test]
async fn a_chunked_body_is_a_body() {
    let stage = Stage::start().await;
    let put = head(&stage, "transfer-encoding: chunked\r\n") + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    assert_eq!(stage.exchange(put.as_bytes()).await.status, 200);
    assert_eq!(stage.send(Ask::new("GET", "k")).await.body, b"abcde");
}

#[tokio::test]
async fn a_write_needs_a_length() {
    let stage = Stage::start().await;
    let answer = stage.exchange(head(&stage, "").as_bytes()).await;
    assert_eq!(answer.outcome(), (411, "MissingContentLength".to_owned()));
    let huge = format!("content-length: {}\r\n", 5_u64 * 1024 * 1024 * 1024 + 1);
    let answer =
        stage.exchange(head(&stage, &(huge + "expect: 100-continue\r\n")).as_bytes()).await;
    assert_eq!(answer.outcome(), (400, "EntityTooLarge".to_owned()));
}

#[tokio::test]
async fn a_short_body_stores_nothing() {
    let stage = Stage::start().await;
    stage.send(Ask::put("k", "old")).await;
    for put in [
        head(&stage, "content-length: 10\r\n") + "short",
        head(&stage, "transfer-encoding: chunked\r\n") + "5\r\nshort\r\n",
    ] {
        let mut stream = TcpStream::connect(stage.server.address()).await.unwrap();
        stream.write_all(put.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(stage.send(Ask::new("GET", "k")).await.body, b"old");
    assert_eq!(files(&stage), 1);
}

#[tokio::test]
async fn bytes_behind_the_length_are_not_stored() {
    let stage = Stage::start().await;
    let put = head(&stage, "content-length: 3\r\n") + "abcdef";
    assert_eq!(stage.exchange(put.as_bytes()).await.status, 200);
    assert_eq!(stage.send(Ask::new("GET", "k")).await.body, b"abc");
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_go_on() {
    let stage = Stage::start().await;
    let put = head(&stage, "content-length: 3\r\nexpect: 100-continue\r\n");
    let mut stream = TcpStream::connect(stage.server.address()).await.unwrap();
    stream.write_all(put.as_bytes()).await.unwrap();
    let mut line = [0; 25];
    stream.read_exact(&mut line).await.unwrap();
    assert_eq!(&line, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"abc").await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn a_client_that_asks_first_is_refused_before_it_sends() {
    let stage = Stage::start().await;
    let put = head(&stage, "content-length: 3\r\nexpect: 100-continue\r\nx-oss-meta-a: 1\r\n");
    let answer = stage.exchange(put.as_bytes()).await;
    assert_eq!(answer.outcome(), (403, "SignatureDoesNotMatch".to_owned()));
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_is_still_sending() {
    let stage = Stage::start().await;
    let wrong = model::Credentials::long_lived("LTAI-local", "other-secret");
    let body = vec![7; 20 * 1024 * 1024];
    let answer = stage.send_as(Ask::put("k", body), &wrong, Scheme::HeaderV4).await;
    assert_eq!(answer.outcome(), (403, "SignatureDoesNotMatch".to_owned()));
    assert_eq!(files(&stage), 0);
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let stage = Stage::start().await;
    let port = stage.server.address().port();
    let put = Ask::put("k", "x").signed(&owner(), Scheme::HeaderV1, stage.clock.now());
    let text = String::from_utf8(put.bytes(port)).unwrap();
    let kept = text.replace("connection: close\r\n", "");
    let refused = kept.replace("date:", "x-date:");
    let answer = stage.exchange((refused + &kept + &text).as_bytes()).await;
    assert_eq!(answer.status, 403);
    let answers = String::from_utf8(answer.body).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2, "{answers}");
}
