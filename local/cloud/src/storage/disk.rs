//! The data directory: `lock`, `records.redb` and `objects/`.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use redb::{Database, ReadOnlyTable, ReadableDatabase, ReadableTable, TableDefinition, TableError};
use serde::de::DeserializeOwned;

use super::batch::Table;
use super::error::DataError;
use super::files::Files;
use super::writer::{self, Queue};

/// The layout that this version reads and writes. It changes with every change of a record that an
/// older reader would misread.
const LAYOUT: &str = "1";

/// Under which names the directory says what it is.
const ABOUT: TableDefinition<'_, &str, &str> = TableDefinition::new("about");

/// How often the directory was opened.
const STARTS: TableDefinition<'_, &str, u64> = TableDefinition::new("starts");

/// Pages of records that are held in memory, in bytes. All records are in memory anyway.
const CACHE: usize = 4 * 1024 * 1024;

/// An open data directory, and the thread that writes to it.
pub(super) struct Disk {
    records: PathBuf,
    earlier_starts: u64,
    database: Arc<Database>,
    queue: Arc<Queue>,
    files: Arc<Files>,
    writer: Option<JoinHandle<()>>,
    /// Held until everything else is closed, so that the next process finds it whole.
    _lock: File,
}

impl Disk {
    pub(super) fn open(
        directory: &Path,
        owner: &str,
        files: Arc<Files>,
    ) -> Result<Self, DataError> {
        make(directory)?;
        let lock = lock(directory)?;
        make(files.path())?;
        let records = directory.join("records.redb");
        let database = Database::builder()
            .set_cache_size(CACHE)
            .create(&records)
            .map_err(|error| damaged(&records, &error))?;
        introduce(&database, directory, owner, &records)?;
        let earlier_starts = count_start(&database).map_err(|error| damaged(&records, &error))?;
        let database = Arc::new(database);
        let queue = Arc::new(Queue::default());
        let directory_of_files =
            File::open(files.path()).map_err(|error| DataError::io(files.path(), error))?;
        let writer = thread::Builder::new()
            .name("records".to_owned())
            .spawn({
                let (queue, database, files) =
                    (Arc::clone(&queue), Arc::clone(&database), Arc::clone(&files));
                move || writer::run(&queue, &database, &directory_of_files, &files)
            })
            .map_err(|error| DataError::io(directory, error))?;
        Ok(Self {
            records,
            earlier_starts,
            database,
            queue,
            files,
            writer: Some(writer),
            _lock: lock,
        })
    }

    pub(super) fn earlier_starts(&self) -> u64 {
        self.earlier_starts
    }

    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    pub(super) fn load<T: DeserializeOwned>(
        &self,
        table: Table,
    ) -> Result<Vec<(String, T)>, DataError> {
        let Some(rows) = self.read(table)? else { return Ok(Vec::new()) };
        let rows = rows.iter().map_err(|error| self.damaged(error))?;
        rows.map(|row| {
            let (key, value) = row.map_err(|error| self.damaged(error))?;
            let record = parse(table, key.value(), value.value())?;
            Ok((key.value().to_owned(), record))
        })
        .collect()
    }

    pub(super) fn find<T: DeserializeOwned>(
        &self,
        table: Table,
        key: &str,
    ) -> Result<Option<T>, DataError> {
        let Some(rows) = self.read(table)? else { return Ok(None) };
        let found = rows.get(key).map_err(|error| self.damaged(error))?;
        found.map(|value| parse(table, key, value.value())).transpose()
    }

    /// `None` when nothing was ever written to the table.
    fn read(&self, table: Table) -> Result<Option<Rows>, DataError> {
        let reading = self.database.begin_read().map_err(|error| self.damaged(error))?;
        match reading.open_table(table.definition()) {
            Ok(rows) => Ok(Some(rows)),
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            Err(error) => Err(self.damaged(error)),
        }
    }

    fn damaged(&self, error: impl std::error::Error) -> DataError {
        damaged(&self.records, &error)
    }
}

type Rows = ReadOnlyTable<&'static str, &'static [u8]>;

fn parse<T: DeserializeOwned>(table: Table, key: &str, value: &[u8]) -> Result<T, DataError> {
    serde_json::from_slice(value).map_err(|error| DataError::Record {
        table: table.name(),
        key: key.to_owned(),
        reason: error.to_string(),
    })
}

impl Drop for Disk {
    /// What is queued is still written.
    fn drop(&mut self) {
        self.files.retire();
        self.queue.close();
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the thread that writes records ended badly");
        }
    }
}

fn make(directory: &Path) -> Result<(), DataError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|error| DataError::io(directory, error))
}

fn lock(directory: &Path) -> Result<File, DataError> {
    let path = directory.join("lock");
    let io = |error| DataError::io(&path, error);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DataError::InUse { directory: directory.to_owned() }),
        Err(TryLockError::Error(error)) => Err(io(error)),
    }
}

/// Checks whose directory it is and how it is laid out; says both in a new one.
fn introduce(
    database: &Database,
    directory: &Path,
    owner: &str,
    records: &Path,
) -> Result<(), DataError> {
    let said = about(database, &[("layout", LAYOUT), ("owner", owner)])
        .map_err(|error| damaged(records, &error))?;
    let [layout, found] = said.as_slice() else { return Ok(()) };
    if layout != LAYOUT {
        return Err(DataError::Layout {
            directory: directory.to_owned(),
            found: layout.clone(),
            expected: LAYOUT,
        });
    }
    if found != owner {
        return Err(DataError::Owner {
            directory: directory.to_owned(),
            found: found.clone(),
            expected: owner.to_owned(),
        });
    }
    Ok(())
}

/// What the directory says under each name; what it did not say yet, it says from now on.
fn about(database: &Database, own: &[(&str, &str)]) -> Result<Vec<String>, redb::Error> {
    let writing = database.begin_write()?;
    let mut said = Vec::with_capacity(own.len());
    {
        let mut table = writing.open_table(ABOUT)?;
        for (name, value) in own {
            let found = table.get(name)?.map(|found| found.value().to_owned());
            if found.is_none() {
                table.insert(name, value)?;
            }
            said.push(found.unwrap_or_else(|| (*value).to_owned()));
        }
    }
    writing.commit()?;
    Ok(said)
}

/// Notes this start; gives how many there were before.
fn count_start(database: &Database) -> Result<u64, redb::Error> {
    let writing = database.begin_write()?;
    let mut table = writing.open_table(STARTS)?;
    let before = table.get("starts")?.map_or(0, |found| found.value());
    table.insert("starts", before.saturating_add(1))?;
    drop(table);
    writing.commit()?;
    Ok(before)
}

fn damaged(path: &Path, error: &dyn std::error::Error) -> DataError {
    DataError::Records { path: path.to_owned(), reason: error.to_string() }
}
