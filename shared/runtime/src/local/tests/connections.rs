//! Connections: kept, abused, idle, given up.

use std::time::Duration;

use super::server::{Server, get};

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    for _ in 0..3 {
        connection.send(&get("/echo")).await;
        assert_eq!(connection.answer().await.status, 200);
    }
    connection.send("GET /echo HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n").await;
    assert_eq!(connection.answer().await.status, 200);
    assert!(connection.closes().await);
}

#[tokio::test]
async fn requests_sent_ahead_are_answered_in_order() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection.send(&(get("/echo") + &get("/nothing") + &get("/healthz"))).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(connection.answer().await.status);
    }
    assert_eq!(statuses, [200, 404, 200]);
}

#[tokio::test]
async fn what_is_not_http_ends_its_own_connection_alone() {
    let server = Server::start().await;
    for garbage in [
        "\0\u{1}\u{2}garbage\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nbad header\r\n\r\n",
    ] {
        let mut connection = server.connect().await;
        connection.send(garbage).await;
        assert_eq!(connection.answer().await.status, 400, "{garbage:?}");
        assert!(connection.closes().await, "{garbage:?}");
    }
    assert_eq!(server.ask(&get("/echo")).await.status, 200);
}

#[tokio::test]
async fn a_flood_of_headers_is_refused() {
    let server = Server::start().await;
    let many = "X-H: v\r\n".repeat(200);
    let request = format!("GET /echo HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
    assert_eq!(server.ask(&request).await.status, 431);
    let mut connection = server.connect().await;
    let request = format!("GET /echo HTTP/1.1\r\nX-H: {}\r\n\r\n", "v".repeat(1 << 19));
    connection.send(&request).await;
    assert_eq!(connection.answer().await.status, 431);
    assert_eq!(server.ask(&get("/echo")).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_end_is_not_waited_for() {
    let server = Server::start().await;
    for start in ["", "GET /echo HTT", "GET /echo HTTP/1.1\r\nHost: l\r\n"] {
        let mut connection = server.connect().await;
        connection.send(start).await;
        connection.closes().await;
    }
    assert_eq!(server.ask(&get("/echo")).await.status, 200);
}

/// What it has begun in the cloud has to be told in the audit.
#[tokio::test]
async fn a_call_runs_to_its_end_though_its_client_hangs_up() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection.send(&get("/gate")).await;
    server.probe.entered.acquire().await.unwrap().forget();
    connection.end_sending().await;
    assert!(connection.closes().await, "the server has seen that nobody waits any more");
    server.probe.released.add_permits(1);
    let ended = tokio::time::timeout(Duration::from_secs(10), server.probe.left.acquire()).await;
    assert!(ended.is_ok(), "the call was given up half way");
}
