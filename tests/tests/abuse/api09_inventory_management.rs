//! API9: what there is. Every path that answers is one that is described, and every spelling of a path
//! that is not one of them answers 404.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Stack, registry::functions};

use crate::attack::{User, raw};

const BODY: &str = r#"{"FileName": "a.mp4", "Title": "t"}"#;
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

/// Method and path of everything that is described.
fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let item = item.as_object().unwrap();
            item.keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
        .filter(|(method, _)| METHODS.contains(&method.as_str()))
        .collect()
}

#[tokio::test]
async fn what_is_described_is_what_answers() {
    let stack = Stack::start(&[]);
    let document = stack.send("GET", "/openapi.json", vec![]).await;
    assert_eq!(document.status, 200);
    let described = described(&document.body);
    let known: BTreeSet<_> = functions()
        .iter()
        .flat_map(|function| function.routes().to_vec())
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(described, known);

    let user = User::with(&stack, "boss", &json!({"roles": ["operator"]}));
    let paths: BTreeSet<_> = known.iter().map(|(_, path)| path).collect();
    for path in paths {
        let target = path.replace("{id}", "30f54e402f9571f0bfe97035d0b20102");
        for method in METHODS {
            let answer = user.send(method, &target, "{}").await;
            let there = known.contains(&(method.to_owned(), path.clone()));
            assert_eq!(answer.status != 405, there, "{method} {path}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn another_spelling_of_a_path_is_another_path() {
    let stack = Stack::start(&[]);
    for path in [
        "/upload/video/",
        "//upload/video",
        "/upload//video",
        "/Upload/Video",
        "/upload/video/.",
        "/upload/video;a=b",
        "/upload/video%2F",
        "/upload%2Fvideo",
        "/upload/../upload/video",
        "/upload/image/../video",
        "/%75pload/video%00",
        "/upload/video.json",
        "/v1/upload/video",
        "/api/upload/video",
        "/upload/video/a/b",
        "/upload/audio/1",
    ] {
        // A client would put these in order before it sends them.
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: l\r\nX-Api-Key: LocalApiKey1\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n{BODY}",
            BODY.len()
        );
        let answer = raw(&stack, request.as_bytes()).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["400", "404", "405"].contains(&status), "{path}: {answer}");
    }
}
