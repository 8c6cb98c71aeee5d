//! Group network.

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::bucket::put;
use super::{fired, install, once, seconds_of};
use crate::stage::Stage;

#[tokio::test]
async fn latency_passes_in_the_clouds_time() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "latency", "delay_ms": 600_000, "times": 1})).await;
    let (status, ()) = tokio::join!(stage.status(&grant.id), async {
        while fired(&stage).await != [1] {}
        stage.advance(600).await;
    });
    assert_eq!(status, "Uploading");
}

#[tokio::test]
async fn a_connection_carries_little() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    for fault in [
        json!({"name": "bandwidth-cap", "times": 1, "bytes_per_second": 100}),
        json!({"name": "connection-sliced", "times": 1, "slice_bytes": 100, "delay_ms": 1_000}),
    ] {
        install(&stage, fault).await;
        let (answer, seconds) = seconds_of(&stage, put(&stage, &grant, "bytes")).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["connection"], "close");
        // Its head alone has some hundred bytes.
        assert!(seconds >= 3, "{seconds}");
    }
}

/// Sends a call that needs no answer's content, and gives the bare connection.
async fn call(stage: &Stage) -> TcpStream {
    let mut connection = TcpStream::connect(stage.cloud.address()).await.unwrap();
    let request = b"GET /?Action=GetVideoInfo HTTP/1.1\r\nhost: localhost\r\n\r\n";
    connection.write_all(request).await.unwrap();
    connection
}

#[tokio::test]
async fn a_connection_is_half_closed() {
    let stage = Stage::new().await;
    once(&stage, "half-closed").await;
    let mut connection = call(&stage).await;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    assert!(answer.is_empty(), "no answer, and an orderly end");
    // The other direction is open.
    connection.write_all(b"more").await.unwrap();
}

#[tokio::test]
async fn a_connection_is_reset() {
    let stage = Stage::new().await;
    once(&stage, "reset").await;
    let mut connection = call(&stage).await;
    let error = connection.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_new_connection_is_refused() {
    let stage = Stage::new().await;
    install(&stage, json!({"name": "connection-refused"})).await;
    let mut connection = TcpStream::connect(stage.cloud.address()).await.unwrap();
    let error = connection.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    // Once, unless more was asked for.
    assert_eq!(fired(&stage).await, [1]);
    let mut connection = call(&stage).await;
    let mut first = [0; 8];
    connection.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1");
}
