//! Files that do not arrive.

use client::TransportErrorKind;
use serde_json::json;

use super::*;

#[tokio::test(start_paused = true)]
async fn one_that_fails_does_not_stop_the_others() {
    let files = Files::new(&[("a.mov", 3), ("b.exe", 3), ("empty.mp4", 0), ("c.mov", 3)]);
    let script = Script::default()
        .answer(
            400,
            &json!({"Code": "LengthExceededMax", "Message": "Title is long.", "RequestId": "R"}),
        )
        .answer(200, &grant("VideoId", "v1"))
        .stored(3);
    let names = "a.mov b.exe missing.mov empty.mp4 c.mov";
    let ran = files.upload(names, "-q", script, Interrupt::never()).await;
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Failed, "v1\n"));
    insta::assert_snapshot!(ran.errors, @r"
    a.mov: Title is long (LengthExceededMax, RequestId R); correct the option that it names and run the command again
    b.exe: VOD takes no files that end in .exe (InvalidFileName.Extension); convert it, or say with --kind what it is if only its name is unusual
    missing.mov: there is no such file (FileNotFound); check the path
    empty.mp4: the file is empty (FileIsEmpty); check where it comes from: VOD has no use for 0 bytes
    ");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_oss_names_operation_code_and_request() {
    let files = Files::new(&[("a.mov", 3)]);
    let script =
        Script::default().answer(200, &grant("VideoId", "v1")).refused(403, "AccessDenied");
    let ran = files.upload("a.mov", "--json", script, Interrupt::never()).await;
    assert_eq!(ran.exit, Exit::Failed);
    let report = ran.document()["Uploads"][0].clone();
    assert_eq!(report["MediaId"], json!("v1"));
    insta::assert_json_snapshot!(report["Error"], @r#"
    {
      "Advice": "use the grant for its own object only, and before it ends",
      "Code": "AccessDenied",
      "Message": "PutObject: No",
      "RequestId": "OSS-1"
    }
    "#);
    assert!(ran.errors.starts_with("a.mov: PutObject: No (AccessDenied, RequestId OSS-1); "));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_is_named() {
    let files = Files::new(&[("a.mov", 3)]);
    let script = Script::default().fail(TransportErrorKind::Connect);
    let ran =
        files.upload("a.mov", "--server http://127.0.0.1:9", script, Interrupt::never()).await;
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Failed, ""));
    assert_eq!(
        ran.errors,
        "a.mov: no server answers at http://127.0.0.1:9 (ServerUnreachable); start it with `cargo \
         run`, or name another with --server\n"
    );
}

#[tokio::test(start_paused = true)]
async fn a_video_without_next_step_is_uploaded_and_fails() {
    let files = Files::new(&[("a.mov", 3)]);
    let script = Script::default()
        .answer(200, &grant("VideoId", "v1"))
        .stored(3)
        .repeat(200, &status("UploadSucc"));
    let ran = files.upload("a.mov", "--wait --json", script, Interrupt::never()).await;
    assert_eq!(ran.exit, Exit::Failed);
    let report = ran.document()["Uploads"][0].clone();
    assert_eq!(report["Status"], json!("UploadSucc"));
    assert_eq!(report["Error"]["Code"], json!("NoNextStep"));
    let last = report["Timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["Event"], json!("FileUploadComplete"));
}

#[tokio::test(start_paused = true)]
async fn a_completion_that_nobody_confirms_fails_after_the_grace() {
    let files = Files::new(&[("a.mov", 150 * 1024)]);
    let mut script =
        Script::default().answer(200, &grant("VideoId", "v1")).initiated().part().part();
    for _ in 0..upload::Options::default().attempts {
        script = script.fail(TransportErrorKind::Broken);
    }
    let script = script.repeat(200, &status("Uploading"));
    let started = tokio::time::Instant::now();
    let ran = files.upload("a.mov", "--part-size 100KiB", script, Interrupt::never()).await;
    assert_eq!(ran.exit, Exit::Failed);
    assert!(ran.errors.contains("(CompletionUnconfirmed); ask for the status"), "{}", ran.errors);
    assert!(started.elapsed() > GRACE / 2);
}

#[tokio::test(start_paused = true)]
async fn credentials_in_clear_text_over_a_network_are_warned_of() {
    let files = Files::new(&[("a.mov", 3)]);
    let script = Script::default().fail(TransportErrorKind::Connect);
    let ran = files.upload("a.mov", "--server http://e.example", script, Interrupt::never()).await;
    assert!(ran.errors.starts_with("warning: the server is asked over http://"), "{}", ran.errors);
}
