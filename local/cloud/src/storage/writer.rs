//! The queue of batches, and the thread that empties it.

use std::fs::File;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use redb::Database;
use tokio::sync::watch;

use super::DiskFailed;
use super::batch::Batch;
use super::files::Files;

/// Batches on their way to the disk.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// There is something to write, or an end.
    wake: Condvar,
    /// Held for reading while batches of one whole are queued, for writing while the queue is taken.
    sections: RwLock<()>,
    progress: watch::Sender<Progress>,
}

#[derive(Default)]
struct State {
    pending: Vec<Batch>,
    /// How many were ever queued.
    queued: u64,
    closed: bool,
}

#[derive(Default)]
struct Progress {
    /// How many were ever written.
    written: u64,
    failed: bool,
}

impl Queue {
    pub(super) fn push(&self, batch: Batch) {
        let mut state = self.lock();
        state.pending.push(batch);
        state.queued += 1;
        self.wake.notify_one();
    }

    pub(super) fn section(&self) -> RwLockReadGuard<'_, ()> {
        self.sections.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn settled(&self) -> Result<(), DiskFailed> {
        let queued = self.lock().queued;
        let mut progress = self.progress.subscribe();
        match progress.wait_for(|now| now.failed || now.written >= queued).await {
            Ok(now) if !now.failed => Ok(()),
            _ => Err(DiskFailed),
        }
    }

    /// No batch comes any more: the writer ends when it has written what is there.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_one();
    }

    /// Waits for batches and takes all; `None` is the end.
    fn take(&self) -> Option<Vec<Batch>> {
        let mut state = self.lock();
        while state.pending.is_empty() {
            if state.closed {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        let _no_section = self.sections.write().unwrap_or_else(PoisonError::into_inner);
        Some(mem::take(&mut self.lock().pending))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes batches until the queue is closed or the disk fails.
pub(super) fn run(queue: &Queue, database: &Database, directory: &File, files: &Files) {
    while let Some(batches) = queue.take() {
        if let Err(reason) = write(database, directory, &batches) {
            tracing::error!(%reason, "records cannot be written; nothing is answered any more");
            files.retire();
            queue.progress.send_modify(|now| now.failed = true);
            return;
        }
        queue.progress.send_modify(|now| now.written += batches.len() as u64);
        // Only now may files go that the batches released; nobody waits for that.
        drop(batches);
    }
}

fn write(database: &Database, directory: &File, batches: &[Batch]) -> Result<(), String> {
    let changes = || batches.iter().flat_map(|batch| &batch.changes);
    // The names of files must be as safe as the records that name them.
    if changes().any(|change| change.value.is_some() && change.table.names_files()) {
        directory.sync_all().map_err(|error| error.to_string())?;
    }
    let mut records = Vec::new();
    for change in changes() {
        records.push((change, change.value.as_ref().map(Result::as_ref).transpose()?));
    }
    commit(database, &records).map_err(|error| error.to_string())
}

fn commit(
    database: &Database,
    changes: &[(&super::batch::Change, Option<&Vec<u8>>)],
) -> Result<(), redb::Error> {
    let writing = database.begin_write()?;
    for (change, value) in changes {
        let mut table = writing.open_table(change.table.definition())?;
        match value {
            Some(value) => table.insert(change.key.as_str(), value.as_slice())?,
            None => table.remove(change.key.as_str())?,
        };
    }
    writing.commit()?;
    Ok(())
}
