//! Waiting, with scripted answers and a clock that stands still.

use std::sync::Arc;

use client::TransportErrorKind;
use model::MediaKind;
use serde_json::json;

use super::*;
use crate::{
    output::Mode,
    testing::{Captured, FixedClock, Script, functions, medium, timeline},
};

const PATIENCE: Patience =
    Patience { timeout: Duration::from_mins(1), grace: Duration::from_secs(10) };

async fn wait(script: &Script) -> (Result<(), String>, Vec<String>, Duration) {
    let mut follow = Follow::new(MediaKind::Video, PATIENCE.grace);
    let timeline = timeline();
    let started = Instant::now();
    let video = medium(MediaKind::Video, "v1");
    let functions = functions(script);
    let waited = until_ready(&functions, &video, PATIENCE, &mut follow, &timeline).await;
    let lines = timeline.entries().iter().map(|entry| entry.event.to_string()).collect();
    (waited.map_err(|error| error.to_string()), lines, started.elapsed())
}

fn status(word: &str, uploaded: bool, tasks: &serde_json::Value) -> serde_json::Value {
    json!({ "Status": word, "Uploaded": uploaded, "TranscodeTasks": tasks })
}

#[tokio::test(start_paused = true)]
async fn the_timeline_grows_until_the_video_is_normal() {
    let script = Script::default()
        .answer(200, &status("Uploading", false, &json!([])))
        .answer(503, &json!({"Code": "ServiceUnavailable", "Message": "busy"}))
        .answer(200, &status("UploadSucc", true, &json!([])))
        .answer(
            200,
            &status(
                "Transcoding",
                true,
                &json!([{"TranscodeTaskId": "t1", "TaskStatus": "Processing"}]),
            ),
        )
        .answer(
            200,
            &status(
                "Normal",
                true,
                &json!([{"TranscodeTaskId": "t1", "TaskStatus": "CompleteAllSucc"}]),
            ),
        );
    let (waited, lines, elapsed) = wait(&script).await;
    assert_eq!(waited, Ok(()));
    assert_eq!(
        lines,
        [
            "FileUploadComplete (VOD has the file)",
            "transcode task t1 (Processing)",
            "transcode task t1 (CompleteAllSucc)",
            "Normal"
        ]
    );
    assert_eq!(elapsed, Duration::from_millis(200 + 300 + 450 + 675));
}

#[tokio::test(start_paused = true)]
async fn a_video_that_stays_without_next_step_fails_in_the_grace() {
    let script = Script::default().repeat(200, &status("UploadSucc", true, &json!([])));
    let (waited, lines, elapsed) = wait(&script).await;
    assert!(waited.unwrap_err().contains("no next step started (NoNextStep)"));
    assert_eq!(lines, ["FileUploadComplete (VOD has the file)"]);
    assert!((PATIENCE.grace..PATIENCE.grace + LONGEST_PAUSE).contains(&elapsed), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn patience_ends() {
    let script = Script::default().repeat(200, &status("Transcoding", true, &json!([])));
    let (waited, _, elapsed) = wait(&script).await;
    assert_eq!(
        waited.unwrap_err(),
        "not ready after 60 s: the status is Transcoding (WaitTimeout); ask again with `vodup \
         status`, or give --wait-timeout more time"
    );
    assert!(elapsed <= PATIENCE.timeout);

    let script = Script::default().repeat(503, &json!({"Code": "Busy", "Message": "Later."}));
    let (waited, ..) = wait(&script).await;
    assert_eq!(
        waited.unwrap_err(),
        "not ready after 60 s: the status is unknown; Later (Busy); run the command again in a \
         moment"
    );
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_not_found_is_given_the_grace() {
    let missing = json!({"Code": "InvalidVideo.NotFound", "Message": "The video is missing."});
    let found = status("Normal", true, &json!([]));
    let script = Script::default().answer(404, &missing).answer(200, &found);
    assert_eq!(wait(&script).await.0, Ok(()));
    let (waited, _, elapsed) = wait(&Script::default().repeat(404, &missing)).await;
    assert!(waited.unwrap_err().starts_with("The video is missing (InvalidVideo.NotFound)"));
    assert!(elapsed >= PATIENCE.grace);
    let refused = json!({"Code": "Denied", "Message": "No."});
    let (waited, _, elapsed) = wait(&Script::default().repeat(403, &refused)).await;
    assert!(waited.is_err());
    assert_eq!(elapsed, Duration::ZERO);
}

/// What a wait says on standard error, and how it ends.
async fn wait_aloud(script: &Script, mode: Mode) -> (Result<(), Error>, String, Duration) {
    let captured = Captured::default();
    let timeline = Timeline::start(Arc::new(FixedClock), Arc::new(captured.output(mode)));
    let mut follow = Follow::new(MediaKind::Video, PATIENCE.grace);
    let started = Instant::now();
    let video = medium(MediaKind::Video, "v1");
    let waited = until_ready(&functions(script), &video, PATIENCE, &mut follow, &timeline).await;
    (waited, captured.errors.text(), started.elapsed())
}

const STILL_TRYING: &str = "warning: no answer from http://127.0.0.1:7080, still trying\n";

#[tokio::test(start_paused = true)]
async fn a_server_that_goes_is_told_of_once_and_given_up_after_half_a_minute() {
    for mode in [Mode::Human, Mode::Quiet, Mode::Json] {
        let mut script = Script::default().answer(200, &status("Transcoding", true, &json!([])));
        for _ in 0..40 {
            script = script.fail(TransportErrorKind::Connect);
        }
        let (waited, errors, elapsed) = wait_aloud(&script, mode).await;
        let error = waited.unwrap_err();
        assert_eq!((error.kind, errors.as_str()), (ErrorKind::Unreachable, STILL_TRYING));
        assert!(
            error.to_string().starts_with(
                "no server answers at http://127.0.0.1:7080 for 30 s; the file itself is uploaded \
                 (ServerUnreachable); "
            ),
            "{error}"
        );
        assert!((30..34).contains(&elapsed.as_secs()), "{elapsed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_comes_back_has_another_half_minute() {
    let at_work = status("Transcoding", true, &json!([]));
    let mut script = Script::default();
    for _ in 0..2 {
        for _ in 0..12 {
            script = script.fail(TransportErrorKind::Connect);
        }
        script = script.answer(200, &at_work);
    }
    let script =
        script.fail(TransportErrorKind::Broken).answer(200, &status("Normal", true, &json!([])));
    let (waited, errors, elapsed) = wait_aloud(&script, Mode::Human).await;
    assert_eq!((waited, errors.as_str()), (Ok(()), STILL_TRYING));
    assert!(elapsed.as_secs() > 40, "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_says_no_is_no_silence() {
    let script = Script::default()
        .answer(503, &json!({"Code": "Busy", "Message": "Later."}))
        .answer(200, &json!("nonsense"))
        .answer(200, &status("Normal", true, &json!([])));
    let (waited, errors, _) = wait_aloud(&script, Mode::Human).await;
    assert_eq!((waited, errors.as_str()), (Ok(()), ""));
}
