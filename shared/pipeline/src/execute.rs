//! Runs what was planned.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use client::{Call, Client, ErrorKind, operations::SubmitTranscodeJobs};
use model::{MediaEvent, MediaEventKind, VideoId};
use tokio::time::{Instant, sleep};

use crate::{
    Rules, Truth,
    plan::{Plan, Step, plan},
};

/// How often and how long apart the truth is read again when it does not show the upload yet: an
/// event can overtake the record that it is about.
const LOOKS: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_millis(400);

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All that follows from it has been started, now or earlier, or nothing follows.
    Done,
    /// Not possible now; the reason. The event must come again.
    NotYet(String),
    /// Never possible; the reason.
    Dropped(String),
}

/// Something that processes events of finished uploads.
#[async_trait]
pub trait Process: Send + Sync {
    /// Does all that follows from the event. The same event may come twice, and twice at once.
    async fn process(&self, event: &MediaEvent, call: &Call) -> Outcome;
}

/// The pipeline over VOD.
pub struct Executor {
    client: Arc<Client>,
    rules: Rules,
}

impl Executor {
    /// A pipeline that works by these rules.
    #[must_use]
    pub fn new(client: Arc<Client>, rules: Rules) -> Self {
        Self { client, rules }
    }

    async fn process_video(&self, id: &VideoId, call: &Call) -> Outcome {
        for look in 1..=LOOKS {
            let truth = match Truth::read(&self.client, call, id).await {
                Ok(truth) => truth,
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    tracing::warn!(video_id = %id, "the event names a video that VOD does not know");
                    return Outcome::Dropped(format!("VOD knows no video {id}"));
                }
                Err(error) => return refused(id, "the video was not read", &error),
            };
            match plan(&truth, &self.rules) {
                Plan::Steps(steps) => return self.run(&steps, id, call).await,
                Plan::Nothing(reason) => {
                    tracing::info!(video_id = %id, status = truth.status.as_str(), reason, "no step");
                    return Outcome::Done;
                }
                Plan::NotYet => {
                    tracing::info!(video_id = %id, look, "VOD still shows the video as uploading");
                    let next = Instant::now() + BETWEEN_LOOKS * look;
                    if look == LOOKS || next >= call.deadline {
                        break;
                    }
                    sleep(BETWEEN_LOOKS * look).await;
                }
            }
        }
        Outcome::NotYet(format!("VOD still shows video {id} as uploading"))
    }

    async fn run(&self, steps: &[Step], id: &VideoId, call: &Call) -> Outcome {
        for step in steps {
            let Step::Transcode { template_group, session_id } = step;
            let jobs = SubmitTranscodeJobs {
                session_id: Some(session_id.clone()),
                ..SubmitTranscodeJobs::new(id.clone(), template_group.clone())
            };
            match self.client.submit_transcode_jobs(call, &jobs).await {
                Ok(answer) => tracing::info!(
                    video_id = %id,
                    transcode_task_id = %answer.transcode_task_id,
                    template_group = %template_group,
                    "transcoding submitted"
                ),
                Err(_) if self.was_submitted(id, call).await => {
                    tracing::info!(video_id = %id, "transcoding had been submitted before");
                }
                Err(error) => return refused(id, "transcoding was not submitted", &error),
            }
        }
        Outcome::Done
    }

    /// Whether a task exists by now: the submission may have won although its answer was lost, or
    /// another delivery of the same event may have been faster. VOD documents no code for a repeated
    /// SessionId, so the truth decides, not the code.
    async fn was_submitted(&self, id: &VideoId, call: &Call) -> bool {
        matches!(Truth::read(&self.client, call, id).await, Ok(truth) if !truth.tasks.is_empty())
    }
}

/// Whatever it was, the event has to come again. Alarms look for `kind`.
fn refused(id: &VideoId, what: &'static str, error: &client::Error) -> Outcome {
    tracing::error!(
        video_id = %id,
        operation = error.operation(),
        kind = ?error.kind(),
        advice = error.advice(),
        "{what}: {error}"
    );
    Outcome::NotYet(error.to_string())
}

#[async_trait]
impl Process for Executor {
    async fn process(&self, event: &MediaEvent, call: &Call) -> Outcome {
        if event.kind != MediaEventKind::FileUploadComplete {
            tracing::info!(event_type = event.kind.as_str(), "no step follows this event");
            return Outcome::Done;
        }
        if event.status.as_deref().is_some_and(|status| status != "success") {
            tracing::warn!(event_type = event.kind.as_str(), "the upload is reported as failed");
            return Outcome::Done;
        }
        match event.media_id.as_deref().unwrap_or_default().parse::<VideoId>() {
            Ok(id) => self.process_video(&id, call).await,
            Err(error) => Outcome::Dropped(error.to_string()),
        }
    }
}
