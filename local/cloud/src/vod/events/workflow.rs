//! WorkflowTaskComplete. `ActivityResults` and `TaskInput` are JSON texts, as documented.

use model::time::iso8601;
use serde_json::{Map, Value, json};

use super::event;
use crate::callbacks::Event;
use crate::config::Activity;
use crate::state::Cloud;
use crate::vod::records::WorkflowTask;

/// WorkflowTaskComplete of a run that ended well, the only way that runs end here.
pub(in crate::vod) fn workflow_task_complete(
    cloud: &Cloud,
    task: &WorkflowTask,
    activities: &[Activity],
) -> Event {
    let results: Map<String, Value> = task
        .runs
        .iter()
        .zip(activities)
        .enumerate()
        .map(|(index, (run, activity))| {
            let kind = activity.name();
            let name = format!("{kind}-{}", index + 1);
            let result = json!({
                "Status": "Succeed",
                "StartTime": iso8601(run.started),
                "EndTime": run.ended.map(iso8601),
                "ActivityId": name,
                "ActivityInstanceId": run.job_id,
                "Result": {"Status": "Succeed", "JobType": kind, "MediaId": task.video_id},
            });
            (name, result)
        })
        .collect();
    let completed = iso8601(task.completed.unwrap_or(task.created));
    let members = json!({
        "WorkflowId": task.workflow_id,
        "Status": "Succeed",
        "TaskId": task.id,
        "ActivityResults": Value::Object(results).to_string(),
        "TaskInput": json!({"MediaId": task.video_id}).to_string(),
        "CreateTime": iso8601(task.created),
        "ModifiedTime": completed,
        "FinishTime": completed,
        "UserId": cloud.config.account.id,
    });
    event(cloud, "WorkflowTaskComplete", &task.video_id, "VideoId", members)
}
