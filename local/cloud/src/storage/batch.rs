//! One indivisible change of the records.

use std::any::Any;
use std::fmt;

use redb::TableDefinition;
use serde::Serialize;

/// A kind of record. A record is a JSON text under a text as its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// By bucket name.
    Buckets,
    /// By `bucket/key`.
    Objects,
    /// By upload id.
    Uploads,
    /// By `upload id/part number`.
    Parts,
    /// By AccessKeyId.
    AccessKeys,
    /// By AccessKeyId and nonce.
    Nonces,
    /// By VideoId.
    Videos,
    /// By ImageId.
    Images,
    /// By MediaId.
    AttachedMedia,
    /// By TranscodeTaskId.
    TranscodeTasks,
    /// By the JobId of SubmitSnapshotJob.
    SnapshotJobs,
    /// By the TaskId of SubmitWorkflowJob.
    WorkflowTasks,
    /// By AppId.
    MessageCallbacks,
    /// By SessionId.
    Sessions,
    /// By ScrollToken.
    ScrollTokens,
    /// Events that were not yet told, by a number that counts up.
    Events,
    /// Attempts to tell events, by a number that counts up.
    Attempts,
    /// Single records of the cloud itself, by name.
    Cloud,
}

impl Table {
    /// Its name in the file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Buckets => "buckets",
            Self::Objects => "objects",
            Self::Uploads => "uploads",
            Self::Parts => "parts",
            Self::AccessKeys => "access-keys",
            Self::Nonces => "nonces",
            Self::Videos => "videos",
            Self::Images => "images",
            Self::AttachedMedia => "attached-media",
            Self::TranscodeTasks => "transcode-tasks",
            Self::SnapshotJobs => "snapshot-jobs",
            Self::WorkflowTasks => "workflow-tasks",
            Self::MessageCallbacks => "message-callbacks",
            Self::Sessions => "sessions",
            Self::ScrollTokens => "scroll-tokens",
            Self::Events => "events",
            Self::Attempts => "attempts",
            Self::Cloud => "cloud",
        }
    }

    pub(super) fn definition(self) -> TableDefinition<'static, &'static str, &'static [u8]> {
        TableDefinition::new(self.name())
    }

    /// Whether its records name files of segments.
    pub(super) fn names_files(self) -> bool {
        matches!(self, Self::Objects | Self::Parts)
    }
}

/// What [`Batch::release`] was given; dropping it lets go of it.
#[derive(Default)]
pub(crate) struct Released(
    #[expect(dead_code, reason = "held only to be dropped")] Vec<Box<dyn Any + Send>>,
);

/// Changes that are kept together or not at all.
#[derive(Default)]
pub(crate) struct Batch {
    /// False in memory: then nothing is worth writing down.
    durable: bool,
    pub(super) changes: Vec<Change>,
    released: Vec<Box<dyn Any + Send>>,
}

pub(super) struct Change {
    pub(super) table: Table,
    pub(super) key: String,
    /// `None` removes the record. An error is a record that has no JSON form.
    pub(super) value: Option<Result<Vec<u8>, String>>,
}

impl Batch {
    pub(super) fn new(durable: bool) -> Self {
        Self { durable, ..Self::default() }
    }

    /// Stores a record in place of the one under the key.
    pub(crate) fn put(&mut self, table: Table, key: impl fmt::Display, record: &impl Serialize) {
        if self.durable {
            let value = serde_json::to_vec(record).map_err(|error| error.to_string());
            self.changes.push(Change { table, key: key.to_string(), value: Some(value) });
        }
    }

    /// Stores a record that is made only where anything is kept.
    pub(crate) fn put_with<T: Serialize>(
        &mut self,
        table: Table,
        key: impl fmt::Display,
        record: impl FnOnce() -> T,
    ) {
        if self.durable {
            self.put(table, key, &record());
        }
    }

    /// Removes the record under the key, if there is one.
    pub(crate) fn remove(&mut self, table: Table, key: impl fmt::Display) {
        if self.durable {
            self.changes.push(Change { table, key: key.to_string(), value: None });
        }
    }

    /// Keeps a value until the batch is durable, then drops it: the object whose files must not go
    /// while a record on the disk still names them.
    pub(crate) fn release(&mut self, value: impl Send + 'static) {
        self.released.push(Box::new(value));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.released.is_empty()
    }

    pub(super) fn into_released(self) -> Released {
        Released(self.released)
    }
}
