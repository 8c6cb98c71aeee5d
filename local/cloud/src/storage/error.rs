//! Why a data directory can't be used.

use std::io;
use std::path::PathBuf;

/// Why a data directory can't be used. Nothing in it was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Another process has it. End that one, or choose another directory.
    #[error("{} is in use by another local cloud", directory.display())]
    InUse {
        /// The data directory.
        directory: PathBuf,
    },
    /// The system does not let it be read or written. Mend its permissions, or make room.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It was written by another version. Use that version, or choose an empty directory.
    #[error("{} has layout {found}, and this version reads only layout {expected}", directory.display())]
    Layout {
        /// The data directory.
        directory: PathBuf,
        /// The layout that it has.
        found: String,
        /// The layout that this version writes.
        expected: &'static str,
    },
    /// It belongs to another account or region. Start with those, or choose an empty directory.
    #[error("{} belongs to {found}, not to {expected}", directory.display())]
    Owner {
        /// The data directory.
        directory: PathBuf,
        /// Whose it is.
        found: String,
        /// Who asks.
        expected: String,
    },
    /// The file of the records is damaged.
    #[error("the records in {} cannot be read: {reason}", path.display())]
    Records {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// One record is damaged, or names a file that is not there as it was written.
    #[error("record {key:?} of {table} is damaged: {reason}")]
    Record {
        /// The table.
        table: &'static str,
        /// The key in it.
        key: String,
        /// What is wrong.
        reason: String,
    },
}

impl DataError {
    pub(crate) fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io { path: path.into(), source }
    }
}
