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
                 --no-next-step), or give --grace more time",
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
mod tests {
    use super::*;

    fn answer(status: &str, tasks: &[(&str, &str)]) -> MediaStatus {
        let status = VideoStatus::from(status.to_owned());
        let tasks = tasks.iter().map(|(id, status)| TranscodeTask {
            transcode_task_id: (*id).to_owned(),
            task_status: (*status).to_owned(),
        });
        MediaStatus { uploaded: status.is_uploaded(), status, transcode_tasks: tasks.collect() }
    }

    /// One answer a second, as text.
    fn follow(kind: MediaKind, answers: Vec<MediaStatus>) -> Vec<String> {
        let mut follow = Follow::new(kind, Duration::from_secs(3));
        let mut lines = Vec::new();
        for (second, answer) in answers.into_iter().enumerate() {
            let (events, step) = follow.observe(answer, Duration::from_secs(second as u64));
            lines.extend(events.iter().map(|event| format!("{second} {event}")));
            match step {
                Step::Wait => {}
                Step::Ready => lines.push(format!("{second} ready")),
                Step::Failed(error) => lines.push(format!("{second} {error}")),
            }
        }
        lines
    }

    #[test]
    fn a_video_goes_from_arrival_over_a_task_to_normal() {
        let lines = follow(
            MediaKind::Video,
            vec![
                answer("Uploading", &[]),
                answer("UploadSucc", &[]),
                answer("Transcoding", &[("t1", "Processing")]),
                answer("Transcoding", &[("t1", "Processing")]),
                answer("Normal", &[("t1", "CompleteAllSucc")]),
            ],
        );
        assert_eq!(
            lines,
            [
                "1 FileUploadComplete",
                "2 transcode task t1 (Processing)",
                "4 transcode task t1 (CompleteAllSucc)",
                "4 Normal",
                "4 ready",
            ]
        );
    }

    #[test]
    fn steps_between_two_questions_are_not_lost() {
        let lines = follow(MediaKind::Video, vec![answer("Normal", &[("t1", "CompleteAllSucc")])]);
        assert_eq!(
            lines,
            [
                "0 FileUploadComplete",
                "0 transcode task t1 (CompleteAllSucc)",
                "0 Normal",
                "0 ready"
            ]
        );
    }

    #[test]
    fn a_video_without_next_step_fails_after_the_grace() {
        let lines = follow(MediaKind::Video, vec![answer("UploadSucc", &[]); 4]);
        assert_eq!(
            lines,
            [
                "0 FileUploadComplete",
                "3 the video stays UploadSucc: no next step started (NoNextStep); set \
                 TEMPLATE_GROUP_ID of process-upload (with `cargo run`: leave out --no-next-step), \
                 or give --grace more time",
            ]
        );
    }

    #[test]
    fn a_task_at_work_stops_the_clock_and_a_failed_one_does_not() {
        let at_work =
            follow(MediaKind::Video, vec![answer("UploadSucc", &[("t1", "Processing")]); 8]);
        assert_eq!(at_work.len(), 2, "{at_work:?}");
        let failed =
            follow(MediaKind::Video, vec![answer("UploadSucc", &[("t1", "CompleteAllFail")]); 4]);
        assert!(
            failed[2].starts_with(
                "3 the video stays UploadSucc although transcode task t1 is CompleteAllFail"
            ),
            "{failed:?}"
        );
    }

    #[test]
    fn statuses_that_lead_nowhere_fail() {
        for status in ["TranscodeFail", "Blocked", "UploadFail", "ProduceFail"] {
            let lines = follow(MediaKind::Video, vec![answer(status, &[])]);
            assert!(lines.contains(&format!("0 {status}")), "{lines:?}");
            assert!(lines.last().unwrap().contains(&format!("({status});")), "{lines:?}");
        }
    }

    #[test]
    fn images_and_attached_media_end_at_normal() {
        let answers = || vec![answer("Uploading", &[]), answer("Normal", &[])];
        let lines = follow(MediaKind::Image, answers());
        assert_eq!(lines, ["1 ImageUploadComplete", "1 Normal", "1 ready"]);
        let lines = follow(MediaKind::AttachedMedia, answers());
        assert_eq!(lines, ["1 AttachedMediaUploadComplete", "1 Normal", "1 ready"]);
    }
}
