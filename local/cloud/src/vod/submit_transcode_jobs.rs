//! SubmitTranscodeJobs: one task, with one job for each definition of the template group.
//!
//! Choices where the page is silent: a SessionId used in the last seven days is an
//! InvalidSessionId.Duplicate (400) and starts nothing; only a call that starts a task uses its
//! SessionId up; a group without templates is an InvalidParameter; EncryptConfig is refused, because
//! no group here has HLS encryption on. OverrideParams must be JSON and has no effect.

use serde_json::{Map, Value, json};

use super::lookup::VideoName;
use super::records::{TranscodeTask, Trigger};
use super::status::{self, Change, IllegalStatus};
use super::user_data::UserData;
use super::{limits, templates, transcode};
use crate::rpc::{Answer, Call, Parameters, RpcError};

/// Starts a task.
pub(crate) fn submit_transcode_jobs(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let group = parameters.required("TemplateGroupId")?;
    let name = VideoName::read(parameters)?;
    let priority = parameters.number_within("Priority", 1..=10)?.unwrap_or(transcode::PRIORITY);
    let session = limits::word(parameters, "SessionId", 1..=50)?;
    let user_data = UserData::read(parameters)?;
    check_options(parameters)?;

    let now = cloud.now();
    let mut library = cloud.vod.library();
    let video = library
        .video(name.id.as_deref(), name.reference.as_deref())
        .ok_or_else(RpcError::no_such_video)?;
    let definitions =
        templates::definitions(cloud, group).ok_or_else(|| RpcError::no_such_resource(group))?;
    if definitions.is_empty() {
        return Err(RpcError::invalid_parameter("TemplateGroupId", "a group that has templates"));
    }
    let next = video
        .status
        .after(Change::JobsSubmitted)
        .map_err(|IllegalStatus| status::illegal(video.status))?;
    let (video_id, source) = (video.common.id.clone(), video.sources);
    if session.as_deref().is_some_and(|session| library.knows_session(session, now)) {
        return Err(RpcError::bad_request(
            "InvalidSessionId.Duplicate",
            "The specified SessionId was used in the last 7 days.",
        ));
    }
    // Nothing is refused from here on.
    if let Some(session) = &session {
        library.remember_session(session, now);
    }
    library.change_video(&video_id, |video| {
        video.status = next;
        video.common.modified = now;
    });
    let task = TranscodeTask {
        priority,
        user_data,
        ..transcode::task(cloud, &video_id, group, definitions, Trigger::Manual, source)
    };
    let jobs: Vec<Value> = task.jobs.iter().map(|job| json!({"JobId": job.id})).collect();
    let task_id = task.id.clone();
    library.add_task(task);
    drop(library);
    transcode::start(cloud, &task_id);
    Ok(Answer::from_iter([
        ("TranscodeJobs".to_owned(), json!({"TranscodeJob": jobs})),
        ("TranscodeTaskId".to_owned(), task_id.into()),
    ]))
}

fn check_options(parameters: &Parameters) -> Result<(), RpcError> {
    limits::word(parameters, "PipelineId", 1..=64)?;
    if parameters.text("EncryptConfig").is_some() {
        return Err(RpcError::invalid_parameter(
            "EncryptConfig",
            "absent, because the template group has HLS encryption off",
        ));
    }
    let overrides = parameters.text("OverrideParams").unwrap_or("{}");
    serde_json::from_str::<Map<String, Value>>(overrides)
        .map_err(|_| RpcError::invalid_parameter("OverrideParams", "a JSON object"))?;
    Ok(())
}
