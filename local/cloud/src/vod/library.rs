//! All media and tasks of the account, and the indexes to find them by.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::records::{AttachedMedia, Common, Image, TranscodeTask, Video};

/// For how long a SessionId is remembered (SubmitTranscodeJobs).
const SESSION_DAYS: i64 = 7;

/// A medium of any kind, by the object that it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MediumId {
    Video(String),
    Image(String),
    AttachedMedia(String),
}

/// Records and indexes. The caller holds the lock.
#[derive(Default)]
pub(super) struct Library {
    videos: HashMap<String, Video>,
    images: HashMap<String, Image>,
    attached_media: HashMap<String, AttachedMedia>,
    tasks: HashMap<String, TranscodeTask>,
    /// Ids of the tasks of each video, newest last.
    tasks_of: HashMap<String, Vec<String>>,
    /// VideoId by ReferenceId.
    references: HashMap<String, String>,
    objects: HashMap<(String, String), MediumId>,
    /// When each SessionId of SubmitTranscodeJobs is forgotten.
    sessions: HashMap<String, Timestamp>,
}

impl Library {
    /// Adds a video. False, and nothing is added, when its ReferenceId is taken.
    pub(super) fn add_video(&mut self, video: Video) -> bool {
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

    pub(super) fn add_image(&mut self, image: Image) {
        self.place(&image.common, MediumId::Image);
        self.images.insert(image.common.id.clone(), image);
    }

    pub(super) fn add_attached_media(&mut self, media: AttachedMedia) {
        self.place(&media.common, MediumId::AttachedMedia);
        self.attached_media.insert(media.common.id.clone(), media);
    }

    fn place(&mut self, common: &Common, id: fn(String) -> MediumId) {
        let object = (common.object.bucket.clone(), common.object.key.clone());
        self.objects.insert(object, id(common.id.clone()));
    }

    /// Finds a video by VideoId, else by ReferenceId.
    pub(super) fn video(
        &mut self,
        id: Option<&str>,
        reference: Option<&str>,
    ) -> Option<&mut Video> {
        let id = match (id, reference) {
            (Some(id), _) => id,
            (None, Some(reference)) => self.references.get(reference)?.as_str(),
            (None, None) => return None,
        };
        self.videos.get_mut(id)
    }

    /// Every video, in no order.
    pub(super) fn videos(&self) -> impl Iterator<Item = &Video> {
        self.videos.values()
    }

    pub(super) fn image(&mut self, id: &str) -> Option<&mut Image> {
        self.images.get_mut(id)
    }

    pub(super) fn attached_media(&mut self, id: &str) -> Option<&mut AttachedMedia> {
        self.attached_media.get_mut(id)
    }

    /// What lies in an object. The slices of an M3U8 are no medium.
    pub(super) fn at(&self, bucket: &str, key: &str) -> Option<MediumId> {
        self.objects.get(&(bucket.to_owned(), key.to_owned())).cloned()
    }

    pub(super) fn add_task(&mut self, task: TranscodeTask) {
        self.tasks_of.entry(task.video_id.clone()).or_default().push(task.id.clone());
        self.tasks.insert(task.id.clone(), task);
    }

    pub(super) fn task(&mut self, id: &str) -> Option<&mut TranscodeTask> {
        self.tasks.get_mut(id)
    }

    /// The tasks of a video, newest first.
    pub(super) fn tasks_of(&self, video_id: &str) -> impl Iterator<Item = &TranscodeTask> {
        let ids = self.tasks_of.get(video_id).map(Vec::as_slice).unwrap_or_default();
        ids.iter().rev().filter_map(|id| self.tasks.get(id))
    }

    /// Whether a SessionId was used in the last seven days.
    pub(super) fn knows_session(&self, session: &str, now: Timestamp) -> bool {
        self.sessions.get(session).is_some_and(|until| now < *until)
    }

    /// Remembers a SessionId from now on.
    pub(super) fn remember_session(&mut self, session: &str, now: Timestamp) {
        self.sessions.retain(|_, until| now < *until);
        let until = now
            .checked_add(SignedDuration::from_hours(24 * SESSION_DAYS))
            .unwrap_or(Timestamp::MAX);
        self.sessions.insert(session.to_owned(), until);
    }
}
