//! DeleteVideo: videos go with their files, their tasks and the parts of unfinished uploads.
//!
//! Choices where the page is silent: when both lists are given VideoIds counts alone; more than 20
//! ReferenceIds have the code that VideoIds have; ids that stand twice count once. Nothing is ever
//! in ForbiddenVideoIds: a caller may delete all videos or none.

use serde_json::Value;

use super::records::Video;
use super::{events, lookup};
use crate::rpc::{Answer, Call, RpcError};

/// Deletes the videos that exist. Where none does, that is the answer.
pub(crate) fn delete_video(call: &Call<'_>) -> Result<Answer, RpcError> {
    let cloud = call.cloud;
    let listed = lookup::listed(call)?;
    let mut deleted: Vec<Video> = Vec::new();
    {
        let mut library = cloud.vod.library();
        for (id, video) in &listed.found {
            tracing::info!(video_id = id, title = video.common.title, "video deleted");
            deleted.extend(library.remove_video(id));
        }
    }
    for video in &deleted {
        let object = &video.common.object;
        cloud.objects.discard(&object.bucket, &object.key);
        let events = [events::delete_media_complete(cloud, video), events::deleted(cloud, video)];
        for event in events {
            events::announce(cloud, &video.common, None, event);
        }
    }
    let mut answer = listed.unknown();
    answer.insert("ForbiddenVideoIds".to_owned(), Value::Array(Vec::new()));
    Ok(answer)
}
