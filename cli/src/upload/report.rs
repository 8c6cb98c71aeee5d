//! What programs get: one entry a file.

use model::{MediaKind, VideoStatus};
use serde::{Serialize, Serializer};

use crate::{error::Error, kind, timeline::Entry};

/// The document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Reports {
    /// In the order of the command line.
    pub(super) uploads: Vec<Report>,
}

/// What became of one file. What is not known stays out.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Report {
    /// As on the command line.
    pub(super) file: String,
    /// `video`, `image` or `attached-media`.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "kind_word")]
    pub(super) kind: Option<MediaKind>,
    /// VideoId, ImageId or MediaId.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) media_id: Option<String>,
    /// What `vodup status` and `vodup cancel` want for an image or attached medium. It is of use to
    /// its owner alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ticket: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<u64>,
    /// CRC-64, a decimal number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) crc64: Option<String>,
    /// Parts it went up in; 1 for a file that went up whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parts: Option<u32>,
    /// How long the bytes took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seconds: Option<f64>,
    /// VOD's status when it was last asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<VideoStatus>,
    /// The transcoding task that was seen last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) transcode_task_id: Option<String>,
    /// What happened, in order.
    pub(super) timeline: Vec<Entry>,
    /// Why it did not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Error>,
}

// serde gives a reference to the field.
#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref)]
fn kind_word<S: Serializer>(kind: &Option<MediaKind>, serializer: S) -> Result<S::Ok, S::Error> {
    kind.map(kind::word).serialize(serializer)
}
