//! GetVideoInfo, GetVideoInfos, GetMezzanineInfo, GetImageInfo and GetAttachedMediaInfo.
//!
//! Fields that would need a look into the file (duration, size of the picture, streams) are zero or
//! empty: nothing is analysed here.

mod attached_media;
mod image;
mod mezzanine;
mod video;
mod videos;

pub(super) use attached_media::attached_media_fields;
pub(crate) use attached_media::attached_media_info;
pub(crate) use image::image_info;
pub(crate) use mezzanine::mezzanine_info;
pub(super) use video::listed_fields;
pub(crate) use video::video_info;
pub(crate) use videos::video_infos;

use serde_json::{Map, Value, json};

use super::records::Common;
use crate::state::Cloud;

/// The fields that the answers about all kinds of media share; what is unknown is `null`.
fn common_fields(cloud: &Cloud, common: &Common) -> Map<String, Value> {
    object(json!({
        "AppId": common.app_id,
        "CreationTime": model::time::iso8601(common.created),
        "Description": common.description,
        "StorageLocation": super::location_of(cloud, &common.object.bucket),
        "Tags": common.tags,
        "Title": common.title,
    }))
}

/// The members of an object literal, without those that are `null`.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => {
            members.into_iter().filter(|(_, member)| !member.is_null()).collect()
        }
        _ => Map::new(),
    }
}
