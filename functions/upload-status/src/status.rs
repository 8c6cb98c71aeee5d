//! The answers: what a client may know of its upload.

use client::operations::{
    GetAttachedMediaInfoAnswer, GetImageInfoAnswer, GetVideoInfoAnswer, TranscodeTask as Task,
};
use jiff::Timestamp;
use model::{TranscodeTaskStatus, VideoStatus, time};
use serde::Serialize;

/// A video's upload and what followed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct VideoUpload {
    /// VOD's id of the query.
    pub request_id: String,
    /// The video.
    pub video_id: String,
    /// VOD's status.
    pub status: VideoStatus,
    /// Whether VOD has the whole file, and so has told of it (`FileUploadComplete`).
    pub uploaded: bool,
    /// Whether nothing more happens by itself.
    #[serde(rename = "Final")]
    pub is_final: bool,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Size in bytes, once uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Duration in seconds, once known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// When the record was made, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<String>,
    /// Transcoding tasks, as VOD lists them.
    pub transcode_tasks: Vec<TranscodeTask>,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub server_time: String,
}

/// One transcoding task of a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct TranscodeTask {
    /// The task.
    pub transcode_task_id: String,
    /// How far it is.
    pub task_status: TranscodeTaskStatus,
    /// `Auto` or `Manual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// When it was submitted, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<String>,
    /// When it was done, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete_time: Option<String>,
}

/// An image's upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct ImageUpload {
    /// VOD's id of the query.
    pub request_id: String,
    /// The image.
    pub image_id: String,
    /// `Uploading`, `Normal` or `UploadFail`.
    pub status: String,
    /// Whether VOD has the whole file.
    pub uploaded: bool,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Size in bytes, once uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When the record was made, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<String>,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub server_time: String,
}

/// An attached medium's upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct AttachedMediaUpload {
    /// VOD's id of the query.
    pub request_id: String,
    /// The attached medium.
    pub media_id: String,
    /// `Uploading`, `Normal` or `UploadFail`.
    pub status: String,
    /// Whether VOD has the whole file.
    pub uploaded: bool,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the record was made, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<String>,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub server_time: String,
}

impl VideoUpload {
    pub(crate) fn new(answer: GetVideoInfoAnswer, tasks: Vec<Task>, now: Timestamp) -> Self {
        let video = answer.video;
        let uploaded = video.status.is_uploaded();
        Self {
            request_id: answer.request_id,
            video_id: video.video_id.into(),
            uploaded,
            is_final: video.status.is_final(),
            status: video.status,
            title: video.title,
            size: video.size.filter(|_| uploaded),
            duration: video.duration.filter(|seconds| *seconds > 0.0),
            creation_time: video.creation_time,
            transcode_tasks: tasks.into_iter().map(TranscodeTask::from).collect(),
            server_time: time::iso8601(now),
        }
    }
}

impl From<Task> for TranscodeTask {
    fn from(task: Task) -> Self {
        Self {
            transcode_task_id: task.transcode_task_id.into(),
            task_status: task.task_status,
            trigger: task.trigger,
            creation_time: task.creation_time,
            complete_time: task.complete_time,
        }
    }
}

impl ImageUpload {
    pub(crate) fn new(answer: GetImageInfoAnswer, now: Timestamp) -> Self {
        let image = answer.image_info;
        let status = image.status.unwrap_or_default();
        let uploaded = status == "Normal";
        Self {
            request_id: answer.request_id,
            image_id: image.image_id.into(),
            uploaded,
            status,
            title: image.title,
            size: image.mezzanine.and_then(|file| file.file_size).filter(|_| uploaded),
            creation_time: image.creation_time,
            server_time: time::iso8601(now),
        }
    }
}

impl AttachedMediaUpload {
    /// `None` when VOD knows no such medium.
    pub(crate) fn new(answer: GetAttachedMediaInfoAnswer, now: Timestamp) -> Option<Self> {
        let media = answer.attached_media_list.into_iter().next()?;
        let status = media.status.unwrap_or_default();
        Some(Self {
            request_id: answer.request_id,
            media_id: media.media_id.into(),
            uploaded: status == "Normal",
            status,
            title: media.title,
            creation_time: media.creation_time,
            server_time: time::iso8601(now),
        })
    }
}
