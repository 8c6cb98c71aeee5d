//! GetTranscodeTask: one task with its jobs, or jobs by their own ids.
//!
//! Tasks of the last year are shown. TranscodeTaskId wins where both are given, and more than 10
//! JobIds are an InvalidParameter; the page states neither. Measures of the output are absent:
//! nothing was measured.

use jiff::{SignedDuration, Timestamp};
use model::time::iso8601;
use serde_json::{Value, json};

use super::library::Library;
use super::lookup::identifiers;
use super::queries::object;
use super::records::{TranscodeJob, TranscodeTask, Video};
use super::{templates, transcode, urls};
use crate::rpc::{Answer, Call, RpcError};
use crate::state::Cloud;

const JOB_IDS: usize = 10;
const DAYS: i64 = 365;

/// Shows a task, or some jobs.
pub(crate) fn get_transcode_task(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let library = cloud.vod.library();
    match (parameters.text("TranscodeTaskId"), parameters.text("JobIds")) {
        (Some(id), _) => {
            let task = library.task(id).filter(|task| is_shown(task, cloud.now()));
            let (task, video) = task
                .and_then(|task| with_video(&library, task))
                .ok_or_else(|| RpcError::no_such_resource(id))?;
            Ok(Answer::from_iter([("TranscodeTask".to_owned(), describe(cloud, task, video))]))
        }
        (None, Some(ids)) => jobs(cloud, &library, ids),
        (None, None) => Err(RpcError::missing_parameter("TranscodeTaskId")),
    }
}

fn jobs(cloud: &Cloud, library: &Library, ids: &str) -> Result<Answer, RpcError> {
    let ids = identifiers(ids, JOB_IDS).ok_or_else(|| {
        RpcError::invalid_parameter("JobIds", "at most 10 ids separated by commas")
    })?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for id in ids {
        let found = library
            .task_of_job(id)
            .filter(|task| is_shown(task, cloud.now()))
            .and_then(|task| with_video(library, task));
        let shown = found.and_then(|(task, video)| {
            let job = task.jobs.iter().find(|job| job.id == id)?;
            Some(describe_job(cloud, task, video, job))
        });
        match shown {
            Some(job) => known.push(job),
            None => unknown.push(Value::from(id)),
        }
    }
    Ok(Answer::from_iter([
        ("TranscodeJobInfoList".to_owned(), known.into()),
        ("NonExistJobIds".to_owned(), unknown.into()),
    ]))
}

fn with_video<'a>(
    library: &'a Library,
    task: &'a TranscodeTask,
) -> Option<(&'a TranscodeTask, &'a Video)> {
    library.video(Some(&task.video_id), None).map(|video| (task, video))
}

fn is_shown(task: &TranscodeTask, now: Timestamp) -> bool {
    now.duration_since(task.created) <= SignedDuration::from_hours(24 * DAYS)
}

fn describe(cloud: &Cloud, task: &TranscodeTask, video: &Video) -> Value {
    let jobs: Vec<Value> =
        task.jobs.iter().map(|job| describe_job(cloud, task, video, job)).collect();
    object(json!({
        "TranscodeTaskId": task.id,
        "VideoId": task.video_id,
        "TranscodeTemplateGroupId": task.template_group_id,
        "TaskStatus": task.status(),
        "Trigger": task.trigger.as_str(),
        "CreationTime": iso8601(task.created),
        "CompleteTime": task.completed.map(iso8601),
        "TranscodeJobInfoList": jobs,
    }))
    .into()
}

fn describe_job(cloud: &Cloud, task: &TranscodeTask, video: &Video, job: &TranscodeJob) -> Value {
    let (status, progress) =
        if task.completed.is_some() { ("TranscodeSuccess", 100) } else { ("Transcoding", 0) };
    let output = task.completed.map(|_| {
        json!({
            "OutputFileUrl": transcode::stream_url(cloud, &video.common, job),
            "Format": job.format,
            "VideoStreamList": "[]",
            "AudioStreamList": "[]",
            "SubtitleStreamList": "[]",
            "WatermarkIdList": [],
        })
    });
    object(json!({
        "TranscodeJobId": job.id,
        "TranscodeTemplateId": templates::template_id(&task.template_group_id, job),
        "TranscodeJobStatus": status,
        "TranscodeProgress": progress,
        "Priority": task.priority.to_string(),
        "Definition": job.definition,
        "InputFileUrl": urls::plain(cloud, &video.common.object),
        "OutputFile": output,
        "CreationTime": iso8601(task.created),
        "CompleteTime": task.completed.map(iso8601),
    }))
    .into()
}
