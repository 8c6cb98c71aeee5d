//! Buckets, objects and multipart uploads: records in memory, bytes in files.
//!
//! An object is a list of segments, each a file that is never changed once written. So completing
//! a multipart upload copies nothing, an overwrite replaces the list at one moment, and a reader
//! keeps what it began to read. A file goes when nothing refers to it any more.
//!
//! Every change is one method of [`ObjectStore`], made under one lock: nothing is seen half done.

mod acl;
mod bucket;
mod buckets;
mod cors;
mod discard;
mod listing;
mod object;
mod read;
mod receive;
#[expect(dead_code, reason = "objects are not kept yet")]
mod segment;
mod storage_class;
mod upload;
mod uploads;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::storage::{Files, Storage};
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
    /// An empty store.
    pub(crate) fn new(storage: Storage) -> Self {
        Self { storage, state: Mutex::default() }
    }

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
        // The old object's files are removed after the lock is released.
        let _replaced = self.lock().put(bucket, key, Arc::new(object), forbid_overwrite)?;
        Ok(())
    }

    /// Removes the object. Whether there was one.
    pub(crate) fn delete(&self, bucket: &str, key: &str) -> Result<bool, StoreError> {
        let mut state = self.lock();
        let bucket = state.buckets.get_mut(bucket).ok_or(StoreError::NoSuchBucket)?;
        let removed = bucket.objects.remove(key);
        drop(state);
        Ok(removed.is_some())
    }

    /// Replaces the ACL of an object. `None` is NoSuchKey.
    pub(crate) fn set_object_acl(&self, bucket: &str, key: &str, acl: ObjectAcl) -> Option<()> {
        let mut state = self.lock();
        let object = state.buckets.get_mut(bucket)?.objects.get_mut(key)?;
        *object = Arc::new(object.with_acl(acl));
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
        bucket: &str,
        key: &str,
        object: Arc<Object>,
        forbid_overwrite: bool,
    ) -> Result<Option<Arc<Object>>, StoreError> {
        let bucket = self.buckets.get_mut(bucket).ok_or(StoreError::NoSuchBucket)?;
        if forbid_overwrite && bucket.objects.contains_key(key) {
            return Err(StoreError::AlreadyExists);
        }
        Ok(bucket.objects.insert(key.to_owned(), object))
    }
}

#[cfg(test)]
mod tests;
