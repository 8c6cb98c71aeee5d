//! Snapshot jobs at work: a delay, then the event.

use std::sync::Arc;
use std::time::Duration;

use super::records::{SnapshotJob, Video};
use super::{events, workflow};
use crate::state::Cloud;

/// Starts the jobs that had not ended when the cloud did, for the rest of their time.
pub(super) fn resume(cloud: &Arc<Cloud>) {
    let unfinished = cloud.vod.library().unfinished_snapshot_jobs();
    let now = cloud.now();
    for (job_id, created) in unfinished {
        let passed = Duration::try_from(now.duration_since(created)).unwrap_or_default();
        start_for(cloud, &job_id, cloud.config.transcode_delay.saturating_sub(passed));
    }
}

/// Lets the delay pass, then ends the job and tells of it.
pub(super) fn start(cloud: &Arc<Cloud>, job_id: &str) {
    start_for(cloud, job_id, cloud.config.transcode_delay);
}

fn start_for(cloud: &Arc<Cloud>, job_id: &str, delay: Duration) {
    let (cloud, job_id) = (cloud.clone(), job_id.to_owned());
    let tasks = cloud.tasks.clone();
    tasks.spawn(async move {
        cloud.clock.sleep(delay).await;
        // The end, its event and what it starts are kept together.
        let _section = cloud.storage.section();
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
