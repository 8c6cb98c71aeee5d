//! Snapshot jobs and runs of workflows.

use jiff::Timestamp;

use super::Library;
use crate::vod::records::{SnapshotJob, WorkflowTask};

impl Library {
    /// Adds a snapshot job.
    pub(in crate::vod) fn add_snapshot_job(&mut self, job: SnapshotJob) {
        self.snapshot_jobs.insert(job.id.clone(), job);
    }

    /// Changes a snapshot job. Its id and its video stay.
    pub(in crate::vod) fn change_snapshot_job<T>(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut SnapshotJob) -> T,
    ) -> Option<T> {
        self.snapshot_jobs.change(id, change)
    }

    /// Ids of the snapshot jobs that have not ended, and when each was made.
    pub(in crate::vod) fn unfinished_snapshot_jobs(&self) -> Vec<(String, Timestamp)> {
        let unfinished = self.snapshot_jobs.values().filter(|job| job.completed.is_none());
        unfinished.map(|job| (job.id.clone(), job.created)).collect()
    }

    /// Adds a run of a workflow.
    pub(in crate::vod) fn add_workflow_task(&mut self, task: WorkflowTask) {
        self.workflow_tasks.insert(task.id.clone(), task);
    }

    /// Changes a run of a workflow. Its id and its video stay.
    pub(in crate::vod) fn change_workflow_task<T>(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut WorkflowTask) -> T,
    ) -> Option<T> {
        self.workflow_tasks.change(id, change)
    }

    /// Finds a run of a workflow.
    pub(in crate::vod) fn workflow_task(&self, id: &str) -> Option<&WorkflowTask> {
        self.workflow_tasks.get(id)
    }

    /// The run of a workflow that waits for this task or job.
    pub(in crate::vod) fn workflow_waiting_for(&self, job_id: &str) -> Option<String> {
        let waits = |task: &&WorkflowTask| {
            task.runs.iter().any(|run| run.job_id == job_id && run.ended.is_none())
        };
        self.workflow_tasks.values().find(waits).map(|task| task.id.clone())
    }
}
