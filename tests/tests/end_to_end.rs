//! The main job, with the built programs and real files: a grant is asked for, the file goes up with
//! that grant alone, its arrival is noticed, the next step starts, the video ends up Normal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, path::Path, process::Output};

use model::MediaKind;
use serde_json::Value;
use tests::{Objects, Stack, root};

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// The JSON document that `vodup --json` printed.
fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {}{}", text(&output.stdout), text(&output.stderr)))
}

fn events(upload: &Value) -> Vec<&str> {
    let timeline = upload["Timeline"].as_array().unwrap();
    timeline.iter().map(|entry| entry["Event"].as_str().unwrap()).collect()
}

fn media(name: &str) -> String {
    root().join("tests/media").join(name).to_str().unwrap().to_owned()
}

async fn stored_equals_sent(stack: &Stack, kind: MediaKind, upload: &Value, file: &Path) {
    let id = upload["MediaId"].as_str().unwrap();
    let stored = Objects::of(stack).read(kind, id).await;
    let sent = fs::read(file).unwrap();
    assert!(stored == sent, "{} was stored differently", file.display());
    let checksum = signing::crc64::checksum(&sent).to_string();
    assert_eq!(upload["Crc64"].as_str().unwrap(), checksum);
    assert_eq!(upload["Size"].as_u64().unwrap(), sent.len() as u64);
}

#[tokio::test]
async fn a_mov_file_ends_up_normal_with_a_transcode_task_in_the_timeline() {
    let stack = Stack::start(&[]);
    let file = media("sample.mov");
    let output = stack.vodup(&["upload", &file, "--title", "First", "--wait", "--json"]);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    let report = report(&output);
    let upload = &report["Uploads"][0];
    assert_eq!(upload["Status"], "Normal");
    assert!(upload["TranscodeTaskId"].as_str().is_some_and(|id| !id.is_empty()), "{upload}");
    let events = events(upload);
    let order: Vec<_> = ["Granted", "Uploaded", "FileUploadComplete", "Normal"]
        .iter()
        .map(|event| events.iter().position(|seen| seen == event).expect(event))
        .collect();
    assert!(order.is_sorted(), "{events:?}");
    stored_equals_sent(&stack, MediaKind::Video, upload, Path::new(&file)).await;
}

#[tokio::test]
async fn without_a_next_step_a_mov_file_stays_uploadsucc_and_wait_says_so_and_fails() {
    let stack = Stack::start(&["--no-next-step"]);
    let file = media("sample.mov");
    let output = stack.vodup(&["upload", &file, "--wait", "--grace", "1s"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    let said = text(&output.stderr);
    assert!(said.contains("UploadSucc"), "{said}");
    // The file itself has arrived whole.
    let output = stack.vodup(&["upload", &file, "--json"]);
    assert!(output.status.success());
    let upload = &report(&output)["Uploads"][0];
    stored_equals_sent(&stack, MediaKind::Video, upload, Path::new(&file)).await;
}

#[tokio::test]
async fn an_mp4_file_is_playable_without_any_transcoding() {
    let stack = Stack::start(&[]);
    let file = media("sample.mp4");
    let output = stack.vodup(&["upload", &file, "--wait", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let upload = &report(&output)["Uploads"][0];
    assert_eq!(upload["Status"], "Normal");
    assert!(upload.get("TranscodeTaskId").is_none_or(Value::is_null), "{upload}");
    stored_equals_sent(&stack, MediaKind::Video, upload, Path::new(&file)).await;
}

#[tokio::test]
async fn an_image_and_a_subtitle_end_up_normal() {
    let stack = Stack::start(&[]);
    let (image, subtitle) = (media("sample.png"), media("sample.srt"));
    let output = stack.vodup(&["upload", &image, &subtitle, "--wait", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report = report(&output);
    let uploads = report["Uploads"].as_array().unwrap();
    assert_eq!(uploads.len(), 2);
    assert!(uploads.iter().all(|upload| upload["Status"] == "Normal"), "{report}");
    stored_equals_sent(&stack, MediaKind::Image, &uploads[0], Path::new(&image)).await;
    stored_equals_sent(&stack, MediaKind::AttachedMedia, &uploads[1], Path::new(&subtitle)).await;
}

#[tokio::test]
async fn a_file_of_64_mb_goes_up_in_parts() {
    let stack = Stack::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("大文件 64.mp4");
    // Not a multiple of any part size, and no two parts alike.
    let mut bytes = vec![0_u8; 64_001_284];
    for (number, word) in (0_u32..).zip(bytes.chunks_exact_mut(4)) {
        word.copy_from_slice(&number.wrapping_mul(2_654_435_761).to_le_bytes());
    }
    fs::write(&file, &bytes).unwrap();
    let output = stack.vodup(&["upload", file.to_str().unwrap(), "--wait", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let upload = &report(&output)["Uploads"][0];
    assert!(upload["Parts"].as_u64().unwrap() > 1, "{upload}");
    stored_equals_sent(&stack, MediaKind::Video, upload, &file).await;
}

#[tokio::test]
async fn the_timeline_is_printed_for_people_too() {
    let stack = Stack::start(&[]);
    let output = stack.vodup(&["upload", &media("sample.mov"), "--title", "First", "--wait"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    for word in ["granted", "uploaded", "FileUploadComplete", "transcode task", "Normal"] {
        assert!(said.contains(word), "{word} is missing in\n{said}");
    }
}

#[tokio::test]
async fn one_file_that_fails_does_not_stop_the_others_and_shows_in_the_exit_status() {
    let stack = Stack::start(&[]);
    let output = stack.vodup(&["upload", "no-such-file.mp4", &media("sample.mp4"), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report = report(&output);
    assert!(report["Uploads"][0]["Error"].is_object(), "{report}");
    assert!(report["Uploads"][1]["MediaId"].is_string(), "{report}");
}

#[tokio::test]
async fn nothing_that_the_stack_logs_holds_a_secret() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let stack = Stack::start_logging(&["--log", "trace"], log.reopen().unwrap());
    let output = stack.vodup(&["upload", &media("sample.mov"), "--wait"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let grant = br#"{"FileName":"a.mp4","Title":"t"}"#.to_vec();
    let grant = stack.send("POST", "/upload/video", grant).await.body;
    let token = stack.send("GET", "/sts/token", vec![]).await.body;
    assert!(stack.interrupt().success());

    let auth = grant["UploadAuth"].as_str().unwrap();
    let keys = model::UploadAuth::decode(auth).unwrap();
    let logged = fs::read_to_string(log.path()).unwrap();
    // The log is there, and would show what it is searched for.
    for canary in ["CreateUploadVideo", "AssumeRole", "FileUploadComplete"] {
        assert!(logged.contains(canary), "{canary} is not in a log of {} bytes", logged.len());
    }
    for secret in [
        "localAccessKeySecret",
        "LocalCallbackKey1",
        auth,
        keys.access_key_secret.expose(),
        keys.security_token.expose(),
        token["AccessKeySecret"].as_str().unwrap(),
        token["SecurityToken"].as_str().unwrap(),
    ] {
        let encoded = signing::encode::percent_encode(secret);
        assert!(!logged.contains(secret) && !logged.contains(&encoded), "a secret is in the log");
    }
}

#[test]
fn no_grant_and_no_key_is_ever_printed() {
    let stack = Stack::start(&[]);
    let mut command = tests::vodup();
    command.env("VODUP_SERVER", stack.functions.as_str()).env("RUST_LOG", "trace");
    let output = command.args(["upload", &media("sample.mov"), "--wait"]).output().unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    for word in ["STS.", "AccessKeySecret", "SecurityToken", "UploadAuth\":", "localAccessKey"] {
        assert!(!said.contains(word), "{word} in\n{said}");
    }
}
