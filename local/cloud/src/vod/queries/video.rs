//! GetVideoInfo, and what of it GetVideoList tells too.

use serde_json::{Map, Value, json};

use super::{common_fields, object};
use crate::rpc::{Answer, Call, RpcError};
use crate::state::Cloud;
use crate::vod::lookup;
use crate::vod::records::Video;

/// Tells what is known of a video.
pub(crate) fn video_info(call: &Call<'_>) -> Result<Answer, RpcError> {
    let video: Video = lookup::video(call, Video::clone)?;
    let mut fields = listed_fields(call.cloud, &video);
    fields.extend(object(json!({
        "DownloadSwitch": "on",
        "ReferenceId": video.reference_id,
        "RegionId": call.cloud.config.region,
        "TemplateGroupId": video.template_group_id,
    })));
    Ok(Answer::from_iter([("Video".to_owned(), fields.into())]))
}

/// The fields that a list of videos shows of each.
pub(crate) fn listed_fields(cloud: &Cloud, video: &Video) -> Map<String, Value> {
    let common = &video.common;
    let mut fields = common_fields(cloud, common);
    fields.extend(object(json!({
        "CateId": video.category_id,
        // Categories have no operation here, so none has a name.
        "CateName": video.category_id.map(|_| ""),
        "CoverURL": video.cover_url,
        "Duration": 0.0,
        "ModificationTime": model::time::iso8601(common.modified),
        "Size": common.size.unwrap_or_default(),
        "Snapshots": {"Snapshot": []},
        "Status": video.status.as_str(),
        "StorageClass": "Standard",
        "UserData": common.user_data.text,
        "VideoId": common.id,
    })));
    fields
}
