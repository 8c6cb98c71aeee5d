//! SubmitWorkflowJob: a workflow of the account, at work on a stored video.
//!
//! The page lists no errors. Here an unknown workflow is a NoSuchResource, an unknown MediaId an
//! InvalidVideo.NotFound, and the statuses are those of the jobs that the workflow starts: those of
//! SubmitTranscodeJobs where it transcodes, else those of SubmitSnapshotJob. MediaId, optional by
//! the table, is required: there is nothing else to work on.

use super::status::{self, Change, IllegalStatus};
use super::workflow;
use crate::rpc::{Answer, Call, RpcError};

/// Starts a run.
pub(crate) fn submit_workflow_job(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let workflow_id = parameters.required("WorkflowId")?;
    let video_id = parameters.required("MediaId")?;
    let found = workflow::find(cloud, workflow_id)
        .ok_or_else(|| RpcError::no_such_resource(workflow_id))?;
    let now = cloud.now();
    let mut library = cloud.vod.library();
    let before = library.video(Some(video_id), None).ok_or_else(RpcError::no_such_video)?.status;
    let after = if workflow::transcodes(found) {
        before.after(Change::JobsSubmitted)
    } else {
        before.allow_snapshots()
    };
    let after = after.map_err(|IllegalStatus| status::illegal(before))?;
    if after != before {
        library.change_video(video_id, |video| {
            video.status = after;
            video.common.modified = now;
        });
    }
    drop(library);
    let task_id = workflow::start(cloud, workflow_id, video_id);
    Ok(Answer::from_iter([("TaskId".to_owned(), task_id.into())]))
}
