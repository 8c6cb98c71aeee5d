//! Multipart uploads in the store: each change at one moment.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;

use super::listing::{self, ListQuery, Page};
use super::{
    CompleteError, Object, ObjectStore, Part, PartChoice, StorageClass, StoreError, Upload, keeping,
};

/// What a list of uploads tells of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    pub(crate) key: String,
    pub(crate) id: String,
    pub(crate) initiated: Timestamp,
    pub(crate) storage_class: StorageClass,
}

impl Begun {
    fn of(upload: &Upload) -> Self {
        Self {
            key: upload.key.clone(),
            id: upload.id.clone(),
            initiated: upload.initiated,
            storage_class: upload.attributes.storage_class,
        }
    }
}

impl ObjectStore {
    /// Begins a multipart upload under an id that was never used.
    pub(crate) fn initiate(&self, upload: Upload) -> Result<(), StoreError> {
        let mut state = self.lock();
        let bucket = state.buckets.get(&upload.bucket).ok_or(StoreError::NoSuchBucket)?;
        if upload.forbid_overwrite && bucket.objects.contains_key(&upload.key) {
            return Err(StoreError::AlreadyExists);
        }
        let mut batch = self.storage.batch();
        keeping::keep_upload(&mut batch, &upload);
        state.uploads.insert(upload.id.clone(), upload);
        self.storage.commit(batch);
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

    /// A page of the uploads of a bucket, by key, then by id.
    pub(crate) fn list_uploads(
        &self,
        bucket: &str,
        query: ListQuery<'_>,
        upload_id_marker: &str,
    ) -> Page<Begun> {
        let state = self.lock();
        let mut begun: Vec<Begun> = state
            .uploads
            .values()
            .filter(|upload| upload.bucket == bucket)
            // Behind a key marker come the later ids of the same key, if an id was given.
            .filter(|upload| match upload.key.as_str().cmp(query.after) {
                Ordering::Less => false,
                Ordering::Equal => {
                    !upload_id_marker.is_empty() && upload.id.as_str() > upload_id_marker
                }
                Ordering::Greater => true,
            })
            .map(Begun::of)
            .collect();
        drop(state);
        begun.sort_unstable_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        listing::page_of(begun.iter().map(|one| (one.key.as_str(), one.clone())), query)
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
        let mut batch = self.storage.batch();
        keeping::keep_part(&mut batch, upload_id, number, &part);
        batch.release(upload.parts.insert(number, part));
        let released = self.storage.commit(batch);
        drop(state);
        drop(released);
        Some(())
    }

    /// Ends an upload and makes its object visible, at one moment.
    pub(crate) fn complete(
        &self,
        bucket: &str,
        key: &str,
        upload_id: &str,
        choice: &PartChoice,
        now: Timestamp,
        forbid_overwrite: bool,
    ) -> Result<Arc<Object>, CompleteError> {
        let mut state = self.lock();
        let upload = state
            .uploads
            .get(upload_id)
            .filter(|upload| upload.is_of(bucket, key))
            .ok_or(CompleteError::NoSuchUpload)?;
        let object = Arc::new(upload.assemble(choice, now)?);
        let forbid_overwrite = forbid_overwrite || upload.forbid_overwrite;
        let mut batch = self.storage.batch();
        state.put(&mut batch, bucket, key, Arc::clone(&object), forbid_overwrite).map_err(
            |error| match error {
                StoreError::NoSuchBucket => CompleteError::NoSuchUpload,
                StoreError::AlreadyExists => CompleteError::AlreadyExists,
            },
        )?;
        if let Some(ended) = state.uploads.remove(upload_id) {
            keeping::forget_upload(&mut batch, ended);
        }
        let released = self.storage.commit(batch);
        drop(state);
        drop(released);
        Ok(object)
    }

    /// Ends an upload and drops its parts. `None` is NoSuchUpload.
    pub(crate) fn abort(&self, bucket: &str, key: &str, upload_id: &str) -> Option<()> {
        let mut state = self.lock();
        state.uploads.get(upload_id).filter(|upload| upload.is_of(bucket, key))?;
        let ended = state.uploads.remove(upload_id)?;
        let mut batch = self.storage.batch();
        keeping::forget_upload(&mut batch, ended);
        let released = self.storage.commit(batch);
        drop(state);
        drop(released);
        Some(())
    }
}
