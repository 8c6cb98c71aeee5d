//! Events of a file that has arrived.

use serde_json::json;

use super::{add_extend, event};
use crate::callbacks::Event;
use crate::state::Cloud;
use crate::vod::records::Common;
use crate::vod::urls;

/// FileUploadComplete.
pub(in crate::vod) fn file_upload_complete(cloud: &Cloud, common: &Common) -> Event {
    upload_complete(cloud, common, "FileUploadComplete", "VideoId", "FileUrl")
}

/// ImageUploadComplete.
pub(in crate::vod) fn image_upload_complete(cloud: &Cloud, common: &Common) -> Event {
    upload_complete(cloud, common, "ImageUploadComplete", "ImageId", "FileURL")
}

/// AttachedMediaUploadComplete.
pub(in crate::vod) fn attached_media_upload_complete(cloud: &Cloud, common: &Common) -> Event {
    upload_complete(cloud, common, "AttachedMediaUploadComplete", "AttachedMediaId", "FileURL")
}

/// VideoAnalysisComplete, which follows every upload of a video. Of its optional fields only the
/// size is known here. Samples write numbers as texts; so does this.
pub(in crate::vod) fn video_analysis_complete(cloud: &Cloud, common: &Common) -> Event {
    let size = common.size.unwrap_or_default().to_string();
    let members = json!({"Status": "success", "Size": size});
    event(cloud, "VideoAnalysisComplete", &common.id, "VideoId", members)
}

fn upload_complete(
    cloud: &Cloud,
    common: &Common,
    name: &str,
    id_key: &str,
    url_key: &str,
) -> Event {
    let members = json!({"Status": "success", "Size": common.size.unwrap_or_default()});
    let mut event = event(cloud, name, &common.id, id_key, members);
    event.body[url_key] = urls::plain(cloud, &common.object).into();
    add_extend(&mut event, &[&common.user_data]);
    event
}
