//! Snapshot jobs at work: a delay, then the event.

use std::sync::Arc;

use super::records::{SnapshotJob, Video};
use super::{events, workflow};
use crate::state::Cloud;

/// Lets the delay pass, then ends the job and tells of it.
pub(super) fn start(cloud: &Arc<Cloud>, job_id: &str) {
    let (cloud, job_id) = (cloud.clone(), job_id.to_owned());
    let tasks = cloud.tasks.clone();
    tasks.spawn(async move {
        tokio::time::sleep(cloud.config.transcode_delay).await;
        if let Some((video, job)) = end(&cloud, &job_id) {
            let event = events::snapshot_complete(&cloud, &video, &job);
            events::announce(&cloud, &video.common, Some(&job.user_data), event);
            workflow::job_ended(&cloud, &job_id);
        }
    });
}

fn end(cloud: &Cloud, job_id: &str) -> Option<(Video, SnapshotJob)> {
    let now = cloud.now();
    let mut library = cloud.vod.library();
    let job = library.change_snapshot_job(job_id, |job| {
        job.completed = Some(now);
        job.clone()
    })?;
    let video = library.video(Some(&job.video_id), None).cloned()?;
    tracing::info!(job_id, "snapshots taken");
    Some((video, job))
}
