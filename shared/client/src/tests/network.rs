//! The real transport, over a socket of this machine.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::Request;
use tokio::net::TcpListener;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::{
    BodyProgress, HttpOptions, HttpTransport, Reach, Transport,
    TransportErrorKind::{Broken, Connect, Timeout},
};

fn put(uri: &str, body: &[u8]) -> Request<Bytes> {
    Request::put(uri).body(Bytes::copy_from_slice(body)).unwrap()
}

#[tokio::test]
async fn request_and_answer_pass_unchanged() {
    let server = MockServer::start().await;
    Mock::given(matchers::method("PUT"))
        .and(matchers::path("/a%20b"))
        .and(matchers::query_param("x", "y"))
        .and(matchers::header("x-oss-date", "d"))
        .and(matchers::body_bytes(b"body".to_vec()))
        .respond_with(
            ResponseTemplate::new(203).insert_header("ETag", "\"e\"").set_body_string("a"),
        )
        .mount(&server)
        .await;
    let mut request = put(&format!("{}/a%20b?x=y", server.uri()), b"body");
    request.headers_mut().insert("x-oss-date", "d".parse().unwrap());
    let answer = HttpTransport::default().send(request).await.unwrap();
    assert_eq!(answer.status(), 203);
    assert_eq!(answer.headers()["etag"], "\"e\"");
    assert_eq!(answer.body(), "a");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(ResponseTemplate::new(302).insert_header("Location", "http://127.0.0.1:1/"))
        .expect(1)
        .mount(&server)
        .await;
    let answer = HttpTransport::default().send(put(&server.uri(), b"")).await.unwrap();
    assert_eq!(answer.status(), 302);
}

#[tokio::test]
async fn progress_covers_the_whole_body_and_its_length_is_announced() {
    let server = MockServer::start().await;
    Mock::given(matchers::header("content-length", "200000"))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    let (send, receive) = std::sync::mpsc::channel();
    let mut request = put(&server.uri(), &vec![7; 200_000]);
    request.extensions_mut().insert(BodyProgress::new(move |bytes| {
        send.send(bytes).unwrap();
    }));
    HttpTransport::default().send(request).await.unwrap();
    let pieces: Vec<usize> = receive.try_iter().collect();
    assert_eq!(pieces.iter().sum::<usize>(), 200_000);
    assert!(pieces.len() > 1);
}

#[tokio::test]
async fn nobody_listening_is_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let uri = format!("http://{address}/?Signature=s3cret");
    let error = HttpTransport::default().send(put(&uri, b"")).await.unwrap_err();
    assert_eq!(error.kind, Connect);
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

#[tokio::test]
async fn a_closed_connection_may_have_been_processed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/?Signature=s3cret", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.readable().await.unwrap();
    });
    let error = HttpTransport::default().send(put(&uri, b"body")).await.unwrap_err();
    assert_eq!(error.kind, Broken);
    assert!(!error.to_string().contains("s3cret"), "{error}");
    server.await.unwrap();
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/", listener.local_addr().unwrap());
    let options = HttpOptions { read_timeout: Duration::from_millis(20), ..HttpOptions::default() };
    let transport = Arc::new(HttpTransport::new(options));
    let error = transport.send(put(&uri, b"")).await.unwrap_err();
    assert_eq!(error.kind, Timeout);
}

#[tokio::test]
async fn a_plain_server_does_not_speak_tls() {
    let server = MockServer::start().await;
    let uri = server.uri().replace("http://", "https://");
    let transport = HttpTransport::default();
    if transport.warm().is_ok() {
        let error = transport.send(put(&uri, b"")).await.unwrap_err();
        assert_eq!(error.kind, Connect);
    }
}

#[tokio::test]
async fn an_address_out_of_reach_is_never_connected_to() {
    let server = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let port = server.address().port();
    let ask = async |reach, host: &str| {
        let options = HttpOptions { reach, ..HttpOptions::default() };
        HttpTransport::new(options).send(put(&format!("http://{host}:{port}/"), b"")).await
    };
    for host in ["127.0.0.1", "localhost", "0x7f000001", "[::ffff:127.0.0.1]"] {
        let refused = ask(Reach::Public, host).await.unwrap_err();
        assert_eq!(refused.kind, Connect, "{host}");
        assert!(refused.reason.contains("lies inward"), "{host}: {refused}");
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
    for host in ["127.0.0.1", "localhost"] {
        let answer = ask(Reach::PublicOrLoopback, host).await.unwrap();
        assert_eq!(answer.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn an_answer_beyond_its_limit_is_given_up() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_bytes(vec![b'x'; 1_001]);
    Mock::given(matchers::any()).respond_with(answer).mount(&server).await;
    for (largest_answer, read) in [(1_001, true), (1_000, false)] {
        let options = HttpOptions { largest_answer, ..HttpOptions::default() };
        let answer = HttpTransport::new(options).send(put(&server.uri(), b"")).await;
        assert_eq!(answer.is_ok(), read, "{largest_answer}: {answer:?}");
    }
}
