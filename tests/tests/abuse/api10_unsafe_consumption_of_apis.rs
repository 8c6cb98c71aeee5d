//! API10: what the cloud, or somebody in its place, answers. It is read as strictly as a caller's
//! request, never followed elsewhere, and never handed on.

use serde_json::json;
use tests::{API_KEY, Environment, World};

use crate::alone::{Alone, Liar, http};

const BODY: &str = r#"{"FileName": "a.mp4", "Title": "t"}"#;

/// The settings of a function whose cloud is this one.
fn over(world: &World, cloud: &Liar) -> Environment {
    let mut settings = world.settings_of("create-upload-video");
    settings.insert("VOD_ENDPOINT".into(), format!("http://{}", cloud.address));
    settings
}

#[tokio::test]
async fn an_answer_that_is_none_is_an_error_of_ours_and_is_not_handed_on() {
    let world = World::start().await;
    let secret = "secret-of-the-inside";
    let json = "Content-Type: application/json\r\n";
    let grant = json!({
        "RequestId": "R", "VideoId": "30f54e402f9571f0bfe97035d0b20102", "UploadAddress": secret,
        "UploadAuth": secret,
    })
    .to_string();
    for answer in [
        http("200 OK", json, &format!("{{\"{secret}\"")),
        http("200 OK", json, &format!("\"{secret}\"")),
        http("200 OK", json, &"[".repeat(100_000)),
        http("200 OK", "Content-Type: text/html\r\n", &format!("<html>{secret}</html>")),
        http("200 OK", json, ""),
        http(
            "500 Internal Server Error",
            json,
            &format!("{{\"Code\": \"InternalError\", \"Message\": \"{secret}\"}}"),
        ),
        http(
            "403 Forbidden",
            json,
            &format!(
                "{{\"Code\": \"Forbidden.RAM\", \"Message\": \"{secret}\", \"RequestId\": \"R\"}}"
            ),
        ),
        http("200 OK", json, &grant),
        http("200 OK", &format!("{json}Content-Encoding: gzip\r\n"), secret),
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{".to_owned(),
        "HTTP/1.1 99999 What\r\n\r\n".to_owned(),
        "not HTTP".to_owned(),
        String::new(),
    ] {
        let cloud = Liar::start(&[&answer]).await;
        let function = Alone::start("create-upload-video", &over(&world, &cloud)).await.unwrap();
        let (status, headers, body) =
            function.send("/upload/video", BODY, &[("x-api-key", API_KEY)]).await;
        assert!(matches!(status, 500..=504), "{status} {body} for {answer:.80}");
        assert!(!format!("{body} {headers:?}").contains(secret), "{body} for {answer:.80}");
        assert!(body["Code"].is_string() && body["RequestId"].is_string(), "{body}");
    }
}

#[tokio::test]
async fn a_redirect_of_the_cloud_is_not_followed_and_no_signature_leaves() {
    let world = World::start().await;
    let elsewhere = Liar::start(&[&http("200 OK", "", "{}")]).await;
    for status in
        ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        let to = format!("Location: http://{}/\r\n", elsewhere.address);
        let cloud = Liar::start(&[&http(status, &to, "")]).await;
        let function = Alone::start("create-upload-video", &over(&world, &cloud)).await.unwrap();
        let (status, headers, body) =
            function.send("/upload/video", BODY, &[("x-api-key", API_KEY)]).await;
        assert!(matches!(status, 500..=504), "{status} {body}");
        assert!(!headers.contains_key("location"));
    }
    assert_eq!(elsewhere.connections().await, 0);
}

/// Texts that the cloud stores for somebody else come back as texts.
#[tokio::test]
async fn ids_and_codes_of_the_cloud_break_no_header() {
    let world = World::start().await;
    let refusal = json!({
        "RequestId": "a\r\nX-Injected: 1", "Code": "Bad\r\nX-Injected: 1",
        "Message": "\u{1b}[2J", "HostId": "h",
    });
    let answer =
        http("400 Bad Request", "Content-Type: application/json\r\n", &refusal.to_string());
    let cloud = Liar::start(&[&answer]).await;
    let function = Alone::start("create-upload-video", &over(&world, &cloud)).await.unwrap();
    let (status, headers, _) =
        function.send("/upload/video", BODY, &[("x-api-key", API_KEY)]).await;
    assert!(status >= 400);
    assert!(!headers.contains_key("x-injected"), "{headers:?}");
    let log = function.process.stderr();
    assert!(!log.contains("\u{1b}[2J") && !log.contains("\nX-Injected"), "{log}");
}
