//! What there is, for whoever looks at the cloud from its own side.

use serde_json::{Value, json};

use super::Library;
use crate::vod::records::Common;

impl Library {
    /// Ids, statuses and places of all media and tasks, oldest first.
    pub(in crate::vod) fn census(&self) -> Value {
        let mut videos: Vec<_> = self.videos.values().collect();
        videos.sort_by_key(|video| (video.common.created, &video.common.id));
        let mut images: Vec<_> = self.images.values().collect();
        images.sort_by_key(|image| (image.common.created, &image.common.id));
        let mut attached: Vec<_> = self.attached_media.values().collect();
        attached.sort_by_key(|media| (media.common.created, &media.common.id));
        let mut tasks: Vec<_> = self.tasks.values().collect();
        tasks.sort_by_key(|task| (task.created, &task.id));
        json!({
            "Videos": videos.iter().map(|video| {
                medium("VideoId", &video.common, video.status.as_str())
            }).collect::<Vec<_>>(),
            "Images": images.iter().map(|image| {
                medium("ImageId", &image.common, image.common.file_status())
            }).collect::<Vec<_>>(),
            "AttachedMedia": attached.iter().map(|media| {
                medium("MediaId", &media.common, media.common.file_status())
            }).collect::<Vec<_>>(),
            "TranscodeTasks": tasks.iter().map(|task| json!({
                "TranscodeTaskId": task.id,
                "VideoId": task.video_id,
                "TaskStatus": task.status(),
            })).collect::<Vec<_>>(),
        })
    }
}

fn medium(id: &str, common: &Common, status: &str) -> Value {
    json!({
        id: common.id,
        "Status": status,
        "CreationTime": common.created,
        "Object": format!("{}/{}", common.object.bucket, common.object.key),
    })
}
