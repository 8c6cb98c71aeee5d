//! API4: what one caller can make us hold, wait for, or spend.

use serde_json::json;
use tests::Stack;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use crate::attack::{User, raw, refusal};

const LIMIT: usize = 65_536;

#[tokio::test]
async fn a_body_is_limited_however_it_is_sent() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    for body in ["x".repeat(LIMIT + 1), "[".repeat(4_000_000)] {
        let answer = user.send("POST", "/upload/video", body).await;
        assert_eq!(refusal(&answer), (413, "RequestEntityTooLarge"));
    }
    for body in [
        "[".repeat(LIMIT),
        "{\"a\":".repeat(10_000),
        format!("{{\"Title\": \"{}\"}}", "\\u0041".repeat(10_000)),
        format!("{{\"FileSize\": {}}}", "9".repeat(60_000)),
        format!("{{\"FileSize\": 1e{}}}", "9".repeat(60_000)),
    ] {
        assert_eq!(user.send("POST", "/upload/video", body).await.status, 400);
    }
    // Nothing is unpacked: a bomb stays as small as it came.
    let packed = [("content-encoding", "gzip")];
    let bomb = "\u{1f}\u{8b}".to_owned() + &"\0".repeat(1_000);
    let answer = user.send_with("POST", "/upload/video", bomb, &packed).await;
    assert!(matches!(answer.status, 400 | 415), "{}", answer.body);
}

#[tokio::test]
async fn a_length_that_is_only_said_costs_nothing() {
    let stack = Stack::start(&[]);
    let head = |more: &str| {
        format!(
            "POST /upload/video HTTP/1.1\r\nHost: l\r\nX-Api-Key: LocalApiKey1\r\nConnection: close\r\n{more}\r\n\r\n"
        )
    };
    for (more, status) in [
        ("Content-Length: 99999999999", "413"),
        ("Content-Length: 18446744073709551616", "400"),
        ("Content-Length: -1", "400"),
        ("Content-Length: 5\r\nContent-Length: 6", "400"),
    ] {
        let answer = raw(&stack, head(more).as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{more}: {answer}");
    }
    // In pieces without an end.
    let mut endless = head("Transfer-Encoding: chunked").into_bytes();
    for _ in 0..3_000 {
        endless.extend_from_slice(b"1000\r\n");
        endless.extend(vec![b'x'; 4_096]);
        endless.extend_from_slice(b"\r\n");
    }
    assert!(raw(&stack, &endless).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn a_head_is_limited() {
    let stack = Stack::start(&[]);
    let many: Vec<_> = (0..2_000).map(|n| format!("X-{n}: a\r\n")).collect();
    let long = format!("X-Long: {}\r\n", "a".repeat(1_000_000));
    for headers in [many.concat(), long] {
        let request = format!("GET /sts/token HTTP/1.1\r\nHost: l\r\n{headers}\r\n");
        let answer = raw(&stack, request.as_bytes()).await;
        // Refused with a status, or closed before all of it was taken.
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    let request = format!("GET /{} HTTP/1.1\r\nHost: l\r\n\r\n", "a".repeat(100_000));
    let answer = raw(&stack, request.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(User::new(&stack, "user-1").send("GET", "/sts/token", "").await.status, 200);
}

#[tokio::test]
async fn many_connections_that_say_nothing_keep_nobody_out() {
    let stack = Stack::start(&[]);
    let address = format!("127.0.0.1:{}", stack.functions.port().unwrap());
    let mut idle = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(b"POST /upload/video HTTP/1.1\r\nHost:").await.unwrap();
        idle.push(stream);
    }
    let user = User::new(&stack, "user-1");
    user.granted("video").await;
    drop(idle);
}

/// AssumeRole is limited to 100 calls a second for the whole account.
#[tokio::test]
async fn asking_for_tokens_again_and_again_makes_one_call() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    let mut keys = Vec::new();
    for _ in 0..150 {
        let answer = user.send("GET", "/sts/token", "").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        keys.push(answer.body["AccessKeyId"].as_str().unwrap().to_owned());
    }
    keys.dedup();
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
async fn lists_and_texts_have_the_limits_of_vod() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    for (name, value) in [
        ("Tags", "t,".repeat(17)),
        ("Tags", "t".repeat(33)),
        ("Title", "x".repeat(129)),
        ("Description", "x".repeat(1_025)),
        ("FileName", format!("{}.mp4", "x".repeat(2_000))),
    ] {
        let mut body = json!({"FileName": "a.mp4", "Title": "t"});
        body[name] = value.into();
        let answer = user.send("POST", "/upload/video", body.to_string()).await;
        assert_eq!(refusal(&answer).0, 400, "{name}: {}", answer.body);
    }
}
