//! Events of calls that make, change and delete media: MediaBaseChangeComplete and
//! DeleteMediaComplete.
//!
//! `MediaContent` is an object whose members are JSON texts, as in the sample; the table calls the
//! whole a JSON text. Only CreateUploadVideo, UpdateVideoInfo and DeleteVideo tell of changes, and
//! only DeleteVideo of a deletion, as the pages say.

use serde_json::{Map, Value, json};

use super::event;
use crate::callbacks::Event;
use crate::state::Cloud;
use crate::vod::records::Video;

/// MediaBaseChangeComplete of a video that was made.
pub(in crate::vod) fn created(cloud: &Cloud, video: &Video) -> Event {
    base_change(cloud, video, "create", &contents([None, Some(video)]))
}

/// MediaBaseChangeComplete of a video that was changed. `None` when it is what it was.
pub(in crate::vod) fn updated(cloud: &Cloud, before: &Video, after: &Video) -> Option<Event> {
    let changes = contents([Some(before), Some(after)]);
    (!changes.is_empty()).then(|| base_change(cloud, after, "update", &changes))
}

/// MediaBaseChangeComplete of a video that was deleted.
pub(in crate::vod) fn deleted(cloud: &Cloud, video: &Video) -> Event {
    base_change(cloud, video, "delete", &contents([Some(video), None]))
}

/// DeleteMediaComplete of a whole video.
pub(in crate::vod) fn delete_media_complete(cloud: &Cloud, video: &Video) -> Event {
    let members = json!({"Status": "success", "MediaType": "video", "DeleteType": "all"});
    event(cloud, "DeleteMediaComplete", &video.common.id, "MediaId", members)
}

fn base_change(cloud: &Cloud, video: &Video, mode: &str, contents: &Map<String, Value>) -> Event {
    let members = json!({
        "Status": "success",
        "MediaType": "video",
        "OperateMode": mode,
        "MediaContent": contents,
    });
    event(cloud, "MediaBaseChangeComplete", &video.common.id, "MediaId", members)
}

/// What differs between before and after, each with `OldValue` and `NewValue` where there is one.
fn contents(ends: [Option<&Video>; 2]) -> Map<String, Value> {
    let of = |look: fn(&Video) -> Value| ends.map(|end| end.map_or(Value::Null, look));
    [
        ("Title", of(|video| json!(video.common.title))),
        ("Description", of(|video| json!(video.common.description))),
        ("CoverURL", of(|video| json!(video.cover_url))),
        ("CateId", of(|video| json!(video.category_id))),
        ("Tags", of(|video| json!(video.common.tags))),
    ]
    .into_iter()
    .filter(|(_, [old, new])| old != new)
    .map(|(name, [old, new])| {
        let values = [("OldValue", old), ("NewValue", new)];
        let known = values.into_iter().filter(|(_, value)| !value.is_null());
        let texts: Map<String, Value> = known.map(|(end, value)| (end.to_owned(), value)).collect();
        (name.to_owned(), Value::from(Value::Object(texts).to_string()))
    })
    .collect()
}
