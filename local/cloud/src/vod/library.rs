//! All media and tasks of the account, and the indexes to find them by.
//!
//! Records are changed only through the methods of [`Library`], so that each change passes one place
//! that knows which record it touched. [`Records`] are kept over restarts; the indexes are made anew
//! from them.

mod census;
mod jobs;
mod media;
mod removal;
mod sessions;
mod tasks;
mod videos;

use std::collections::HashMap;

use jiff::Timestamp;

use super::records::{
    AttachedMedia, Common, Image, SnapshotJob, TranscodeTask, Video, WorkflowTask,
};
use crate::storage::{DataError, Records, Storage, Table};

/// A medium of any kind, by the object that it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MediumId {
    Video(String),
    Image(String),
    AttachedMedia(String),
}

/// Which kind of medium an id is of.
type Kind = fn(String) -> MediumId;

/// Records and indexes. The caller holds the lock.
pub(super) struct Library {
    videos: Records<Video>,
    images: Records<Image>,
    attached_media: Records<AttachedMedia>,
    tasks: Records<TranscodeTask>,
    /// Ids of the tasks of each video, newest last.
    tasks_of: HashMap<String, Vec<String>>,
    /// TranscodeTaskId by the JobId of each of its jobs.
    task_of_job: HashMap<String, String>,
    snapshot_jobs: Records<SnapshotJob>,
    workflow_tasks: Records<WorkflowTask>,
    /// VideoId by ReferenceId.
    references: HashMap<String, String>,
    objects: HashMap<(String, String), MediumId>,
    /// When each SessionId of SubmitTranscodeJobs is forgotten.
    sessions: Records<Timestamp>,
}

impl Library {
    /// What was there at the last end; nothing at first.
    pub(super) fn load(storage: &Storage) -> Result<Self, DataError> {
        let mut library = Self {
            videos: Records::load(storage, Table::Videos)?,
            images: Records::load(storage, Table::Images)?,
            attached_media: Records::load(storage, Table::AttachedMedia)?,
            tasks: Records::load(storage, Table::TranscodeTasks)?,
            snapshot_jobs: Records::load(storage, Table::SnapshotJobs)?,
            workflow_tasks: Records::load(storage, Table::WorkflowTasks)?,
            tasks_of: HashMap::new(),
            task_of_job: HashMap::new(),
            references: HashMap::new(),
            objects: HashMap::new(),
            sessions: Records::load(storage, Table::Sessions)?,
        };
        library.index();
        Ok(library)
    }

    fn index(&mut self) {
        let videos = self.videos.values().map(|one| (&one.common, MediumId::Video as Kind));
        let images = self.images.values().map(|one| (&one.common, MediumId::Image as Kind));
        let attached = self.attached_media.values();
        let attached = attached.map(|one| (&one.common, MediumId::AttachedMedia as Kind));
        let media = videos.chain(images).chain(attached);
        self.objects =
            media.map(|(common, kind)| (object_key(common), kind(common.id.clone()))).collect();
        let references = self
            .videos
            .values()
            .filter_map(|video| Some((video.reference_id.clone()?, video.common.id.clone())));
        self.references = references.collect();
        let mut tasks: Vec<_> = self.tasks.values().collect();
        tasks.sort_unstable_by_key(|task| (task.created, &task.id));
        for task in tasks {
            self.tasks_of.entry(task.video_id.clone()).or_default().push(task.id.clone());
            let jobs = task.jobs.iter().map(|job| (job.id.clone(), task.id.clone()));
            self.task_of_job.extend(jobs);
        }
    }

    /// What lies in an object. The slices of an M3U8 are no medium.
    pub(super) fn at(&self, bucket: &str, key: &str) -> Option<MediumId> {
        self.objects.get(&(bucket.to_owned(), key.to_owned())).cloned()
    }

    fn place(&mut self, common: &Common, id: Kind) {
        self.objects.insert(object_key(common), id(common.id.clone()));
    }
}

fn object_key(common: &Common) -> (String, String) {
    (common.object.bucket.clone(), common.object.key.clone())
}
