//! Uploads whose events were lost: found after a time, started once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod process;
mod stage;

use std::time::Duration;

use process::Sweeper;
use runtime::Outcome;
use stage::Stage;
use tests::{API_KEY, Stack, root};

#[tokio::test]
async fn an_upload_that_no_event_told_of_becomes_normal() {
    let stage = Stage::start().await;
    let lost = stage.upload("lost.mov").await;
    let unfinished = stage.create("unfinished.mov").await.0;
    let playable = stage.upload("playable.mp4").await;
    stage.clock.advance(Duration::from_secs(599));
    let late = stage.upload("late.mov").await;

    // A second too young: its event may still come.
    assert_eq!(stage.sweep().await, Outcome::Done);
    assert_eq!(stage.status(&lost).await, "UploadSucc");

    stage.clock.advance(Duration::from_secs(1));
    assert_eq!(stage.sweep().await, Outcome::Done);
    stage.becomes_normal(&lost).await;
    assert_eq!(stage.tasks(&lost).await, 1);
    assert_eq!(stage.status(&late).await, "UploadSucc", "it is a second old");
    assert_eq!(stage.status(&unfinished).await, "Uploading");
    assert_eq!(stage.tasks(&playable).await, 0);

    // It is done; only the late one follows.
    stage.clock.advance(Duration::from_mins(10));
    assert_eq!(stage.sweep().await, Outcome::Done);
    stage.becomes_normal(&late).await;
    for _ in 0..2 {
        assert_eq!(stage.sweep().await, Outcome::Done);
    }
    assert_eq!((stage.tasks(&lost).await, stage.tasks(&late).await), (1, 1));
    stage.end().await;
}

#[tokio::test]
async fn an_upload_that_took_long_is_left_to_its_event_at_first() {
    let stage = Stage::start().await;
    let (id, grant) = stage.create("long.mov").await;
    stage.clock.advance(Duration::from_mins(45));
    stage.put(grant).await;
    stage.clock.advance(Duration::from_mins(9));
    stage.sweep().await;
    assert_eq!(stage.status(&id).await, "UploadSucc");
    stage.clock.advance(Duration::from_mins(1));
    stage.sweep().await;
    stage.becomes_normal(&id).await;
    stage.end().await;
}

#[tokio::test]
async fn what_is_too_old_is_left_alone() {
    let stage = Stage::start().await;
    let id = stage.upload("old.mov").await;
    stage.clock.advance(Duration::from_hours(24));
    assert_eq!(stage.sweep().await, Outcome::Done);
    assert_eq!(stage.status(&id).await, "UploadSucc");
    stage.end().await;
}

#[tokio::test]
async fn sweeps_at_the_same_time_start_one_task() {
    let stage = Stage::start().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(stage.upload("a.mov").await);
    }
    stage.clock.advance(Duration::from_mins(10));
    let (one, other) = tokio::join!(stage.sweep(), stage.sweep());
    assert_eq!((one, other), (Outcome::Done, Outcome::Done));
    for id in &ids {
        stage.becomes_normal(id).await;
        assert_eq!(stage.tasks(id).await, 1);
    }
    stage.end().await;
}

#[tokio::test]
async fn more_uploads_than_a_page_holds_are_all_found() {
    let stage = Stage::start().await;
    let mut ids = Vec::new();
    for _ in 0..101 {
        ids.push(stage.upload("a.mov").await);
    }
    stage.clock.advance(Duration::from_mins(10));
    assert_eq!(stage.sweep().await, Outcome::Done);
    for id in &ids {
        stage.becomes_normal(id).await;
    }
    stage.end().await;
}

/// With the built programs: nothing follows an upload in this stack, as if every callback were lost.
#[tokio::test]
async fn the_program_finds_what_the_stack_left() {
    let stack = Stack::start(&["--no-next-step"]);
    let file = root().join("tests/media/sample.mov");
    // Of the caller whose key `send` shows.
    let file = file.to_str().unwrap();
    let output = stack.vodup(&["upload", file, "--api-key", API_KEY, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let id = report["Uploads"][0]["MediaId"].as_str().unwrap();
    let status = async || {
        let answer = stack.send("GET", &format!("/upload/video/{id}"), vec![]).await;
        answer.body["Status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status().await, "UploadSucc");

    // By the default ages it is too young; without a template group nothing would follow.
    for settings in
        [&[("TEMPLATE_GROUP_ID", "local-template-group")][..], &[("SWEEP_MIN_AGE_SECONDS", "0")]]
    {
        let sweeper = Sweeper::start(&stack.cloud, settings);
        assert_eq!(sweeper.invoke().await, (200, "Done".to_owned()));
        assert_eq!(status().await, "UploadSucc");
    }

    let settings = [("TEMPLATE_GROUP_ID", "local-template-group"), ("SWEEP_MIN_AGE_SECONDS", "0")];
    let sweeper = Sweeper::start(&stack.cloud, &settings);
    assert_eq!(sweeper.invoke().await, (200, "Done".to_owned()));
    assert_ne!(status().await, "UploadSucc");
    assert_eq!(sweeper.invoke().await, (200, "Done".to_owned()));
}
