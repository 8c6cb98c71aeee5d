//! What VOD itself says about a video.

use client::{
    Call, Client, Error,
    operations::{GetVideoInfo, ListTranscodeTask},
};
use model::{TranscodeTaskId, VideoId, VideoStatus};

/// A video as VOD knows it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Which video.
    pub video_id: VideoId,
    /// Its status.
    pub status: VideoStatus,
    /// Size of the source in bytes.
    pub size: u64,
    /// `CreationTime` of the record, as VOD writes it.
    pub creation_time: String,
    /// Transcoding tasks that exist, whoever started them.
    pub tasks: Vec<TranscodeTaskId>,
}

impl Truth {
    /// Reads it. Tasks are only asked for where they can exist.
    pub(crate) async fn read(client: &Client, call: &Call, id: &VideoId) -> Result<Self, Error> {
        let query = GetVideoInfo { video: id.clone().into() };
        let video = client.get_video_info(call, &query).await?.video;
        let tasks = if video.status.is_uploaded() {
            let query = ListTranscodeTask::new(id.clone());
            let listed = client.list_transcode_task(call, &query).await?;
            listed.transcode_task_list.into_iter().map(|task| task.transcode_task_id).collect()
        } else {
            Vec::new()
        };
        Ok(Self {
            video_id: id.clone(),
            status: video.status,
            size: video.size.unwrap_or_default(),
            creation_time: video.creation_time.unwrap_or_default(),
            tasks,
        })
    }
}
