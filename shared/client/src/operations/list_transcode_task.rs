//! ListTranscodeTask: the transcoding tasks of one video.

use model::{TranscodeTaskId, TranscodeTaskStatus, VideoId};
use serde::Deserialize;

use super::{Operation, Repeat};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of ListTranscodeTask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTranscodeTask {
    /// Which video.
    pub video_id: VideoId,
    /// Not before, UTC, `yyyy-MM-ddTHH:mm:ssZ`.
    pub start_time: Option<String>,
    /// Not after, likewise.
    pub end_time: Option<String>,
    /// From 1, the default.
    pub page_no: Option<u32>,
    /// At most 50; 10 where absent.
    pub page_size: Option<u32>,
}

impl ListTranscodeTask {
    /// The first page of this video's tasks.
    #[must_use]
    pub fn new(video_id: VideoId) -> Self {
        Self { video_id, start_time: None, end_time: None, page_no: None, page_size: None }
    }
}

/// Answer of ListTranscodeTask.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTranscodeTaskAnswer {
    /// Of this call.
    pub request_id: String,
    /// The tasks of this page.
    #[serde(default, deserialize_with = "lenient::list")]
    pub transcode_task_list: Vec<TranscodeTask>,
}

/// A transcoding task. Times are texts in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TranscodeTask {
    /// Its id.
    pub transcode_task_id: TranscodeTaskId,
    /// Where it stands.
    pub task_status: TranscodeTaskStatus,
    /// `Auto` after an upload, `Manual` by SubmitTranscodeJobs.
    #[serde(default, deserialize_with = "lenient::text")]
    pub trigger: Option<String>,
    /// The templates.
    #[serde(default, deserialize_with = "lenient::text")]
    pub transcode_template_group_id: Option<String>,
    /// When it was submitted.
    #[serde(default, deserialize_with = "lenient::text")]
    pub creation_time: Option<String>,
    /// When it ended.
    #[serde(default, deserialize_with = "lenient::text")]
    pub complete_time: Option<String>,
}

impl Operation for ListTranscodeTask {
    const NAME: &'static str = "ListTranscodeTask";
    type Answer = ListTranscodeTaskAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters
            .set("VideoId", &self.video_id)
            .set_if("StartTime", self.start_time.as_ref())
            .set_if("EndTime", self.end_time.as_ref())
            .set_if("PageNo", self.page_no.as_ref())
            .set_if("PageSize", self.page_size.as_ref());
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Lists transcoding tasks of one video.
    ///
    /// # Errors
    /// `NotFound` where there is no such video, and whatever any call can meet.
    pub async fn list_transcode_task(
        &self,
        call: &Call,
        request: &ListTranscodeTask,
    ) -> Result<ListTranscodeTaskAnswer, Error> {
        self.execute(call, request).await
    }
}
