//! What happens when a file is complete in the bucket: the record changes, the next step starts, the
//! event goes out.

use std::sync::Arc;

use super::library::{Library, MediumId};
use super::records::{Common, Trigger, Video};
use super::status::{Change, NextStep};
use super::{events, templates, transcode, workflow};
use crate::peer::Peer;
use crate::state::Cloud;

/// Notes that an object is complete, whichever call completed it. Called before the answer goes
/// out, so it waits for nothing: what takes time is spawned. `from` is who sent it.
pub(crate) fn object_arrived(cloud: &Arc<Cloud>, bucket: &str, key: &str, size: u64, from: Peer) {
    let mut library = cloud.vod.library();
    // Slices of an M3U8, and objects that the account's own key put there.
    let Some(medium) = library.at(bucket, key) else { return };
    let arrived = match &medium {
        MediumId::Video(id) => store_video(cloud, &mut library, id, size, Some(from)),
        MediumId::Image(id) => library
            .change_image(id, |image| stored(cloud, &mut image.common, size, Some(from)))
            .map(|common| (common, Work::None)),
        MediumId::AttachedMedia(id) => library
            .change_attached_media(id, |media| stored(cloud, &mut media.common, size, Some(from)))
            .map(|common| (common, Work::None)),
    };
    drop(library);
    let Some((common, work)) = arrived else { return };
    tracing::info!(media_id = common.id, size, "file arrived");
    let events = match &medium {
        MediumId::Video(_) => vec![
            events::file_upload_complete(cloud, &common),
            events::video_analysis_complete(cloud, &common),
        ],
        MediumId::Image(_) => vec![events::image_upload_complete(cloud, &common)],
        MediumId::AttachedMedia(_) => vec![events::attached_media_upload_complete(cloud, &common)],
    };
    for event in events {
        events::announce(cloud, &common, None, event);
    }
    begin(cloud, &common.id, work);
}

/// What a video's file starts by itself.
pub(super) enum Work {
    None,
    /// The transcoding task of this id.
    Transcode(String),
    /// The workflow of this id.
    Workflow(String),
}

/// Notes that a video's file is there, who sent it, and what is to be done with it.
pub(super) fn store_video(
    cloud: &Cloud,
    library: &mut Library,
    id: &str,
    size: u64,
    from: Option<Peer>,
) -> Option<(Common, Work)> {
    let (video, common) = library.change_video(id, |video| {
        video.sources += 1;
        // A file is stored from every status.
        let change = Change::Stored(next_step(cloud, video));
        video.status = video.status.after(change).unwrap_or(video.status);
        let common = stored(cloud, &mut video.common, size, from);
        (video.clone(), common)
    })?;
    Some((common, work(cloud, library, &video)))
}

/// Starts it. The library is not locked.
pub(super) fn begin(cloud: &Arc<Cloud>, video_id: &str, work: Work) {
    match work {
        Work::None => (),
        Work::Transcode(task_id) => transcode::start(cloud, &task_id),
        Work::Workflow(workflow_id) => {
            workflow::start(cloud, &workflow_id, video_id);
        }
    }
}

fn stored(cloud: &Cloud, common: &mut Common, size: u64, from: Option<Peer>) -> Common {
    let now = cloud.now();
    common.size = Some(size);
    common.stored = Some(now);
    common.stored_from = from.map(|peer| peer.address.to_canonical());
    common.modified = now;
    common.clone()
}

fn next_step(cloud: &Cloud, video: &Video) -> NextStep {
    let workflow = video.workflow_id.as_deref().and_then(|id| workflow::find(cloud, id));
    match (workflow, &video.template_group_id) {
        (Some(workflow), _) => workflow::next_step(workflow),
        (None, Some(group)) => {
            let definitions = templates::definitions(cloud, group).unwrap_or_default();
            templates::next_step(definitions, &video.extension)
        }
        (None, None) => NextStep::KeepOnly,
    }
}

/// The workflow of the upload, or else the task of its template group, where that has definitions.
fn work(cloud: &Cloud, library: &mut Library, video: &Video) -> Work {
    if let Some(workflow_id) = &video.workflow_id {
        return Work::Workflow(workflow_id.clone());
    }
    let group = video.template_group_id.as_deref();
    let definitions = group.and_then(|group| templates::definitions(cloud, group));
    let (Some(group), Some(definitions)) = (group, definitions) else { return Work::None };
    if definitions.is_empty() {
        return Work::None;
    }
    let id = &video.common.id;
    let task = transcode::task(cloud, id, group, definitions, Trigger::Auto, video.sources);
    let task_id = task.id.clone();
    library.add_task(task);
    Work::Transcode(task_id)
}
