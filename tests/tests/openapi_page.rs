//! The local stack serves the document, and a page that shows it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, process::Command};

use serde_json::{Value, json};
use tests::{Stack, package_of_tools, plain_http, program_of_machine, root};

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

#[test]
fn the_command_for_a_callback_is_taken_wherever_the_page_was_opened() {
    let (Some(modules), Some(node), Some(chromium)) = (
        package_of_tools("playwright-core"),
        program_of_machine("node"),
        program_of_machine("chromium"),
    ) else {
        return;
    };
    let stack = Stack::start(&[]);
    for host in ["127.0.0.1", "localhost"] {
        let mut page = stack.functions.join("/docs").unwrap();
        page.set_host(Some(host)).unwrap();
        let shown = Command::new(&node)
            .arg(root().join("tests/clients/node/docs_page.js"))
            .env("NODE_PATH", modules.parent().unwrap())
            .env("CHROMIUM", &chromium)
            .env("PAGE", page.as_str())
            .env("OPERATION", "upload-complete")
            .output()
            .unwrap();
        let command = String::from_utf8(shown.stdout).unwrap();
        assert!(command.contains("\ncurl "), "{command}{}", String::from_utf8_lossy(&shown.stderr));
        // As it stands there; only curl's own progress is of no interest.
        let sent = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &command.replace("\ncurl ", "\ncurl -sS ")])
            .output()
            .unwrap();
        let answer: Value = serde_json::from_slice(&sent.stdout).unwrap_or_default();
        assert_eq!(answer["Code"], json!(null), "{host}: {command}\n{answer}");
        assert!(answer["RequestId"].is_string(), "{host}: {command}\n{answer}");
    }
}
