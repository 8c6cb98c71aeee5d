//! The bodies of events, with the documented fields ("Event notification"), and who hears of them.
//!
//! URLs in them are always http. `Extend` is a JSON text, as in the newest samples. Measures of a
//! stream (Bitrate, Duration, Fps, Height, Width, Size) are optional and absent: nothing was
//! measured. FileUrl of a stream names where it would lie; nothing lies there.
//!
//! No page says which key signs for a URL of an upload or a job: that of the application's setting
//! does.

mod media;
mod snapshot;
mod transcode;
mod upload;
mod workflow;

use std::sync::Arc;

use model::time::iso8601;
use serde_json::{Value, json};

use super::records::Common;
use super::user_data::UserData;
use crate::callbacks::{self, Event};
use crate::state::Cloud;

pub(super) use media::{created, delete_media_complete, deleted, updated};
pub(super) use snapshot::snapshot_complete;
pub(super) use transcode::of_transcoding;
pub(super) use upload::{
    attached_media_upload_complete, file_upload_complete, image_upload_complete,
    video_analysis_complete,
};
pub(super) use workflow::workflow_task_complete;

/// Tells of an event about a medium. The first URL wins: that of the job, of the upload, of the
/// application.
pub(super) fn announce(cloud: &Arc<Cloud>, common: &Common, job: Option<&UserData>, event: Event) {
    let sources = [job, Some(&common.user_data)];
    let own = sources.into_iter().flatten().find_map(|data| data.callback_url.as_deref());
    let target = cloud.vod.message_callbacks.target(&common.app_id, &event.name, own);
    callbacks::announce(cloud, target, event);
}

/// An event with the fields that all have.
fn event(cloud: &Cloud, name: &str, media_id: &str, id_key: &str, members: Value) -> Event {
    let mut body = members;
    body["EventTime"] = iso8601(cloud.now()).into();
    body["EventType"] = name.into();
    body[id_key] = media_id.into();
    Event { name: name.to_owned(), media_id: media_id.to_owned(), body }
}

/// Extend of the job, else of the upload.
fn add_extend(event: &mut Event, sources: &[&UserData]) {
    if let Some(extend) = sources.iter().find_map(|data| data.extend.as_deref()) {
        event.body["Extend"] = json!(extend);
    }
}
