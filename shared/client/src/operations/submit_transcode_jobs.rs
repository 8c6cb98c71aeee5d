//! SubmitTranscodeJobs: transcodes a video with one template group.

use model::{SessionId, TemplateGroupId, TranscodeTaskId};
use serde::Deserialize;

use super::{Operation, Repeat, VideoSelector};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of SubmitTranscodeJobs. Two calls make two tasks, unless they carry the same SessionId.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmitTranscodeJobs {
    /// Which video; its status must be UploadSucc, Normal or Checking.
    pub video: VideoSelector,
    /// With which templates.
    pub template_group_id: TemplateGroupId,
    /// Queue.
    pub pipeline_id: Option<String>,
    /// A JSON object as text, for HLS encryption only.
    pub encrypt_config: Option<String>,
    /// A JSON object as text: watermarks, subtitles, other templates.
    pub override_params: Option<String>,
    /// 1 to 10, 6 where absent, 10 first.
    pub priority: Option<u8>,
    /// A JSON object as text: MessageCallback and Extend of this task alone.
    pub user_data: Option<String>,
    /// The same one is refused for 7 days.
    pub session_id: Option<SessionId>,
}

impl SubmitTranscodeJobs {
    /// This video with this group, everything else left to the cloud.
    pub fn new(video: impl Into<VideoSelector>, template_group_id: TemplateGroupId) -> Self {
        Self {
            video: video.into(),
            template_group_id,
            pipeline_id: None,
            encrypt_config: None,
            override_params: None,
            priority: None,
            user_data: None,
            session_id: None,
        }
    }
}

/// Answer of SubmitTranscodeJobs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubmitTranscodeJobsAnswer {
    /// Of this call.
    pub request_id: String,
    /// The task.
    pub transcode_task_id: TranscodeTaskId,
    /// One job for each template; none for HLS packaging.
    #[serde(default, rename = "TranscodeJobs")]
    transcode_jobs: Option<Jobs>,
}

impl SubmitTranscodeJobsAnswer {
    /// `JobId` of each job; none for HLS packaging.
    pub fn job_ids(&self) -> impl Iterator<Item = &str> {
        self.transcode_jobs.iter().flat_map(|jobs| &jobs.jobs).map(|job| job.job_id.as_str())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Jobs {
    #[serde(default, rename = "TranscodeJob", deserialize_with = "lenient::list")]
    jobs: Vec<Job>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job {
    job_id: String,
}

impl Operation for SubmitTranscodeJobs {
    const NAME: &'static str = "SubmitTranscodeJobs";
    type Answer = SubmitTranscodeJobsAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        self.video.parameters(parameters);
        parameters
            .set("TemplateGroupId", &self.template_group_id)
            .set_if("PipelineId", self.pipeline_id.as_ref())
            .set_if("EncryptConfig", self.encrypt_config.as_ref())
            .set_if("OverrideParams", self.override_params.as_ref())
            .set_if("Priority", self.priority.as_ref())
            .set_if("UserData", self.user_data.as_ref())
            .set_if("SessionId", self.session_id.as_ref());
    }

    fn repeat(&self) -> Repeat {
        // The cloud refuses a SessionId that it has seen, so a repeat makes no second task.
        if self.session_id.is_some() { Repeat::Always } else { Repeat::Never }
    }
}

impl Client {
    /// Submits one transcoding task.
    ///
    /// With a SessionId a lost answer is repeated; the repeat of a call that did arrive is refused
    /// as [`crate::ErrorKind::AlreadyExists`], and ListTranscodeTask tells the task.
    ///
    /// # Errors
    /// `NotFound` for the video or the group, `IllegalStatus`, and whatever any call can meet.
    pub async fn submit_transcode_jobs(
        &self,
        call: &Call,
        request: &SubmitTranscodeJobs,
    ) -> Result<SubmitTranscodeJobsAnswer, Error> {
        self.execute(call, request).await
    }
}
