//! GetVideoInfo.

use serde_json::json;

use super::{common_fields, object};
use crate::rpc::{Answer, Call, RpcError};
use crate::vod::lookup;
use crate::vod::records::Video;

/// Tells what is known of a video.
pub(crate) fn video_info(call: &Call<'_>) -> Result<Answer, RpcError> {
    let cloud = call.cloud;
    let video: Video = lookup::video(call, Video::clone)?;
    let common = &video.common;
    let mut fields = common_fields(cloud, common);
    fields.extend(object(json!({
        "CateId": video.category_id,
        // Categories have no operation here, so none has a name.
        "CateName": video.category_id.map(|_| ""),
        "CoverURL": video.cover_url,
        "DownloadSwitch": "on",
        "Duration": 0.0,
        "ModificationTime": model::time::iso8601(common.modified),
        "ReferenceId": video.reference_id,
        "RegionId": cloud.config.region,
        "Size": common.size.unwrap_or_default(),
        "Snapshots": {"Snapshot": []},
        "Status": video.status.as_str(),
        "StorageClass": "Standard",
        "TemplateGroupId": video.template_group_id,
        "UserData": common.user_data.text,
        "VideoId": common.id,
    })));
    Ok(Answer::from_iter([("Video".to_owned(), fields.into())]))
}
