//! How buckets, objects and uploads outlive the process.
//!
//! A part has a record of its own, because an upload may have 10,000. Segments are named by the
//! records of their object or part; a file that no record names is what was being written when the
//! process ended, and goes at the start.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::bucket::Bucket;
use super::object::{Attributes, ObjectType};
use super::segment::StoredSegment;
use super::{Object, ObjectStore, Part, State, Upload};
use crate::storage::{Batch, DataError, Files, Storage, Table};

/// An object as its record tells of it.
#[derive(Serialize, Deserialize)]
struct StoredObject {
    segments: Vec<StoredSegment>,
    size: u64,
    crc64: u64,
    etag: String,
    md5: Option<[u8; 16]>,
    kind: ObjectType,
    attributes: Attributes,
    last_modified: Timestamp,
}

/// A part as its record tells of it.
#[derive(Serialize, Deserialize)]
struct StoredPart {
    segment: StoredSegment,
    last_modified: Timestamp,
}

impl ObjectStore {
    /// What was there at the last end; nothing at first.
    pub(crate) fn load(storage: Storage) -> Result<Self, DataError> {
        let mut loader = Loader { files: storage.files(), named: HashSet::new() };
        let mut state = State::default();
        for (name, properties) in storage.load(Table::Buckets)? {
            state.buckets.insert(name, Bucket::new(properties));
        }
        for (id, stored) in storage.load(Table::Objects)? {
            loader.object(&mut state, &id, stored).map_err(damaged(Table::Objects, &id))?;
        }
        state.uploads.extend(storage.load(Table::Uploads)?);
        for (id, stored) in storage.load(Table::Parts)? {
            loader.part(&mut state, &id, stored).map_err(damaged(Table::Parts, &id))?;
        }
        if storage.is_durable() {
            let removed = loader
                .files
                .sweep(|name| loader.named.contains(name))
                .map_err(|source| DataError::io(loader.files.path(), source))?;
            tracing::info!(removed, "files that were being written at the last end are gone");
        }
        Ok(Self { storage, state: state.into() })
    }
}

struct Loader {
    files: Arc<Files>,
    /// The files that records name.
    named: HashSet<String>,
}

impl Loader {
    fn object(&mut self, state: &mut State, id: &str, stored: StoredObject) -> Result<(), String> {
        let bucket = id.split_once('/');
        let (bucket, key) = bucket
            .and_then(|(bucket, key)| Some((state.buckets.get_mut(bucket)?, key)))
            .ok_or("there is no such bucket")?;
        let segments = stored.segments.into_iter().map(|one| self.segment(one).map(Arc::new));
        let object = Object {
            segments: segments.collect::<Result<_, _>>()?,
            size: stored.size,
            crc64: stored.crc64,
            etag: stored.etag,
            md5: stored.md5,
            kind: stored.kind,
            attributes: stored.attributes,
            last_modified: stored.last_modified,
        };
        bucket.objects.insert(key.to_owned(), Arc::new(object));
        Ok(())
    }

    fn part(&mut self, state: &mut State, id: &str, stored: StoredPart) -> Result<(), String> {
        let parts = id.split_once('/').and_then(|(upload, number)| {
            Some((state.uploads.get_mut(upload)?, number.parse::<u16>().ok()?))
        });
        let (upload, number) = parts.ok_or("there is no such upload")?;
        let segment = Arc::new(self.segment(stored.segment)?);
        upload.parts.insert(number, Part { segment, last_modified: stored.last_modified });
        Ok(())
    }

    fn segment(&mut self, stored: StoredSegment) -> Result<super::Segment, String> {
        self.named.extend(stored.file().map(str::to_owned));
        stored.restore(&self.files)
    }
}

fn damaged(table: Table, id: &str) -> impl FnOnce(String) -> DataError {
    let (table, key) = (table.name(), id.to_owned());
    move |reason| DataError::Record { table, key, reason }
}

/// Keeps a bucket without its objects.
pub(super) fn keep_bucket(batch: &mut Batch, name: &str, bucket: &Bucket) {
    batch.put(Table::Buckets, name, &*bucket.properties);
}

/// Keeps an object.
pub(super) fn keep_object(batch: &mut Batch, bucket: &str, key: &str, object: &Object) {
    batch.put_with(Table::Objects, object_id(bucket, key), || StoredObject {
        segments: object.segments.iter().map(|segment| segment.stored()).collect(),
        size: object.size,
        crc64: object.crc64,
        etag: object.etag.clone(),
        md5: object.md5,
        kind: object.kind,
        attributes: object.attributes.clone(),
        last_modified: object.last_modified,
    });
}

/// Keeps an object no longer, and its files until the batch is durable.
pub(super) fn forget_object(batch: &mut Batch, bucket: &str, key: &str, object: Arc<Object>) {
    batch.remove(Table::Objects, object_id(bucket, key));
    batch.release(object);
}

/// Keeps an upload without its parts.
pub(super) fn keep_upload(batch: &mut Batch, upload: &Upload) {
    batch.put(Table::Uploads, &upload.id, upload);
}

/// Keeps a part.
pub(super) fn keep_part(batch: &mut Batch, upload_id: &str, number: u16, part: &Part) {
    batch.put_with(Table::Parts, part_id(upload_id, number), || StoredPart {
        segment: part.segment.stored(),
        last_modified: part.last_modified,
    });
}

/// Keeps an upload and its parts no longer, and their files until the batch is durable.
pub(super) fn forget_upload(batch: &mut Batch, upload: Upload) {
    batch.remove(Table::Uploads, &upload.id);
    for number in upload.parts.keys() {
        batch.remove(Table::Parts, part_id(&upload.id, *number));
    }
    batch.release(upload);
}

/// No bucket has a slash in its name.
fn object_id(bucket: &str, key: &str) -> String {
    format!("{bucket}/{key}")
}

fn part_id(upload_id: &str, number: u16) -> String {
    format!("{upload_id}/{number}")
}

#[cfg(test)]
mod tests;
