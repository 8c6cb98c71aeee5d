//! Buckets, objects and multipart uploads: records in memory, bytes in files of a temporary
//! directory.
//!
//! An object is a list of segments, each a file that is never changed once written. So completing
//! a multipart upload copies nothing, an overwrite replaces the list at one moment, and a reader
//! keeps what it began to read. A file goes when nothing refers to it any more.

mod object;
mod read;
mod receive;
mod segment;
mod upload;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

pub(crate) use object::{Metadata, Object};
pub(crate) use read::read;
pub(crate) use receive::{ReceiveError, receive};
pub(crate) use segment::{Checksums, Segment};
pub(crate) use upload::{CompleteError, Part, PartChoice, Upload};

/// All buckets of the account.
pub(crate) struct ObjectStore {
    /// Removed with everything in it when the store ends, or the last write that is under way.
    directory: Arc<TempDir>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    buckets: HashMap<String, BTreeMap<String, Arc<Object>>>,
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
    /// An empty store in a new temporary directory.
    pub(crate) fn new() -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("local-cloud-").tempdir()?;
        Ok(Self { directory: Arc::new(directory), state: Mutex::default() })
    }

    /// Where segments are written. It stays as long as this is held.
    pub(crate) fn directory(&self) -> Arc<TempDir> {
        Arc::clone(&self.directory)
    }

    /// Makes the bucket, unless it is there.
    pub(crate) fn create_bucket(&self, name: &str) {
        self.lock().buckets.entry(name.to_owned()).or_default();
    }

    /// Whether the bucket is there.
    pub(crate) fn has_bucket(&self, name: &str) -> bool {
        self.lock().buckets.contains_key(name)
    }

    /// The object at this moment.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> Option<Arc<Object>> {
        self.lock().buckets.get(bucket)?.get(key).cloned()
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
        let _replaced = self.lock().put(bucket, key, object, forbid_overwrite)?;
        Ok(())
    }

    /// Begins a multipart upload under an id that was never used.
    pub(crate) fn initiate(&self, upload: Upload) -> Result<(), StoreError> {
        let mut state = self.lock();
        let bucket = state.buckets.get(&upload.bucket).ok_or(StoreError::NoSuchBucket)?;
        if upload.forbid_overwrite && bucket.contains_key(&upload.key) {
            return Err(StoreError::AlreadyExists);
        }
        state.uploads.insert(upload.id.clone(), upload);
        Ok(())
    }

    /// Looks at an upload of this object. `None` is NoSuchUpload.
    pub(crate) fn upload<T>(
        &self,
        bucket: &str,
        key: &str,
        upload_id: &str,
        look: impl FnOnce(&Upload) -> T,
    ) -> Option<T> {
        let state = self.lock();
        state.uploads.get(upload_id).filter(|upload| upload.is_of(bucket, key)).map(look)
    }

    /// Adds a part, in place of an earlier one of the number. `None` is NoSuchUpload: the upload
    /// may have ended while the part came in.
    pub(crate) fn add_part(
        &self,
        bucket: &str,
        key: &str,
        upload_id: &str,
        number: u16,
        part: Part,
    ) -> Option<()> {
        let mut state = self.lock();
        let upload = state.uploads.get_mut(upload_id).filter(|u| u.is_of(bucket, key))?;
        let replaced = upload.parts.insert(number, part);
        drop(state);
        drop(replaced);
        Some(())
    }

    /// Ends an upload and makes its object visible, at one moment.
    pub(crate) fn complete(
        &self,
        bucket: &str,
        key: &str,
        upload_id: &str,
        choice: &PartChoice,
        now: jiff::Timestamp,
        forbid_overwrite: bool,
    ) -> Result<Arc<Object>, CompleteError> {
        let mut state = self.lock();
        let upload = state
            .uploads
            .get(upload_id)
            .filter(|upload| upload.is_of(bucket, key))
            .ok_or(CompleteError::NoSuchUpload)?;
        let object = upload.assemble(choice, now)?;
        let forbid_overwrite = forbid_overwrite || upload.forbid_overwrite;
        let replaced =
            state.put(bucket, key, object, forbid_overwrite).map_err(|error| match error {
                StoreError::NoSuchBucket => CompleteError::NoSuchUpload,
                StoreError::AlreadyExists => CompleteError::AlreadyExists,
            })?;
        let ended = state.uploads.remove(upload_id);
        let object = state.buckets.get(bucket).and_then(|objects| objects.get(key)).cloned();
        drop(state);
        drop((replaced, ended));
        object.ok_or(CompleteError::NoSuchUpload)
    }

    /// Ends an upload and drops its parts. `None` is NoSuchUpload.
    pub(crate) fn abort(&self, bucket: &str, key: &str, upload_id: &str) -> Option<()> {
        let mut state = self.lock();
        state.uploads.get(upload_id).filter(|upload| upload.is_of(bucket, key))?;
        let ended = state.uploads.remove(upload_id);
        drop(state);
        drop(ended);
        Some(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(
        &mut self,
        bucket: &str,
        key: &str,
        object: Object,
        forbid_overwrite: bool,
    ) -> Result<Option<Arc<Object>>, StoreError> {
        let objects = self.buckets.get_mut(bucket).ok_or(StoreError::NoSuchBucket)?;
        if forbid_overwrite && objects.contains_key(key) {
            return Err(StoreError::AlreadyExists);
        }
        Ok(objects.insert(key.to_owned(), Arc::new(object)))
    }
}

#[cfg(test)]
mod tests;
