//! What every answer has, whoever made it.

use super::{EACH, ask, front};
use crate::{ApiError, testing};

#[tokio::test(start_paused = true)]
async fn every_answer_has_the_same_headers() {
    let front = front("");
    for (method, path, key, status, code) in EACH {
        let answer = ask(&front, method, path, &[("x-api-key", key)]).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{method} {path}");
        for (name, value) in [
            ("x-request-id", testing::REQUEST_ID),
            ("x-server-time", testing::NOW),
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{method} {path}: {name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_refusal_has_the_same_fields() {
    let front = front("");
    for (method, path, key, _, code) in EACH.into_iter().filter(|(.., code)| !code.is_empty()) {
        let answer = ask(&front, method, path, &[("x-api-key", key)]).await;
        let fields = answer.body.as_object().unwrap();
        let mut names: Vec<_> = fields.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["Code", "Message", "RequestId", "ServerTime"], "{method} {path}");
        assert_eq!(fields["Code"], code);
        assert_eq!(fields["RequestId"], testing::REQUEST_ID);
        assert_eq!(fields["ServerTime"], testing::NOW);
        assert!(!fields["Message"].as_str().unwrap().contains("as asked"), "{fields:?}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn a_refused_method_hears_of_all_others_that_the_path_takes() {
    let front = front("");
    for (method, allowed) in [
        ("PATCH", "GET, DELETE, OPTIONS"),
        // Another process has it, and this one was asked.
        ("DELETE", "GET, OPTIONS"),
    ] {
        let answer = ask(&front, method, "/items/1", &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allowed)), "{method}");
    }
}

#[test]
fn what_is_no_request_is_refused_in_the_same_shape() {
    let error = ApiError::bad_request("MalformedRequest", "No.");
    let answer = front("https://a.example").refuse(error, &testing::context());
    assert_eq!(answer.status(), 400);
    for (name, value) in
        [("x-server-time", testing::NOW), ("vary", "origin"), ("x-content-type-options", "nosniff")]
    {
        assert_eq!(answer.headers()[name], value);
    }
}

#[tokio::test]
async fn an_id_that_a_client_sends_is_not_said_back() {
    let front = front("");
    let sent = [("x-request-id", "theirs"), ("x-fc-request-id", "theirs"), ("x-api-key", "first")];
    let answer = ask(&front, "GET", "/items/1", &sent).await;
    assert_eq!(answer.header("x-request-id"), Some(testing::REQUEST_ID));
}

#[tokio::test]
async fn a_path_is_named_in_plain_letters() {
    let front = front("");
    for path in ["/a%0d%0aSet-Cookie:%20a=b", "/%00", "/%1b[31m", "/%e2%80%a8", "/ü"] {
        let answer = ask(&front, "GET", path, &[]).await;
        assert_eq!((answer.status, answer.code()), (404, "NoSuchRoute"), "{path}");
        let message = answer.body["Message"].as_str().unwrap();
        assert!(!message.chars().any(char::is_control), "{message:?}");
        assert_eq!(answer.header("set-cookie"), None);
    }
}
