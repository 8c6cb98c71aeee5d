//! The samples of the guide for clients that know whose an upload is, against the running stack:
//! `back-end.mjs`, which keeps tickets for its users, and `upload-functions.mjs`, which shows them itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use tests::{Stack, logs, plain_http, program_of_machine, root, token_of};

/// What each user signs in with.
const ANN: &str = "session-of-ann";
const BOB: &str = "session-of-bob";

/// A request that creates an upload of each kind, and the field of the answer that holds its id.
const KINDS: [(&str, &str, &str); 3] = [
    ("video", r#"{"FileName": "a.mp4", "Title": "First"}"#, "VideoId"),
    ("image", r#"{"ImageType": "default", "ImageExt": "png"}"#, "ImageId"),
    ("attached-media", r#"{"BusinessType": "subtitle", "MediaExt": "srt"}"#, "MediaId"),
];

/// `back-end.mjs` in front of a stack. It is ended when dropped.
struct BackEnd {
    child: Child,
    address: String,
}

impl BackEnd {
    fn start(node: &Path, stack: &Stack) -> Self {
        let mut child = Command::new(node)
            .arg(root().join("docs/guides/clients/back-end.mjs"))
            .env_clear()
            .env("UPLOAD_SERVER", stack.functions.as_str().trim_end_matches('/'))
            .env("SESSIONS", format!("{ANN}=ann,{BOB}=bob"))
            .env("PORT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(logs::file("back-end").map_or_else(Stdio::inherit, Stdio::from))
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Ready on ").expect("a ready line").to_owned();
        Self { child, address }
    }

    async fn ask(&self, session: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = plain_http()
            .request(method.parse().unwrap(), format!("{}{path}", self.address))
            .bearer_auth(session)
            .header("content-type", "application/json")
            .body(body.to_owned());
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        logs::secrets_of(&body);
        (status, body)
    }
}

impl Drop for BackEnd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn users_see_and_cancel_their_own_uploads_through_the_back_end() {
    let Some(node) = program_of_machine("node") else { return };
    let stack = Stack::start(&[]);
    let back_end = BackEnd::start(&node, &stack);
    for (kind, fields, id) in KINDS {
        let (status, created) = back_end.ask(ANN, "POST", &format!("/upload/{kind}"), fields).await;
        assert_eq!(status, 200, "{created}");
        let id = created[id].as_str().unwrap();
        let path = format!("/upload/{kind}/{id}");

        // All keys are one owner to the functions: that Bob is not Ann, the back end alone knows.
        for method in ["GET", "DELETE"] {
            let (status, refusal) = back_end.ask(BOB, method, &path, "").await;
            assert_eq!((status, &refusal["Code"]), (404, &json!("NoSuchResource")), "{kind}");
        }
        let (status, upload) = back_end.ask(ANN, "GET", &path, "").await;
        assert_eq!((status, &upload["Status"]), (200, &json!("Uploading")), "{kind}: {upload}");

        // With the ticket it may be repeated, for instance when the first answer was lost.
        for _ in 0..2 {
            let (status, answer) = back_end.ask(ANN, "DELETE", &path, "").await;
            assert_eq!((status, &answer["Status"]), (200, &json!("Cancelled")), "{kind}: {answer}");
        }
        let (status, gone) = back_end.ask(ANN, "GET", &path, "").await;
        assert_eq!(status, 404, "{kind}: {gone}");
    }
}

#[tokio::test]
async fn a_video_is_renewed_through_the_back_end_by_either_id() {
    let Some(node) = program_of_machine("node") else { return };
    let stack = Stack::start(&[]);
    let back_end = BackEnd::start(&node, &stack);
    let fields = json!({"FileName": "a.mp4", "Title": "First", "ReferenceId": "holiday"});
    let (_, created) = back_end.ask(ANN, "POST", "/upload/video", &fields.to_string()).await;
    for name in [json!({"VideoId": created["VideoId"]}), json!({"ReferenceId": "holiday"})] {
        let name = name.to_string();
        let path = "/upload/video/refresh";
        let (status, renewed) = back_end.ask(ANN, "POST", path, &name).await;
        assert_eq!((status, &renewed["VideoId"]), (200, &created["VideoId"]), "{renewed}");
        let (status, refusal) = back_end.ask(BOB, "POST", path, &name).await;
        assert_eq!(status, 404, "{refusal}");
    }
}

#[test]
fn a_client_without_a_back_end_shows_its_tickets_itself() {
    let Some(node) = program_of_machine("node") else { return };
    let stack = Stack::start(&[]);
    let output = Command::new(node)
        .arg(root().join("tests/clients/node/upload_functions.mjs"))
        .env_clear()
        .env("FUNCTIONS", stack.functions.as_str().trim_end_matches('/'))
        .env("TOKEN", token_of("user-1"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let kinds: Vec<_> = KINDS.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(said.lines().collect::<Vec<_>>(), kinds);
}
