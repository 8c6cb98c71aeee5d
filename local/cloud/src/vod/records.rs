//! What VOD keeps: one record a medium, and one a task of it. Records can be written down and read
//! again, so that a cloud may outlive its process.

mod transcode;

use jiff::Timestamp;
use model::fields::AttachedMediaType;
use serde::{Deserialize, Serialize};

use super::status::Status;
use super::user_data::UserData;
pub(crate) use transcode::{TranscodeJob, TranscodeTask, Trigger};

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
    pub(crate) template_group_id: String,
    /// Lower case.
    pub(crate) extension: String,
    pub(crate) status: Status,
    /// How many files have arrived: a task belongs to one of them.
    pub(crate) sources: u32,
}

/// An image.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Image {
    pub(crate) common: Common,
    pub(crate) category_id: Option<u64>,
    pub(crate) kind: ImageType,
    pub(crate) original_file_name: Option<String>,
}

/// `ImageType` of CreateUploadImage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ImageType {
    /// An ordinary image.
    Default,
    /// The cover of a video.
    Cover,
}

impl ImageType {
    /// The cloud's own word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Cover => "cover",
        }
    }
}

/// A watermark, subtitle or material.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AttachedMedia {
    pub(crate) common: Common,
    pub(crate) business_type: AttachedMediaType,
    pub(crate) category_ids: Vec<u64>,
}
