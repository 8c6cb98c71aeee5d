//! GetVideoInfos: several videos at once.
//!
//! More than 20 ids have the code that DeleteVideo has for it; this page has none.

use serde_json::Value;

use super::{listed_fields, object};
use crate::rpc::{Answer, Call, RpcError};
use crate::vod::lookup;

/// Tells what is known of each video, and which ids belong to none.
pub(crate) fn video_infos(call: &Call<'_>) -> Result<Answer, RpcError> {
    let listed = lookup::listed(call)?;
    let videos: Vec<Value> = listed
        .found
        .iter()
        .map(|(_, video)| {
            let mut fields = listed_fields(call.cloud, video);
            fields.extend(object(serde_json::json!({
                "ReferenceId": video.reference_id,
                // A list here, an object in GetVideoInfo.
                "Snapshots": [],
                "TemplateGroupId": video.template_group_id,
            })));
            fields.into()
        })
        .collect();
    let mut answer = listed.unknown();
    answer.insert("VideoList".to_owned(), videos.into());
    Ok(answer)
}
