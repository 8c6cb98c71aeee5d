//! Faults of the connection, over TLS: they happen to the socket underneath, so the client sees a
//! TLS connection that is cut, slow, or says nothing.

use std::io;
use std::sync::Arc;

use local_cloud::LocalCloud;
use model::{Credentials, UploadAddress, UploadAuth};
use rustls::pki_types::ServerName;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{client, cloud, new_video, put, trusting};

/// A cloud, a client of it, and where an upload may go.
struct Stage {
    cloud: LocalCloud,
    http: reqwest::Client,
    url: String,
    address: UploadAddress,
    key: Credentials,
}

impl Stage {
    async fn new() -> Self {
        let cloud = cloud(true).await;
        let http = client(&cloud, &[]);
        let url = format!("{}/?{}", cloud.api_endpoint(), new_video());
        let answer = http.get(url).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let address = UploadAddress::decode(answer["UploadAddress"].as_str().unwrap()).unwrap();
        let auth = UploadAuth::decode(answer["UploadAuth"].as_str().unwrap()).unwrap();
        assert!(address.endpoint.starts_with("https://"), "{}", address.endpoint);
        let url = format!("{}/{}/{}", address.endpoint, address.bucket, address.file_name);
        Self { cloud, http, url, address, key: auth.credentials() }
    }

    async fn local(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_local/{path}", self.cloud.api_endpoint());
        let answer = self.http.post(url).body(body.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    async fn install(&self, fault: Value) {
        self.local("faults", fault).await;
    }

    async fn put(&self) -> reqwest::Result<reqwest::Response> {
        put(&self.http, &self.url, &self.address, &self.key).await
    }

    /// Whether the upload's object is there.
    async fn is_stored(&self) -> bool {
        let url = format!("{}/_local/state", self.cloud.api_endpoint());
        let state = self.http.get(url).send().await.unwrap().text().await.unwrap();
        state.contains("Normal")
    }

    /// Sends a call that needs no answer's content, and gives the bare TLS connection.
    async fn call(&self) -> TlsStream<TcpStream> {
        let stream = TcpStream::connect(self.cloud.address()).await.unwrap();
        let connector = TlsConnector::from(Arc::new(trusting(&self.cloud)));
        let name = ServerName::try_from("localhost").unwrap();
        let mut connection = connector.connect(name, stream).await.unwrap();
        let request = b"GET /?Action=GetVideoInfo HTTP/1.1\r\nhost: localhost\r\n\r\n";
        connection.write_all(request).await.unwrap();
        connection
    }

    /// Moves the frozen time by a second again and again until the work is done; tells how often.
    async fn seconds_of<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        self.local("clock", json!({"freeze": true})).await;
        let mut work = std::pin::pin!(work);
        let mut seconds = 0;
        loop {
            tokio::select! {
                done = &mut work => return (done, seconds),
                _ = self.local("clock", json!({"advance_seconds": 1})) => seconds += 1,
            }
        }
    }
}

/// What is read to the end of a connection that does not end as TLS wants it.
async fn rest_of(connection: &mut TlsStream<TcpStream>) -> (Vec<u8>, io::ErrorKind) {
    let mut rest = Vec::new();
    let error = connection.read_to_end(&mut rest).await.unwrap_err();
    (rest, error.kind())
}

#[tokio::test]
async fn a_connection_is_cut_without_an_answer() {
    let stage = Stage::new().await;
    for (fault, expected) in [
        (json!({"name": "reset", "times": 1}), io::ErrorKind::ConnectionReset),
        (json!({"name": "reply-lost", "times": 1}), io::ErrorKind::UnexpectedEof),
        (json!({"name": "time-out", "times": 1, "delay_ms": 1}), io::ErrorKind::UnexpectedEof),
    ] {
        stage.install(fault.clone()).await;
        let mut connection = stage.call().await;
        assert_eq!(rest_of(&mut connection).await, (Vec::new(), expected), "{fault}");
    }
}

#[tokio::test]
async fn a_connection_is_half_closed() {
    let stage = Stage::new().await;
    stage.install(json!({"name": "half-closed", "times": 1})).await;
    let mut connection = stage.call().await;
    assert_eq!(rest_of(&mut connection).await, (Vec::new(), io::ErrorKind::UnexpectedEof));
    // The other direction is open.
    connection.write_all(b"more").await.unwrap();
    connection.flush().await.unwrap();
}

#[tokio::test]
async fn a_new_connection_is_refused_before_tls_begins() {
    let stage = Stage::new().await;
    stage.install(json!({"name": "connection-refused"})).await;
    let mut connection = TcpStream::connect(stage.cloud.address()).await.unwrap();
    let error = connection.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    let mut first = [0; 8];
    stage.call().await.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1");
}

#[tokio::test]
async fn an_upload_is_cut_before_or_after_the_work() {
    let stage = Stage::new().await;
    let fault = |name: &str| json!({"name": name, "operation": "PutObject", "times": 1});
    let mut cut = fault("reset");
    cut["after_bytes"] = 3.into();
    stage.install(cut).await;
    assert!(stage.put().await.is_err());
    assert!(!stage.is_stored().await);

    let mut short = fault("short-write");
    short["after_bytes"] = 2.into();
    stage.install(short).await;
    let answer = stage.put().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("<Code>IncompleteBody</Code>"));
    assert!(!stage.is_stored().await);

    stage.install(fault("reply-lost")).await;
    assert!(stage.put().await.is_err());
    assert!(stage.is_stored().await);
}

#[tokio::test]
async fn an_answer_loses_its_body() {
    let stage = Stage::new().await;
    stage.install(json!({"name": "empty-body", "times": 1})).await;
    let url = format!("{}/?Action=GetVideoInfo", stage.cloud.api_endpoint());
    let answer = stage.http.get(&url).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (400, String::new()));
}

#[tokio::test]
async fn a_connection_is_slow_and_carries_all_of_it() {
    let stage = Stage::new().await;
    for fault in [
        json!({"name": "bandwidth-cap", "times": 1, "bytes_per_second": 100}),
        json!({"name": "connection-sliced", "times": 1, "slice_bytes": 100, "delay_ms": 1_000}),
        json!({"name": "very-slow", "times": 1, "bytes_per_second": 1}),
    ] {
        stage.install(fault.clone()).await;
        let (answer, seconds) = stage.seconds_of(stage.put()).await;
        assert_eq!(answer.unwrap().status(), 200, "{fault}");
        assert!(seconds >= 3, "{fault}: {seconds}");
        stage.local("clock", json!({"reset": true})).await;
    }
}
