//! UpdateVideoInfo: title, description, tags, cover and category of a video.
//!
//! A field is changed only where a new value is given; an empty one counts as absent, so a field
//! cannot be emptied. A call that changes nothing is answered and not told of.

use super::lookup::VideoName;
use super::records::Video;
use super::user_data::UserData;
use super::{events, limits};
use crate::rpc::{Answer, Call, RpcError};

/// Changes the fields that are given.
pub(crate) fn update_video_info(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let name = VideoName::read(parameters)?;
    let title = limits::title(parameters)?;
    let description = limits::description(parameters)?;
    let tags = limits::tags(parameters)?;
    let cover_url = limits::cover_url(parameters)?;
    let category_id = parameters.number("CateId")?;
    let user_data = UserData::read(parameters)?;

    let now = cloud.now();
    let mut library = cloud.vod.library();
    let before: Video = library
        .video(name.id.as_deref(), name.reference.as_deref())
        .cloned()
        .ok_or_else(RpcError::no_such_video)?;
    let after = library.change_video(&before.common.id, |video| {
        let common = &mut video.common;
        common.title = title.or(common.title.take());
        common.description = description.or(common.description.take());
        common.tags = tags.or(common.tags.take());
        if user_data.text.is_some() {
            common.user_data = user_data;
        }
        common.modified = now;
        video.cover_url = cover_url.or(video.cover_url.take());
        video.category_id = category_id.or(video.category_id);
        video.clone()
    });
    drop(library);
    if let Some(after) = after
        && let Some(event) = events::updated(cloud, &before, &after)
    {
        events::announce(cloud, &after.common, None, event);
    }
    Ok(Answer::new())
}
