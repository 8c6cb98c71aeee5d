//! Records that go, and all that names them.

use super::{Library, object_key};
use crate::vod::records::{AttachedMedia, Image, Video};

impl Library {
    /// Removes a video with its tasks. Its ReferenceId may be used again.
    pub(in crate::vod) fn remove_video(&mut self, id: &str) -> Option<Video> {
        let video = self.videos.remove(id)?;
        self.objects.remove(&object_key(&video.common));
        if let Some(reference) = &video.reference_id {
            self.references.remove(reference);
        }
        for task_id in self.tasks_of.remove(id).unwrap_or_default() {
            if let Some(task) = self.tasks.remove(&task_id) {
                for job in &task.jobs {
                    self.task_of_job.remove(&job.id);
                }
            }
        }
        self.snapshot_jobs.retain(|_, job| job.video_id != id);
        self.workflow_tasks.retain(|_, task| task.video_id != id);
        Some(video)
    }

    /// Removes an image.
    pub(in crate::vod) fn remove_image(&mut self, id: &str) -> Option<Image> {
        let image = self.images.remove(id)?;
        self.objects.remove(&object_key(&image.common));
        Some(image)
    }

    /// Removes an attached medium.
    pub(in crate::vod) fn remove_attached_media(&mut self, id: &str) -> Option<AttachedMedia> {
        let media = self.attached_media.remove(id)?;
        self.objects.remove(&object_key(&media.common));
        Some(media)
    }
}
