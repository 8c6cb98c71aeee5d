//! Which answer a path and a method get.

use std::collections::BTreeSet;

use super::server::{Server, get};

#[tokio::test]
async fn health_is_told_without_a_function() {
    let server = Server::start().await;
    let answer = server.ask(&get("/healthz")).await;
    assert_eq!((answer.status, answer.body["Status"].as_str()), (200, Some("ok")));
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_path_that_does_not_exist_is_named() {
    let server = Server::start().await;
    for path in ["/", "/nothing", "/echo/", "/echo/more", "/ECHO", "//echo"] {
        let answer = server.ask(&get(path)).await;
        assert_eq!((answer.status, answer.code()), (404, "NoSuchRoute"), "{path}");
        let message = answer.body["Message"].as_str().unwrap();
        assert!(message.contains(&format!("{path:?}")), "{message}");
    }
}

#[tokio::test]
async fn a_wrong_method_hears_of_the_right_ones() {
    let server = Server::start().await;
    let answer = server.ask("DELETE /echo HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert_eq!((answer.status, answer.code()), (405, "UnsupportedHTTPMethod"));
    assert_eq!(answer.headers["allow"], "GET, POST, OPTIONS");
    let answer = server.ask("POST /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert_eq!((answer.status, answer.code()), (405, "UnsupportedHTTPMethod"));
    assert_eq!(answer.headers["allow"], "GET, HEAD, OPTIONS");
}

#[tokio::test]
async fn a_query_is_no_part_of_the_route() {
    let server = Server::start().await;
    assert_eq!(server.ask(&get("/echo?a=b")).await.status, 200);
}

#[tokio::test]
async fn every_answer_carries_the_id_of_its_own_request() {
    let server = Server::start().await;
    let mut ids = BTreeSet::new();
    for path in ["/echo", "/panic", "/nothing"] {
        let answer = server.ask(&get(path)).await;
        let id = answer.headers["x-request-id"].clone();
        assert_eq!(answer.body["RequestId"], id.as_str(), "{path}");
        ids.insert(id);
    }
    ids.insert(server.ask(&get("/healthz")).await.headers["x-request-id"].clone());
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn the_context_names_function_and_client() {
    let server = Server::start().await;
    let answer = server.ask(&get("/echo")).await;
    assert_eq!(answer.body["Function"], "probe");
    assert_eq!(answer.body["Client"], "127.0.0.1");
}
