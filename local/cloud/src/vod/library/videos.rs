//! The records of videos, found by VideoId or by ReferenceId.

use super::{Library, MediumId};
use crate::vod::records::Video;

impl Library {
    /// Adds a video. False, and nothing is added, when its ReferenceId is taken.
    pub(in crate::vod) fn add_video(&mut self, video: Video) -> bool {
        if let Some(reference) = &video.reference_id {
            if self.references.contains_key(reference) {
                return false;
            }
            self.references.insert(reference.clone(), video.common.id.clone());
        }
        self.place(&video.common, MediumId::Video);
        self.videos.insert(video.common.id.clone(), video);
        true
    }

    /// Finds a video by VideoId, else by ReferenceId.
    pub(in crate::vod) fn video(
        &self,
        id: Option<&str>,
        reference: Option<&str>,
    ) -> Option<&Video> {
        let id = match (id, reference) {
            (Some(id), _) => id,
            (None, Some(reference)) => self.references.get(reference)?.as_str(),
            (None, None) => return None,
        };
        self.videos.get(id)
    }

    /// Every video, in no order.
    pub(in crate::vod) fn videos(&self) -> impl Iterator<Item = &Video> {
        self.videos.values()
    }

    /// Changes a video. What it is found by (ids, object) stays.
    pub(in crate::vod) fn change_video<T>(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut Video) -> T,
    ) -> Option<T> {
        self.videos.change(id, change)
    }
}
