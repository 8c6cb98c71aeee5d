//! How much a client may send, and for how long.

use super::server::Server;
use crate::body::MAX_BODY_BYTES;

fn post(bytes: usize) -> String {
    format!("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {bytes}\r\n\r\n")
}

#[tokio::test]
async fn a_body_of_the_limit_is_read_and_one_byte_more_is_not() {
    let server = Server::start().await;
    let request = post(MAX_BODY_BYTES) + &"x".repeat(MAX_BODY_BYTES);
    assert_eq!(server.ask(&request).await.body["Bytes"], MAX_BODY_BYTES);
    let request = post(MAX_BODY_BYTES + 1) + &"x".repeat(MAX_BODY_BYTES + 1);
    let answer = server.ask(&request).await;
    assert_eq!((answer.status, answer.code()), (413, "RequestEntityTooLarge"));
    assert!(answer.headers.contains_key("x-request-id"));
}

#[tokio::test]
async fn a_body_without_a_length_is_counted_too() {
    let head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    let server = Server::start().await;
    let small = format!("{head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assert_eq!(server.ask(&small).await.body["Bytes"], 5);
    let large = format!("{head}{:x}\r\n{}\r\n0\r\n\r\n", 70_000, "x".repeat(70_000));
    assert_eq!(server.ask(&large).await.status, 413);
}

#[tokio::test]
async fn a_client_that_sends_without_end_hears_why_it_is_cut_off() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection
        .send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await;
    let piece = format!("{:x}\r\n{}\r\n", 1 << 20, "x".repeat(1 << 20));
    for _ in 0..8 {
        connection.send(&piece).await;
    }
    connection.send("1\r\nx\r\n").await;
    assert_eq!(connection.answer().await.status, 413);
    assert!(connection.closes().await);
}

#[tokio::test]
async fn a_client_that_means_to_send_far_too_much_hears_it_at_once() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection.send(&post(1 << 30)).await;
    assert_eq!(connection.answer().await.status, 413);
    assert!(connection.closes().await);
}

#[tokio::test]
async fn a_body_that_ends_early_is_the_clients_mistake() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection.send(&(post(10) + "abc")).await;
    connection.end_sending().await;
    let answer = connection.answer().await;
    assert_eq!((answer.status, answer.code()), (400, "IncompleteBody"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for_without_end() {
    let server = Server::start().await;
    let answer = server.ask(&(post(10) + "abc")).await;
    assert_eq!((answer.status, answer.code()), (408, "RequestTimeout"));
}
