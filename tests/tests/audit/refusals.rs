//! Whoever gets nothing has one line too, with the reason that they were told.

use serde_json::{Value, json};
use tests::{API_KEY, HttpRequest, token_of};

use crate::{
    emf,
    stage::{Place, Stage},
};

/// A request, what it is answered, and what its line says of it.
struct Refused {
    request: HttpRequest,
    status: u16,
    code: &'static str,
    says: Value,
}

fn refused(request: HttpRequest, status: u16, code: &'static str, says: Value) -> Refused {
    Refused { request, status, code, says }
}

fn video(body: &Value) -> HttpRequest {
    HttpRequest::new("POST", "/upload/video").json(body)
}

async fn cases(stage: &Stage) -> Vec<Refused> {
    let good = json!({"FileName": "a.mp4", "Title": "First"});
    let upload = stage.created("video").await;
    let mine = format!("/upload/video/{}", upload.id);
    let other = token_of("somebody-else");
    let theirs = json!({"subject": "somebody-else", "tenant": "local", "voucher": "jwt"});
    let by_key = json!({"subject": ":api-key", "voucher": "api-key", "kind": "video"});
    let with = |base: &Value, name: &str, value: Value| {
        let mut all = base.clone();
        all[name] = value;
        all
    };
    let about_mine =
        with(&with(&theirs, "kind", "video".into()), "media_id", upload.id.clone().into());
    vec![
        // Who they are is not known.
        refused(video(&good), 401, "MissingToken", json!({})),
        refused(video(&good).key("wrong"), 401, "InvalidApiKey", json!({})),
        refused(video(&good).key("a.b.c"), 401, "InvalidToken", json!({"detail": "malformed"})),
        refused(HttpRequest::new("GET", "/sts/token"), 401, "MissingToken", json!({})),
        refused(
            HttpRequest::new("GET", &mine),
            401,
            "MissingToken",
            json!({"media_id": upload.id}),
        ),
        // It is known, and it is not theirs.
        refused(
            HttpRequest::new("DELETE", &mine).key(&other),
            404,
            "InvalidVideo.NotFound",
            about_mine.clone(),
        ),
        refused(
            HttpRequest::new("GET", &mine).key(&other),
            404,
            "InvalidVideo.NotFound",
            about_mine.clone(),
        ),
        refused(
            HttpRequest::new("POST", "/upload/video/refresh")
                .json(&json!({ "VideoId": upload.id }))
                .key(&other),
            404,
            "InvalidVideo.NotFound",
            about_mine,
        ),
        refused(
            HttpRequest::new("DELETE", &mine).key(API_KEY).header("x-upload-ticket", "1.forged"),
            404,
            "InvalidVideo.NotFound",
            with(&by_key, "media_id", upload.id.clone().into()),
        ),
        // It may not be, or cannot be.
        refused(
            video(&with(&good, "WorkflowId", "w".into())).key(API_KEY),
            403,
            "Forbidden.Parameter",
            by_key.clone(),
        ),
        refused(
            video(&with(&good, "FileName", "a.exe".into())).key(API_KEY),
            400,
            "InvalidFileName.Extension",
            by_key.clone(),
        ),
        refused(video(&json!([])).key(API_KEY), 400, "MalformedJson", by_key),
        refused(
            HttpRequest::new("POST", "/callback/vod").json(&json!({"EventType": "x"})),
            403,
            "MissingSignature",
            json!({}),
        ),
    ]
}

#[tokio::test]
async fn whoever_gets_nothing_has_one_line_with_the_reason() {
    let stage = Stage::start().await;
    for place in [Place::Lambda, Place::Gateway] {
        for Refused { request, status, code, says } in cases(&stage).await {
            let (answer, lines) = stage.ask(place, &request).await;
            let what = format!("{place:?} {} {}: {}", request.method, request.target, answer.body);
            assert_eq!((answer.status, &answer.body["Code"]), (status, &code.into()), "{what}");
            let audit = lines.audit();
            assert_eq!(audit.len(), 1, "{what}: {audit:?}");
            let line = &audit[0];
            assert_eq!(
                (&line["event"], &line["code"]),
                (&"refused".into(), &code.into()),
                "{what}"
            );
            assert_eq!(line["status"], status, "{what}");
            for (name, value) in says.as_object().unwrap() {
                assert_eq!(line[name], *value, "{name}: {what}: {line}");
            }
            for name in ["until", "grant_id"] {
                assert_eq!(line.get(name), None, "{what}");
            }
            if status == 401 || status == 403 && code == "MissingSignature" {
                assert_eq!(line.get("subject"), None, "{what}");
            }
            lines.hold_no_secret_of(&request, &answer);
            emf::check(place, line);
        }
    }
}

#[tokio::test]
async fn what_no_function_was_asked_for_has_no_line() {
    let stage = Stage::start().await;
    for request in [
        HttpRequest::new("GET", "/nothing"),
        HttpRequest::new("PUT", "/upload/video"),
        HttpRequest::new("OPTIONS", "/upload/video"),
        HttpRequest::new("GET", "/healthz"),
    ] {
        let (answer, lines) = stage.ask(Place::Gateway, &request).await;
        assert!(lines.audit().is_empty(), "{} {}", answer.status, answer.body);
    }
}

#[tokio::test]
async fn no_text_of_a_client_begins_a_line() {
    let stage = Stage::start().await;
    let hostile =
        "a\r\n{\"target\":\"audit\",\"event\":\"issued\"}\u{85}\u{2028}\u{1b}[31m\u{9b}\0\u{202e}é";
    let encoded = signing::encode::percent_encode(hostile);
    let agent = "a\u{85}\u{2028}\u{9b}31m\u{202e}{\"event\":\"issued\"}é".repeat(20);
    for request in [
        video(&json!({"FileName": "a.mp4", "Title": hostile})),
        video(&json!({"FileName": hostile, "Title": "First"})),
        video(&json!({"FileName": "a.mp4", "Title": "First", "Tags": hostile})),
        video(&json!({"FileName": "a.mp4", "Title": "First", hostile: 1})),
        video(&json!({"FileName": "a.mp4", "Title": "First", "Description": hostile})),
        HttpRequest::new("POST", "/upload/video/refresh").json(&json!({ "VideoId": hostile })),
        HttpRequest::new("POST", "/upload/video/refresh").json(&json!({ "ReferenceId": hostile })),
        HttpRequest::new("GET", &format!("/upload/video/{encoded}")),
        HttpRequest::new("DELETE", &format!("/upload/image/{encoded}")),
    ] {
        for key in [API_KEY, "wrong"] {
            let request = request.clone().key(key).header("user-agent", &agent);
            // `Lines` reads each line as JSON and finds no character in it that acts.
            let (answer, lines) = stage.ask(Place::Gateway, &request).await;
            let audit = lines.audit();
            let what = format!("{} {}: {}", request.method, request.target, answer.body);
            // Only a look at a status has none, and no such id has one.
            assert_eq!(audit.len(), 1, "{what}: {audit:?}");
            let kept = audit[0]["user_agent"].as_str().unwrap();
            assert_eq!(kept.chars().count(), 200);
            assert!(agent.starts_with(kept), "{kept:?}");
            let status = answer.status;
            let event = if status == 200 { "issued" } else { "refused" };
            assert_eq!((&audit[0]["event"], &audit[0]["status"]), (&event.into(), &status.into()));
            for (name, value) in &answer.headers {
                let plain = value.as_bytes().iter().all(|byte| (0x20..0x7f).contains(byte));
                assert!(plain, "{name}: {value:?}");
            }
            assert_eq!(answer.headers.get("set-cookie"), None);
        }
    }
}
