//! A snapshot job.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::vod::user_data::UserData;

/// Snapshots of a video at some moments (SubmitSnapshotJob).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SnapshotJob {
    pub(crate) id: String,
    pub(crate) video_id: String,
    /// How many ordinary snapshots there are.
    pub(crate) count: u64,
    /// Whether the ordinary ones stay: a sprite may be all that is kept.
    pub(crate) keeps_snapshots: bool,
    /// How many sprites they make, where sprites were asked for.
    pub(crate) sprites: Option<u64>,
    /// Of the job, where it has any; it wins over the upload's.
    pub(crate) user_data: UserData,
    pub(crate) created: Timestamp,
    pub(crate) completed: Option<Timestamp>,
}
