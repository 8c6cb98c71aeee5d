//! Buckets, objects and multipart uploads: records in memory, bytes in files.
//!
//! An object is a list of segments, each a file that is never changed once written. So completing
//! a multipart upload copies nothing, an overwrite replaces the list at one moment, and a reader
//! keeps what it began to read. A file goes when nothing refers to it any more.
//!
//! Every change is one method of [`ObjectStore`], made under one lock and kept as one batch: nothing
//! is seen half done, also after a kill.

mod acl;
mod bucket;
mod buckets;
mod census;
mod cors;
mod discard;
mod keeping;
mod listing;
mod object;
mod read;
mod receive;
mod segment;
mod storage_class;
mod upload;
mod uploads;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::storage::{Batch, Files, Storage};
pub(crate) use acl::{Acl, ObjectAcl};
use bucket::Bucket;
pub(crate) use bucket::{BucketOwner, BucketProperties, Redundancy};
pub(crate) use buckets::{CreateBucketError, DeleteBucketError};
pub(crate) use cors::{CorsConfiguration, CorsRule, CrossOrigin};
pub(crate) use listing::{Entry, ListQuery, Page};
pub(crate) use object::{Attributes, Metadata, Object};
pub(crate) use read::read;
pub(crate) use receive::{ReceiveError, receive};
pub(crate) use segment::{Checksums, Segment};
pub(crate) use storage_class::StorageClass;
pub(crate) use upload::{CompleteError, Part, PartChoice, Upload};

/// All buckets of the account.
pub(crate) struct ObjectStore {
    storage: Storage,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    buckets: BTreeMap<String, Bucket>,
    /// By upload id.
    uploads: HashMap<String, Upload>,
}

/// Why an object was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoreError {
    /// The bucket does not exist.
    NoSuchBucket,
    /// `x-oss-forbid-overwrite: true`, and the key is taken.
    AlreadyExists,
}

impl ObjectStore {
    /// Where segments are written. Temporary ones stay as long as this is held.
    pub(crate) fn directory(&self) -> Arc<Files> {
        self.storage.files()
    }

    /// The object at this moment.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> Option<Arc<Object>> {
        self.lock().buckets.get(bucket)?.objects.get(key).cloned()
    }

    /// A page of objects. `None` is NoSuchBucket.
    pub(crate) fn list(&self, bucket: &str, query: ListQuery<'_>) -> Option<Page<Arc<Object>>> {
        Some(listing::page(&self.lock().buckets.get(bucket)?.objects, query))
    }

    /// Makes the object visible, in place of the one that was there.
    pub(crate) fn put(
        &self,
        bucket: &str,
        key: &str,
        object: Object,
        forbid_overwrite: bool,
    ) -> Result<(), StoreError> {
        let object = Arc::new(object);
        let mut state = self.lock();
        let mut batch = self.storage.batch();
        state.put(&mut batch, bucket, key, object, forbid_overwrite)?;
        let released = self.storage.commit(batch);
        // Files are removed after the lock is released.
        drop(state);
        drop(released);
        Ok(())
    }

    /// Removes the object. Whether there was one.
    pub(crate) fn delete(&self, bucket: &str, key: &str) -> Result<bool, StoreError> {
        let mut state = self.lock();
        let objects = &mut state.buckets.get_mut(bucket).ok_or(StoreError::NoSuchBucket)?.objects;
        let Some(removed) = objects.remove(key) else { return Ok(false) };
        let mut batch = self.storage.batch();
        keeping::forget_object(&mut batch, bucket, key, removed);
        let released = self.storage.commit(batch);
        drop(state);
        drop(released);
        Ok(true)
    }

    /// Replaces the ACL of an object. `None` is NoSuchKey.
    pub(crate) fn set_object_acl(&self, bucket: &str, key: &str, acl: ObjectAcl) -> Option<()> {
        let mut state = self.lock();
        let object = state.buckets.get_mut(bucket)?.objects.get_mut(key)?;
        *object = Arc::new(object.with_acl(acl));
        let mut batch = self.storage.batch();
        keeping::keep_object(&mut batch, bucket, key, object);
        self.storage.commit(batch);
        Some(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ObjectStore {
    /// An end of the cloud is no end of what it keeps.
    fn drop(&mut self) {
        self.storage.files().retire();
    }
}

impl State {
    fn put(
        &mut self,
        batch: &mut Batch,
        bucket: &str,
        key: &str,
        object: Arc<Object>,
        forbid_overwrite: bool,
    ) -> Result<(), StoreError> {
        let objects = &mut self.buckets.get_mut(bucket).ok_or(StoreError::NoSuchBucket)?.objects;
        if forbid_overwrite && objects.contains_key(key) {
            return Err(StoreError::AlreadyExists);
        }
        keeping::keep_object(batch, bucket, key, &object);
        batch.release(objects.insert(key.to_owned(), object));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
