//! Asks for the status until the file is ready, or never will be.

mod silence;

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::follow::{Follow, Step};
use crate::{
    error::{Error, ErrorKind},
    functions::{Functions, MediaStatus, Medium},
    timeline::Timeline,
};
use silence::Silence;

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
/// When the file will never be ready, is not ready in time, or the server refuses to tell or is gone.
pub(super) async fn until_ready(
    functions: &Functions,
    medium: &Medium,
    patience: Patience,
    follow: &mut Follow,
    timeline: &Timeline,
) -> Result<(), Error> {
    let started = Instant::now();
    let deadline = started + patience.timeout;
    let mut pause = FIRST_PAUSE;
    let mut silence = Silence::default();
    loop {
        let Ok(asked) = timeout_at(deadline, functions.status(medium)).await else {
            return Err(too_late(patience, follow, None));
        };
        let mut trouble = None;
        match asked.and_then(MediaStatus::read) {
            Ok(answer) => {
                silence.broken();
                let (events, step) = follow.observe(answer, started.elapsed());
                for event in events {
                    timeline.note(event);
                }
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
                trouble = Some(silence.note(error, functions, timeline)?);
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
pub(super) async fn has_arrived(functions: &Functions, medium: &Medium, grace: Duration) -> bool {
    let deadline = Instant::now() + grace;
    let mut pause = FIRST_PAUSE;
    while let Ok(asked) = timeout_at(deadline, functions.status(medium)).await {
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
mod tests;
