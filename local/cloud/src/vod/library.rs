//! All media and tasks of the account, and the indexes to find them by.
//!
//! Records are changed only through the methods of [`Library`], so that each change passes one place
//! that knows which record it touched.

mod media;
mod sessions;
mod tasks;
mod videos;

use std::collections::HashMap;

use jiff::Timestamp;

use super::records::{AttachedMedia, Common, Image, TranscodeTask, Video};

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
    /// What lies in an object. The slices of an M3U8 are no medium.
    pub(super) fn at(&self, bucket: &str, key: &str) -> Option<MediumId> {
        self.objects.get(&(bucket.to_owned(), key.to_owned())).cloned()
    }

    fn place(&mut self, common: &Common, id: fn(String) -> MediumId) {
        self.objects.insert(object_key(common), id(common.id.clone()));
    }
}

fn object_key(common: &Common) -> (String, String) {
    (common.object.bucket.clone(), common.object.key.clone())
}
