//! Transcoding tasks. Nothing is transcoded: a task is [`Config::transcode_delay`] long, all its
//! jobs end together, none fails, and no stream is stored.
//!
//! [`Config::transcode_delay`]: crate::Config::transcode_delay

use std::sync::Arc;
use std::time::Duration;

use super::records::{Common, TranscodeJob, TranscodeTask, Trigger, Video};
use super::status::Change;
use super::user_data::UserData;
use super::{events, urls, workflow};
use crate::config::Definition;
use crate::identifiers;
use crate::state::Cloud;

/// The priority of jobs that nobody gave one (SubmitTranscodeJobs).
pub(super) const PRIORITY: u64 = 6;

/// A new task of a video's current file.
pub(super) fn task(
    cloud: &Cloud,
    video_id: &str,
    template_group_id: &str,
    definitions: &[Definition],
    trigger: Trigger,
    source: u32,
) -> TranscodeTask {
    let randomness = &*cloud.config.randomness;
    let job = |definition: &Definition| TranscodeJob {
        id: identifiers::media_id(randomness),
        definition: definition.name.clone(),
        format: definition.format.clone(),
    };
    TranscodeTask {
        id: identifiers::media_id(randomness),
        video_id: video_id.to_owned(),
        template_group_id: template_group_id.to_owned(),
        trigger,
        jobs: definitions.iter().map(job).collect(),
        priority: PRIORITY,
        user_data: UserData::default(),
        source,
        created: cloud.now(),
        completed: None,
    }
}

/// Starts the tasks that had not ended when the cloud did, for the rest of their time.
pub(super) fn resume(cloud: &Arc<Cloud>) {
    let unfinished = cloud.vod.library().unfinished_tasks();
    let now = cloud.now();
    for (task_id, created) in unfinished {
        let passed = Duration::try_from(now.duration_since(created)).unwrap_or_default();
        start_for(cloud, &task_id, cloud.config.transcode_delay.saturating_sub(passed));
    }
}

/// Lets the delay pass, then ends the task and tells of it.
pub(super) fn start(cloud: &Arc<Cloud>, task_id: &str) {
    start_for(cloud, task_id, cloud.config.transcode_delay);
}

fn start_for(cloud: &Arc<Cloud>, task_id: &str, delay: Duration) {
    let (cloud, task_id) = (cloud.clone(), task_id.to_owned());
    tracing::info!(task_id, ?delay, "transcoding is a delay here: no stream is made");
    let tasks = cloud.tasks.clone();
    tasks.spawn(async move {
        cloud.clock.sleep(delay).await;
        // The end, its events and what it starts are kept together.
        let _section = cloud.storage.section();
        if let Some((video, task)) = end(&cloud, &task_id) {
            // In this order, so that TranscodeComplete comes last.
            for event in events::of_transcoding(&cloud, &video, &task) {
                events::announce(&cloud, &video.common, Some(&task.user_data), event);
            }
            workflow::job_ended(&cloud, &task_id);
        }
    });
}

/// Where the stream of a job would lie.
pub(super) fn stream_url(cloud: &Cloud, common: &Common, job: &TranscodeJob) -> String {
    let mut object = common.object.clone();
    object.key = format!("{}/{}-{}.{}", common.id, job.id, job.definition, job.format);
    urls::plain(cloud, &object)
}

/// Marks the task as done. The video changes only when the task read its current file.
fn end(cloud: &Cloud, task_id: &str) -> Option<(Video, TranscodeTask)> {
    let now = cloud.now();
    let mut library = cloud.vod.library();
    let task = library.change_task(task_id, |task| {
        task.completed = Some(now);
        task.clone()
    })?;
    let video = library.change_video(&task.video_id, |video| {
        if video.sources == task.source {
            video.status = video.status.after(Change::StreamMade).unwrap_or(video.status);
            video.common.modified = now;
        }
        video.clone()
    })?;
    tracing::info!(task_id, status = video.status.as_str(), "task complete");
    Some((video, task))
}
