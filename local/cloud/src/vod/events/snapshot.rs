//! SnapshotComplete.
//!
//! Snapshots on demand are ordinary ones, and sprites where those were asked for. The names are rules
//! with `{SnapshotCount}` in them, as documented; nothing lies under them.

use serde_json::{Value, json};

use super::{add_extend, event};
use crate::callbacks::Event;
use crate::state::Cloud;
use crate::vod::records::{SnapshotJob, Video};

/// SnapshotComplete of a SubmitSnapshotJob.
pub(in crate::vod) fn snapshot_complete(cloud: &Cloud, video: &Video, job: &SnapshotJob) -> Event {
    let mut infos = Vec::new();
    if job.keeps_snapshots {
        infos.push(info(cloud, video, job, ("NormalSnapshot", "normal"), job.count));
    }
    if let Some(sprites) = job.sprites {
        infos.push(info(cloud, video, job, ("SpriteSnapshot", "sprite"), sprites));
    }
    let members = json!({"Status": "success", "SubType": "SpecifiedTime", "SnapshotInfos": infos});
    let mut event = event(cloud, "SnapshotComplete", &video.common.id, "VideoId", members);
    add_extend(&mut event, &[&job.user_data, &video.common.user_data]);
    event
}

fn info(
    cloud: &Cloud,
    video: &Video,
    job: &SnapshotJob,
    (kind, folder): (&str, &str),
    count: u64,
) -> Value {
    let common = &video.common;
    let format = format!("{}/snapshots/{folder}/{}-{{SnapshotCount}}.jpg", common.id, job.id);
    json!({
        "Status": "success",
        "SnapshotType": kind,
        "SnapshotCount": count,
        "SnapshotFormat": format,
        "SnapshotRegular": format!("{}/{}/{format}", cloud.endpoint(), common.object.bucket),
        "JobId": job.id,
    })
}
