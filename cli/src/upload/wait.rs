//! Asks for the status until the file is ready, or never will be.

use std::time::Duration;

use model::MediaKind;
use tokio::time::{Instant, sleep, timeout_at};

use super::follow::{Follow, Step};
use crate::{
    error::{Error, ErrorKind},
    functions::{Functions, MediaStatus},
    timeline::Timeline,
};

/// First pause between two questions; a small file is ready at once.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// Longest pause, so that the timeline stays close to what happens.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long to ask.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// In all.
    pub(super) timeout: Duration,
    /// For a video without a next step, and for a record that VOD does not find yet.
    pub(super) grace: Duration,
}

/// Asks until `follow` says that the file is ready; every event goes into the timeline.
///
/// # Errors
/// When the file will never be ready, is not ready in time, or the server refuses to tell.
pub(super) async fn until_ready(
    functions: &Functions,
    (kind, id): (MediaKind, &str),
    patience: Patience,
    follow: &mut Follow,
    timeline: &Timeline,
) -> Result<(), Error> {
    let started = Instant::now();
    let deadline = started + patience.timeout;
    let mut pause = FIRST_PAUSE;
    loop {
        let Ok(asked) = timeout_at(deadline, functions.status(kind, id)).await else {
            return Err(too_late(patience, follow, None));
        };
        let mut trouble = None;
        match asked.and_then(MediaStatus::read) {
            Ok(answer) => {
                let (events, step) = follow.observe(answer, started.elapsed());
                events.into_iter().for_each(|event| timeline.note(event));
                match step {
                    Step::Wait => {}
                    Step::Ready => return Ok(()),
                    Step::Failed(error) => return Err(error),
                }
            }
            // VOD may need a moment before it finds what it has just been given.
            Err(error)
                if error.is_passing()
                    || (error.kind == ErrorKind::Refused(404)
                        && started.elapsed() < patience.grace) =>
            {
                tracing::debug!(%error, "no status");
                trouble = Some(error);
            }
            Err(error) => return Err(error),
        }
        if Instant::now() + pause >= deadline {
            return Err(too_late(patience, follow, trouble));
        }
        sleep(pause).await;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

/// Whether VOD has the file; asked for at most `grace`, where OSS did not say.
pub(super) async fn has_arrived(
    functions: &Functions,
    (kind, id): (MediaKind, &str),
    grace: Duration,
) -> bool {
    let deadline = Instant::now() + grace;
    let mut pause = FIRST_PAUSE;
    while let Ok(asked) = timeout_at(deadline, functions.status(kind, id)).await {
        if asked.and_then(MediaStatus::read).is_ok_and(|answer| answer.uploaded) {
            return true;
        }
        if Instant::now() + pause >= deadline {
            break;
        }
        sleep(pause).await;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
    false
}

fn too_late(patience: Patience, follow: &Follow, trouble: Option<Error>) -> Error {
    let status = follow.status().map_or("unknown", |status| status.as_str());
    let after =
        format!("not ready after {} s: the status is {status}", patience.timeout.as_secs_f64());
    match trouble {
        // The server's own refusal says more than the time that it took.
        Some(trouble) => Error {
            kind: ErrorKind::WaitTimeout,
            message: format!("{after}; {}", trouble.message),
            ..trouble
        },
        None => Error::new(
            ErrorKind::WaitTimeout,
            after,
            "ask again with `vodup status`, or give --wait-timeout more time",
        )
        .with_code(Some("WaitTimeout")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{Script, functions, timeline};

    const PATIENCE: Patience =
        Patience { timeout: Duration::from_secs(60), grace: Duration::from_secs(10) };

    async fn wait(script: Script) -> (Result<(), String>, Vec<String>, Duration) {
        let mut follow = Follow::new(MediaKind::Video, PATIENCE.grace);
        let timeline = timeline();
        let started = Instant::now();
        let video = (MediaKind::Video, "v1");
        let functions = functions(&script);
        let waited = until_ready(&functions, video, PATIENCE, &mut follow, &timeline).await;
        let lines = timeline.entries().iter().map(|entry| entry.event.to_string()).collect();
        (waited.map_err(|error| error.to_string()), lines, started.elapsed())
    }

    fn status(word: &str, uploaded: bool, tasks: serde_json::Value) -> serde_json::Value {
        json!({ "Status": word, "Uploaded": uploaded, "TranscodeTasks": tasks })
    }

    #[tokio::test(start_paused = true)]
    async fn the_timeline_grows_until_the_video_is_normal() {
        let script = Script::default()
            .answer(200, &status("Uploading", false, json!([])))
            .answer(503, &json!({"Code": "ServiceUnavailable", "Message": "busy"}))
            .answer(200, &status("UploadSucc", true, json!([])))
            .answer(
                200,
                &status(
                    "Transcoding",
                    true,
                    json!([{"TranscodeTaskId": "t1", "TaskStatus": "Processing"}]),
                ),
            )
            .answer(
                200,
                &status(
                    "Normal",
                    true,
                    json!([{"TranscodeTaskId": "t1", "TaskStatus": "CompleteAllSucc"}]),
                ),
            );
        let (waited, lines, elapsed) = wait(script).await;
        assert_eq!(waited, Ok(()));
        assert_eq!(
            lines,
            [
                "FileUploadComplete",
                "transcode task t1 (Processing)",
                "transcode task t1 (CompleteAllSucc)",
                "Normal"
            ]
        );
        assert_eq!(elapsed, Duration::from_micros(200_000 + 300_000 + 450_000 + 675_000));
    }

    #[tokio::test(start_paused = true)]
    async fn a_video_that_stays_without_next_step_fails_in_the_grace() {
        let script = Script::default().repeat(200, &status("UploadSucc", true, json!([])));
        let (waited, lines, elapsed) = wait(script).await;
        assert!(waited.unwrap_err().contains("no next step started (NoNextStep)"));
        assert_eq!(lines, ["FileUploadComplete"]);
        assert!((PATIENCE.grace..PATIENCE.grace + LONGEST_PAUSE).contains(&elapsed), "{elapsed:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends() {
        let script = Script::default().repeat(200, &status("Transcoding", true, json!([])));
        let (waited, _, elapsed) = wait(script).await;
        assert_eq!(
            waited.unwrap_err(),
            "not ready after 60 s: the status is Transcoding (WaitTimeout); ask again with `vodup \
             status`, or give --wait-timeout more time"
        );
        assert!(elapsed <= PATIENCE.timeout);

        let script = Script::default().repeat(503, &json!({"Code": "Busy", "Message": "Later."}));
        let (waited, ..) = wait(script).await;
        assert_eq!(
            waited.unwrap_err(),
            "not ready after 60 s: the status is unknown; Later (Busy); run the command again in a \
             moment"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_record_that_is_not_found_is_given_the_grace() {
        let missing = json!({"Code": "InvalidVideo.NotFound", "Message": "The video is missing."});
        let found = status("Normal", true, json!([]));
        let script = Script::default().answer(404, &missing).answer(200, &found);
        assert_eq!(wait(script).await.0, Ok(()));
        let (waited, _, elapsed) = wait(Script::default().repeat(404, &missing)).await;
        assert!(waited.unwrap_err().starts_with("The video is missing (InvalidVideo.NotFound)"));
        assert!(elapsed >= PATIENCE.grace);
        let refused = json!({"Code": "Denied", "Message": "No."});
        let (waited, _, elapsed) = wait(Script::default().repeat(403, &refused)).await;
        assert!(waited.is_err());
        assert_eq!(elapsed, Duration::ZERO);
    }
}
