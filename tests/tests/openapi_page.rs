//! The local stack serves the document, and a page that shows it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use tests::{Stack, plain_http, root};

async fn fetch(stack: &Stack, path: &str) -> (reqwest::header::HeaderMap, String) {
    let url = stack.functions.join(path).unwrap();
    let response = plain_http().get(url).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    (response.headers().clone(), response.text().await.unwrap())
}

#[tokio::test]
async fn the_document_and_the_page_are_there_for_everybody() {
    let stack = Stack::start(&[]);
    assert!(stack.banner.contains("/docs"), "{}", stack.banner);
    let (headers, document) = fetch(&stack, "/openapi.json").await;
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(document, fs::read_to_string(root().join("docs/openapi.json")).unwrap());
    for (path, content_type) in [
        ("/docs", "text/html; charset=utf-8"),
        ("/docs.css", "text/css; charset=utf-8"),
        ("/docs.js", "text/javascript; charset=utf-8"),
    ] {
        let (headers, body) = fetch(&stack, path).await;
        assert_eq!(headers["content-type"], content_type);
        assert_eq!(headers["x-content-type-options"], "nosniff");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        for far in ["http://", "https://", "//cdn", "@import", ": url("] {
            assert!(!body.contains(far), "{far} in {path}");
        }
        // What the policy would not run, and what could turn a text into markup.
        for forbidden in [" style=", " onclick=", "<style", "<script>", "innerHTML", "eval("] {
            assert!(!body.contains(forbidden), "{forbidden} in {path}");
        }
    }
    let url = stack.functions.join("/docs").unwrap();
    let answer = plain_http().post(url).send().await.unwrap();
    assert_eq!(answer.status(), 405);
}
