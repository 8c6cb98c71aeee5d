//! What happens when a file is complete in the bucket: the record changes, the next step starts, the
//! event goes out.

use std::sync::Arc;

use super::library::{Library, MediumId};
use super::records::{Common, TranscodeTask, Trigger};
use super::status::Change;
use super::{events, templates, transcode};
use crate::callbacks::Event;
use crate::state::Cloud;

/// Notes that an object is complete, whichever call completed it. Called before the answer goes
/// out, so it waits for nothing: what takes time is spawned.
pub(crate) fn object_arrived(cloud: &Arc<Cloud>, bucket: &str, key: &str, size: u64) {
    let mut library = cloud.vod.library();
    // Slices of an M3U8, and objects that the account's own key put there.
    let Some(medium) = library.at(bucket, key) else { return };
    let Some((common, event)) = (match &medium {
        MediumId::Video(id) => video_arrived(cloud, &mut library, id, size),
        MediumId::Image(id) => library.change_image(id, |image| {
            stored(cloud, &mut image.common, size);
            (image.common.clone(), events::image_upload_complete(cloud, &image.common))
        }),
        MediumId::AttachedMedia(id) => library.change_attached_media(id, |media| {
            stored(cloud, &mut media.common, size);
            (media.common.clone(), events::attached_media_upload_complete(cloud, &media.common))
        }),
    }) else {
        return;
    };
    let task = match &medium {
        MediumId::Video(id) => automatic_task(cloud, &mut library, id),
        MediumId::Image(_) | MediumId::AttachedMedia(_) => None,
    };
    drop(library);
    tracing::info!(media_id = common.id, size, "file arrived");
    announce(cloud, &common, event);
    if let Some(task) = task {
        transcode::start(cloud, &task.id);
    }
}

fn stored(cloud: &Cloud, common: &mut Common, size: u64) {
    common.size = Some(size);
    common.modified = cloud.now();
}

fn video_arrived(
    cloud: &Cloud,
    library: &mut Library,
    id: &str,
    size: u64,
) -> Option<(Common, Event)> {
    library.change_video(id, |video| {
        stored(cloud, &mut video.common, size);
        video.sources += 1;
        let definitions =
            templates::definitions(cloud, &video.template_group_id).unwrap_or_default();
        let change = Change::Stored(templates::next_step(definitions, &video.extension));
        // A file is stored from every status.
        video.status = video.status.after(change).unwrap_or(video.status);
        (video.common.clone(), events::file_upload_complete(cloud, &video.common))
    })
}

/// The task of the upload's own template group, where it has definitions.
fn automatic_task(cloud: &Cloud, library: &mut Library, id: &str) -> Option<TranscodeTask> {
    let video = library.video(Some(id), None)?;
    let definitions = templates::definitions(cloud, &video.template_group_id)?;
    if definitions.is_empty() {
        return None;
    }
    let group = video.template_group_id.clone();
    let task = transcode::task(cloud, id, &group, definitions, Trigger::Auto, video.sources);
    library.add_task(task.clone());
    Some(task)
}

fn announce(cloud: &Arc<Cloud>, common: &Common, event: Event) {
    let target = events::target(cloud, &[&common.user_data]);
    let delivery = cloud.clone();
    cloud.tasks.spawn(async move {
        delivery.vod.callbacks.deliver(&delivery.config.clock, target.as_ref(), event).await;
    });
}
