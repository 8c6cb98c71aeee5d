//! A run of a workflow.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A workflow at work on one video: its activities, one after the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WorkflowTask {
    pub(crate) id: String,
    pub(crate) workflow_id: String,
    pub(crate) video_id: String,
    /// Those that were started, in the order of the workflow.
    pub(crate) runs: Vec<ActivityRun>,
    pub(crate) created: Timestamp,
    pub(crate) completed: Option<Timestamp>,
}

/// One activity of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ActivityRun {
    /// TranscodeTaskId, or the JobId of snapshots: what it waits for.
    pub(crate) job_id: String,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
}
