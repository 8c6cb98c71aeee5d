//! What VOD keeps of each medium.

use jiff::Timestamp;

use super::status::Status;
use super::user_data::UserData;

/// The one application of a fresh account.
pub(super) const DEFAULT_APP_ID: &str = "app-1000000";

/// Where the file of a medium lies or will lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectAddress {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// For M3U8: the prefix under which the slices go.
    pub(crate) prefix: Option<String>,
}

/// The fields that all kinds of media have, as the caller gave them.
#[derive(Debug, Clone)]
pub(crate) struct Common {
    pub(crate) id: String,
    pub(crate) app_id: String,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) tags: Option<String>,
    pub(crate) user_data: UserData,
    pub(crate) object: ObjectAddress,
    /// Size of the file that arrived; `None` before.
    pub(crate) size: Option<u64>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

impl Common {
    /// `Status` of everything but videos: images, attached media, and the source of a video.
    pub(crate) fn file_status(&self) -> &'static str {
        if self.size.is_some() { "Normal" } else { "Uploading" }
    }
}

/// A video or audio file.
#[derive(Debug, Clone)]
pub(crate) struct Video {
    pub(crate) common: Common,
    pub(crate) reference_id: Option<String>,
    pub(crate) category_id: Option<u64>,
    pub(crate) cover_url: Option<String>,
    pub(crate) template_group_id: String,
    /// Lower case.
    pub(crate) extension: String,
    pub(crate) status: Status,
    /// How many files have arrived: a task belongs to one of them.
    pub(crate) sources: u32,
}

/// An image.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub(crate) common: Common,
    pub(crate) category_id: Option<u64>,
    /// `default` or `cover`.
    pub(crate) kind: &'static str,
    pub(crate) original_file_name: Option<String>,
}

/// A watermark, subtitle or material.
#[derive(Debug, Clone)]
pub(crate) struct AttachedMedia {
    pub(crate) common: Common,
    /// `watermark`, `subtitle` or `material`.
    pub(crate) business_type: &'static str,
    pub(crate) category_ids: Vec<u64>,
}

/// A transcoding task: one job for each definition of its template group.
#[derive(Debug, Clone)]
pub(crate) struct TranscodeTask {
    pub(crate) id: String,
    pub(crate) video_id: String,
    pub(crate) template_group_id: String,
    pub(crate) trigger: Trigger,
    pub(crate) jobs: Vec<TranscodeJob>,
    /// Of the job, where it has any; it wins over the upload's.
    pub(crate) user_data: UserData,
    /// Which of the video's files it reads.
    pub(crate) source: u32,
    pub(crate) created: Timestamp,
    pub(crate) completed: Option<Timestamp>,
}

/// One stream to be made.
#[derive(Debug, Clone)]
pub(crate) struct TranscodeJob {
    pub(crate) id: String,
    /// `LD`, `SD`, …
    pub(crate) definition: String,
    /// `mp4`, `m3u8`, …
    pub(crate) format: String,
}

/// `Trigger` of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
