//! ListTranscodeTask: the tasks of one video, newest first (the page states no order).

use model::time::iso8601;
use serde_json::{Value, json};

use super::limits;
use super::records::TranscodeTask;
use crate::rpc::{Answer, Call, RpcError};

const LARGEST_PAGE: u64 = 50;

/// Lists one page of a video's tasks.
pub(crate) fn list_transcode_task(call: &Call<'_>) -> Result<Answer, RpcError> {
    let parameters = call.parameters;
    let video_id = parameters.required("VideoId")?;
    let (start, end) =
        (limits::moment(parameters, "StartTime")?, limits::moment(parameters, "EndTime")?);
    let page = parameters.number_within("PageNo", 1..=u64::from(u32::MAX))?.unwrap_or(1);
    let size = parameters.number_within("PageSize", 1..=LARGEST_PAGE)?.unwrap_or(10);
    let skipped = usize::try_from((page - 1) * size).unwrap_or(usize::MAX);

    let library = call.cloud.vod.library();
    library.video(Some(video_id), None).ok_or_else(RpcError::no_such_video)?;
    let tasks: Vec<Value> = library
        .tasks_of(video_id)
        .filter(|task| start.is_none_or(|start| task.created >= start))
        .filter(|task| end.is_none_or(|end| task.created <= end))
        .skip(skipped)
        .take(usize::try_from(size).unwrap_or(usize::MAX))
        .map(describe)
        .collect();
    Ok(Answer::from_iter([("TranscodeTaskList".to_owned(), tasks.into())]))
}

fn describe(task: &TranscodeTask) -> Value {
    let mut fields = json!({
        "TranscodeTaskId": task.id,
        "TaskStatus": task.status(),
        "Trigger": task.trigger.as_str(),
        "CreationTime": iso8601(task.created),
        "TranscodeTemplateGroupId": task.template_group_id,
        "VideoId": task.video_id,
    });
    if let Some(completed) = task.completed {
        fields["CompleteTime"] = iso8601(completed).into();
    }
    fields
}
