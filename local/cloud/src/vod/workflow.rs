//! Workflows at work: one activity after the other, each a job of its own, then
//! WorkflowTaskComplete.
//!
//! The workflows of the account stand in its configuration; they are of the newer kind, which tells
//! of its end. A transcoding that a workflow starts has the trigger Auto.

use std::sync::Arc;

use super::records::{ActivityRun, SnapshotJob, Trigger, Video, WorkflowTask};
use super::status::NextStep;
use super::user_data::UserData;
use super::{events, snapshot, templates, transcode};
use crate::config::{Activity, Workflow};
use crate::identifiers;
use crate::rpc::RpcError;
use crate::state::Cloud;

/// The workflow of this id.
pub(super) fn find<'a>(cloud: &'a Cloud, id: &str) -> Option<&'a Workflow> {
    cloud.config.options.workflows.iter().find(|workflow| workflow.id == id)
}

/// `WorkflowId` of an upload, which must exist.
pub(super) fn of_upload(cloud: &Cloud, id: Option<&str>) -> Result<Option<String>, RpcError> {
    let known = |id: &str| find(cloud, id).map(|workflow| workflow.id.clone());
    id.map(|id| known(id).ok_or_else(|| RpcError::no_such_resource(id))).transpose()
}

/// What becomes of a file that arrives under a workflow.
pub(super) fn next_step(workflow: &Workflow) -> NextStep {
    if transcodes(workflow) { NextStep::Transcode } else { NextStep::KeepOnly }
}

/// Whether any activity makes streams.
pub(super) fn transcodes(workflow: &Workflow) -> bool {
    workflow.activities.iter().any(|activity| matches!(activity, Activity::Transcode(_)))
}

/// Begins a run; gives its TaskId.
pub(super) fn start(cloud: &Arc<Cloud>, workflow_id: &str, video_id: &str) -> String {
    let id = identifiers::media_id(&*cloud.config.randomness);
    cloud.vod.library().add_workflow_task(WorkflowTask {
        id: id.clone(),
        workflow_id: workflow_id.to_owned(),
        video_id: video_id.to_owned(),
        runs: Vec::new(),
        created: cloud.now(),
        completed: None,
    });
    advance(cloud, &id);
    id
}

/// Goes on with the run that waits for this task or job, if one does.
pub(super) fn job_ended(cloud: &Arc<Cloud>, job_id: &str) {
    let now = cloud.now();
    let mut library = cloud.vod.library();
    let Some(task_id) = library.workflow_waiting_for(job_id) else { return };
    library.change_workflow_task(&task_id, |task| {
        for run in task.runs.iter_mut().filter(|run| run.job_id == job_id) {
            run.ended = Some(now);
        }
    });
    drop(library);
    advance(cloud, &task_id);
}

/// Starts the next activity of a run, or ends the run.
fn advance(cloud: &Arc<Cloud>, task_id: &str) {
    let Some((task, video)) = current(cloud, task_id) else { return };
    let activities = find(cloud, &task.workflow_id).map_or(&[][..], |found| &found.activities);
    match activities.get(task.runs.len()) {
        Some(Activity::Transcode(group)) => transcode(cloud, &task, &video, group.as_str()),
        Some(Activity::Snapshot) => take_snapshot(cloud, &task, &video),
        None => end(cloud, &task, &video, activities),
    }
}

fn current(cloud: &Cloud, task_id: &str) -> Option<(WorkflowTask, Video)> {
    let library = cloud.vod.library();
    let task = library.workflow_task(task_id)?.clone();
    let video = library.video(Some(&task.video_id), None)?.clone();
    Some((task, video))
}

fn transcode(cloud: &Arc<Cloud>, task: &WorkflowTask, video: &Video, group: &str) {
    let definitions = templates::definitions(cloud, group).unwrap_or_default();
    let (id, source) = (&video.common.id, video.sources);
    let job = transcode::task(cloud, id, group, definitions, Trigger::Auto, source);
    let job_id = job.id.clone();
    let mut library = cloud.vod.library();
    library.add_task(job);
    library.change_workflow_task(&task.id, |task| task.runs.push(run(cloud, &job_id)));
    drop(library);
    transcode::start(cloud, &job_id);
}

fn take_snapshot(cloud: &Arc<Cloud>, task: &WorkflowTask, video: &Video) {
    let job_id = identifiers::media_id(&*cloud.config.randomness);
    let mut library = cloud.vod.library();
    library.add_snapshot_job(SnapshotJob {
        id: job_id.clone(),
        video_id: video.common.id.clone(),
        count: 1,
        keeps_snapshots: true,
        sprites: None,
        user_data: UserData::default(),
        created: cloud.now(),
        completed: None,
    });
    library.change_workflow_task(&task.id, |task| task.runs.push(run(cloud, &job_id)));
    drop(library);
    snapshot::start(cloud, &job_id);
}

fn run(cloud: &Cloud, job_id: &str) -> ActivityRun {
    ActivityRun { job_id: job_id.to_owned(), started: cloud.now(), ended: None }
}

fn end(cloud: &Arc<Cloud>, task: &WorkflowTask, video: &Video, activities: &[Activity]) {
    let now = cloud.now();
    let ended = cloud.vod.library().change_workflow_task(&task.id, |task| {
        task.completed = Some(now);
        task.clone()
    });
    if let Some(task) = ended {
        tracing::info!(task_id = task.id, "workflow complete");
        let event = events::workflow_task_complete(cloud, &task, activities);
        events::announce(cloud, &video.common, None, event);
    }
}
