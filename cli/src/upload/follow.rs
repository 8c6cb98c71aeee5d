//! What becomes of a file after its upload: a pure state machine over status answers.

use std::time::Duration;

use model::{MediaKind, VideoStatus};

use crate::{
    error::{Error, ErrorKind},
    functions::{MediaStatus, TranscodeTask},
    timeline::Event,
};

/// What is known of a file that is followed.
#[derive(Debug)]
pub(super) struct Follow {
    kind: MediaKind,
    /// How long a video may stay UploadSucc with nothing at work.
    grace: Duration,
    status: Option<VideoStatus>,
    arrived: bool,
    tasks: Vec<TranscodeTask>,
    /// Since when nothing is at work.
    idle_since: Option<Duration>,
}

/// Where it stands after an answer.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// Something will still happen.
    Wait,
    /// It is ready.
    Ready,
    /// It will never be.
    Failed(Error),
}

impl Follow {
    /// Nothing is known yet.
    pub(super) fn new(kind: MediaKind, grace: Duration) -> Self {
        Self { kind, grace, status: None, arrived: false, tasks: Vec::new(), idle_since: None }
    }

    /// The status last heard.
    pub(super) fn status(&self) -> Option<&VideoStatus> {
        self.status.as_ref()
    }

    /// The transcoding task that was seen last.
    pub(super) fn transcode_task_id(&self) -> Option<&str> {
        self.tasks.last().map(|task| task.transcode_task_id.as_str())
    }

    /// Takes an answer that came `elapsed` after the start; gives what is new.
    pub(super) fn observe(&mut self, answer: MediaStatus, elapsed: Duration) -> (Vec<Event>, Step) {
        let mut events = Vec::new();
        if answer.uploaded && !self.arrived {
            self.arrived = true;
            events.push(Event::arrival(self.kind));
        }
        for task in answer.transcode_tasks {
            if let Some(event) = self.observe_task(task) {
                events.push(event);
            }
        }
        let step = self.step(&answer.status, elapsed);
        if self.status.as_ref() != Some(&answer.status) && answer.status.is_final() {
            events.push(match answer.status.clone() {
                VideoStatus::Normal => Event::Normal,
                status => Event::Ended { status },
            });
        }
        self.status = Some(answer.status);
        (events, step)
    }

    fn observe_task(&mut self, task: TranscodeTask) -> Option<Event> {
        let event = Event::TranscodeTask {
            transcode_task_id: task.transcode_task_id.clone(),
            task_status: task.task_status.clone(),
        };
        match self.tasks.iter_mut().find(|known| known.transcode_task_id == task.transcode_task_id)
        {
            Some(known) if *known == task => return None,
            Some(known) => *known = task,
            None => self.tasks.push(task),
        }
        Some(event)
    }

    fn step(&mut self, status: &VideoStatus, elapsed: Duration) -> Step {
        if *status == VideoStatus::Normal {
            return Step::Ready;
        }
        if status.is_final() {
            return Step::Failed(ended(status));
        }
        let idle = *status == VideoStatus::UploadSucc && !self.tasks.iter().any(is_at_work);
        if !idle {
            self.idle_since = None;
            return Step::Wait;
        }
        let since = *self.idle_since.get_or_insert(elapsed);
        if elapsed.saturating_sub(since) < self.grace {
            return Step::Wait;
        }
        Step::Failed(self.stays())
    }

    fn stays(&self) -> Error {
        match self.tasks.last() {
            None => Error::new(
                ErrorKind::Processing,
                "the video stays UploadSucc: no next step started",
                "set TEMPLATE_GROUP_ID of process-upload (with `cargo run`: leave out \
                 --no-next-step), or give --grace more time; or VOD's callback was refused: see the \
                 functions' log",
            )
            .with_code(Some("NoNextStep")),
            Some(task) => Error::new(
                ErrorKind::Processing,
                format!(
                    "the video stays UploadSucc although transcode task {} is {}",
                    task.transcode_task_id, task.task_status
                ),
                "look at the task in the VOD console, or give --grace more time",
            )
            .with_code(Some("NoNextStep")),
        }
    }
}

/// Whether the task may still change the video. A status that this version does not know may.
fn is_at_work(task: &TranscodeTask) -> bool {
    !matches!(
        task.task_status.as_str(),
        "CompleteAllSucc" | "CompleteAllFail" | "CompletePartialSucc"
    )
}

fn ended(status: &VideoStatus) -> Error {
    let (message, advice) = match status {
        VideoStatus::UploadFail => {
            ("VOD could not take the file over", "run the command again to upload it anew")
        }
        VideoStatus::TranscodeFail => (
            "no stream could be made of the video",
            "check that the file plays here; the reason stands in the VOD console",
        ),
        VideoStatus::Blocked => {
            ("the video was rejected by review", "the reason stands in the VOD console")
        }
        _ => ("the video cannot be played", "the reason stands in the VOD console"),
    };
    Error::new(ErrorKind::Processing, message, advice).with_code(Some(status.as_str()))
}

#[cfg(test)]
mod tests;
