//! The answer to a status query, as far as this program acts on it.

use model::VideoStatus;
use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;

/// How far an upload is.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MediaStatus {
    /// VOD's status. Images and attached media use three of the words for videos.
    pub(crate) status: VideoStatus,
    /// Whether VOD has the whole file.
    pub(crate) uploaded: bool,
    /// Transcoding tasks; none for images and attached media.
    #[serde(default)]
    pub(crate) transcode_tasks: Vec<TranscodeTask>,
}

/// One transcoding task.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TranscodeTask {
    /// The task.
    pub(crate) transcode_task_id: String,
    /// How far it is, in VOD's words.
    pub(crate) task_status: String,
}

impl MediaStatus {
    /// Reads the answer.
    ///
    /// # Errors
    /// When it has no status.
    pub(crate) fn read(answer: Value) -> Result<Self, Error> {
        serde_json::from_value(answer).map_err(|_| super::unreadable("status"))
    }
}
