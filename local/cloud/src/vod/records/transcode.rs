//! A transcoding task and its jobs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::vod::user_data::UserData;

/// A transcoding task: one job for each definition of its template group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TranscodeTask {
    pub(crate) id: String,
    pub(crate) video_id: String,
    pub(crate) template_group_id: String,
    pub(crate) trigger: Trigger,
    pub(crate) jobs: Vec<TranscodeJob>,
    /// 1 to 10; it would order jobs that wait.
    pub(crate) priority: u64,
    /// Of the job, where it has any; it wins over the upload's.
    pub(crate) user_data: UserData,
    /// Which of the video's files it reads.
    pub(crate) source: u32,
    pub(crate) created: Timestamp,
    pub(crate) completed: Option<Timestamp>,
}

/// One stream to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TranscodeJob {
    pub(crate) id: String,
    /// `LD`, `SD`, …
    pub(crate) definition: String,
    /// `mp4`, `m3u8`, …
    pub(crate) format: String,
}

/// `Trigger` of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Trigger {
    /// The template group of the upload.
    Auto,
    /// SubmitTranscodeJobs.
    Manual,
}

impl Trigger {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::Manual => "Manual",
        }
    }
}

impl TranscodeTask {
    /// `TaskStatus`. Jobs end together and cannot fail here.
    pub(crate) fn status(&self) -> &'static str {
        if self.completed.is_some() { "CompleteAllSucc" } else { "Processing" }
    }
}
