//! Where everything outlives the process, when a data directory was given: `--data`.
//!
//! What changes is described in a [`Batch`] by the struct that owns it, under that struct's lock, so
//! that batches are queued in the order of the changes. One thread writes what is queued, many
//! batches in one commit of `redb`, and the front lets no answer out before everything queued so far
//! is on the disk ([`Storage::settled`]). So an answer is a promise, and a kill at any moment leaves
//! a state between two commits. Without a directory all of this does nothing.
//!
//! Bytes of objects are not in the records: each segment is a file ([`Files`]) that is on the disk
//! before a record names it and stays until no record does.
//!
//! A disk that fails ends it: memory is then ahead of the disk, so nothing is answered any more.
//! The directory holds keys and tokens in the clear; it is made for its owner only.

mod batch;
mod disk;
mod error;
mod files;
mod records;
pub(crate) mod secrets;
mod writer;

use std::io;
use std::path::Path;
use std::sync::{Arc, RwLockReadGuard};

use serde::de::DeserializeOwned;

pub(crate) use batch::{Batch, Released, Table};
use disk::Disk;
pub use error::DataError;
pub(crate) use files::{Files, SegmentFile};
pub(crate) use records::Records;

/// The one place that records go to. Copies are the same storage.
#[derive(Clone)]
pub(crate) struct Storage {
    files: Arc<Files>,
    disk: Option<Arc<Disk>>,
}

/// The disk failed: what was changed since is not kept, so nobody may hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DiskFailed;

impl Storage {
    /// Keeps nothing. Objects lie in a temporary directory that goes with the last user of it.
    pub(crate) fn in_memory() -> io::Result<Self> {
        Ok(Self { files: Arc::new(Files::temporary()?), disk: None })
    }

    /// Keeps everything in this directory, which is made when it is not there, and belongs to
    /// `owner` (an account in a region) from its first use on.
    pub(crate) fn open(directory: &Path, owner: &str) -> Result<Self, DataError> {
        let files = Arc::new(Files::kept(directory.join("objects")));
        let disk = Disk::open(directory, owner, Arc::clone(&files))?;
        Ok(Self { files, disk: Some(Arc::new(disk)) })
    }

    /// Where segments are written.
    pub(crate) fn files(&self) -> Arc<Files> {
        Arc::clone(&self.files)
    }

    /// How often the directory was opened before.
    pub(crate) fn earlier_starts(&self) -> u64 {
        self.disk.as_ref().map_or(0, |disk| disk.earlier_starts())
    }

    /// Whether anything is kept.
    pub(crate) fn is_durable(&self) -> bool {
        self.disk.is_some()
    }

    /// Every record of a table, by key. Only for the start: what was queued since is not in it.
    pub(crate) fn load<T: DeserializeOwned>(
        &self,
        table: Table,
    ) -> Result<Vec<(String, T)>, DataError> {
        self.disk.as_ref().map_or_else(|| Ok(Vec::new()), |disk| disk.load(table))
    }

    /// One record. Only for the start, as [`Storage::load`].
    pub(crate) fn find<T: DeserializeOwned>(
        &self,
        table: Table,
        key: &str,
    ) -> Result<Option<T>, DataError> {
        self.disk.as_ref().map_or(Ok(None), |disk| disk.find(table, key))
    }

    /// A batch of no changes.
    pub(crate) fn batch(&self) -> Batch {
        Batch::new(self.is_durable())
    }

    /// Queues a batch: all of it is kept, or none. Called under the lock of the state that changed.
    /// What the batch releases is dropped when it is durable; in memory that is at once, and the
    /// caller may drop it outside the lock.
    pub(crate) fn commit(&self, batch: Batch) -> Released {
        match &self.disk {
            None => batch.into_released(),
            Some(disk) => {
                if !batch.is_empty() {
                    disk.queue().push(batch);
                }
                Released::default()
            }
        }
    }

    /// While this is held, all batches queued, by whoever, become durable together: for changes of
    /// several owners that make sense only as a whole. Held for a moment, never across an `await`
    /// (the guard is not `Send`), and never twice by one thread.
    pub(crate) fn section(&self) -> Option<RwLockReadGuard<'_, ()>> {
        self.disk.as_ref().map(|disk| disk.queue().section())
    }

    /// Waits until everything queued so far is durable.
    pub(crate) async fn settled(&self) -> Result<(), DiskFailed> {
        match &self.disk {
            None => Ok(()),
            Some(disk) => disk.queue().settled().await,
        }
    }
}

#[cfg(test)]
mod tests;
