//! What VOD keeps: one record a medium, and one a task of it. Records can be written down and read
//! again, so that a cloud may outlive its process.

mod report;
mod snapshot;
mod transcode;
mod workflow;

use std::net::IpAddr;

use jiff::Timestamp;
use model::fields::{AttachedMediaType, ImageType};
use serde::{Deserialize, Serialize};

use super::status::Status;
use super::user_data::UserData;
pub(crate) use report::UploadReport;
pub(crate) use snapshot::SnapshotJob;
pub(crate) use transcode::{TranscodeJob, TranscodeTask, Trigger};
pub(crate) use workflow::{ActivityRun, WorkflowTask};

/// The one application of a fresh account.
pub(super) const DEFAULT_APP_ID: &str = "app-1000000";

/// Where the file of a medium lies or will lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ObjectAddress {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// For M3U8: the prefix under which the slices go.
    pub(crate) prefix: Option<String>,
}

/// The fields that all kinds of media have, as the caller gave them.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// When it arrived, the last time where it came more than once.
    pub(crate) stored: Option<Timestamp>,
    /// Who sent it then; nobody did where a file was registered.
    #[serde(default)]
    pub(crate) stored_from: Option<IpAddr>,
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Video {
    pub(crate) common: Common,
    pub(crate) reference_id: Option<String>,
    pub(crate) category_id: Option<u64>,
    pub(crate) cover_url: Option<String>,
    /// `None` for a registered file that nothing was asked to be done with.
    pub(crate) template_group_id: Option<String>,
    /// Wins over the template group.
    pub(crate) workflow_id: Option<String>,
    /// Lower case.
    pub(crate) extension: String,
    pub(crate) status: Status,
    /// How many files have arrived: a task belongs to one of them.
    pub(crate) sources: u32,
    /// What the client that uploads said last of itself.
    pub(crate) report: Option<UploadReport>,
}

/// An image.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Image {
    pub(crate) common: Common,
    pub(crate) category_id: Option<u64>,
    pub(crate) kind: ImageType,
    pub(crate) original_file_name: Option<String>,
}

/// A watermark, subtitle or material.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AttachedMedia {
    pub(crate) common: Common,
    pub(crate) business_type: AttachedMediaType,
    pub(crate) category_ids: Vec<u64>,
}
