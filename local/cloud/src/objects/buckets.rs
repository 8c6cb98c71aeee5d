//! Making, changing and removing buckets.

use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::{Acl, Bucket, BucketOwner, BucketProperties, CorsConfiguration, ObjectStore, keeping};
use crate::storage::Table;

/// The most buckets of an account in a region (PutBucket).
const MOST_BUCKETS: usize = 100;

/// Why a bucket was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CreateBucketError {
    /// Somebody else has one of this name.
    NotAvailable,
    /// The account has it, of another storage class.
    OtherStorageClass,
    /// The account has it, of another redundancy.
    OtherRedundancy,
    /// The account has 100 already.
    TooMany,
}

/// Why a bucket was not removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeleteBucketError {
    NoSuchBucket,
    /// It has objects or multipart uploads.
    NotEmpty,
}

impl ObjectStore {
    /// Makes the bucket. One that its owner makes again stays as it is.
    pub(crate) fn create_bucket(
        &self,
        name: &str,
        properties: BucketProperties,
    ) -> Result<(), CreateBucketError> {
        let mut state = self.lock();
        let owned = |bucket: &&Bucket| bucket.properties.owner == BucketOwner::Account;
        let full = properties.owner == BucketOwner::Account
            && state.buckets.values().filter(owned).count() >= MOST_BUCKETS;
        match state.buckets.entry(name.to_owned()) {
            Entry::Occupied(present) => {
                let present = &present.get().properties;
                if present.owner != properties.owner {
                    Err(CreateBucketError::NotAvailable)
                } else if present.storage_class != properties.storage_class {
                    Err(CreateBucketError::OtherStorageClass)
                } else if present.redundancy != properties.redundancy {
                    Err(CreateBucketError::OtherRedundancy)
                } else {
                    Ok(())
                }
            }
            Entry::Vacant(_) if full => Err(CreateBucketError::TooMany),
            Entry::Vacant(vacant) => {
                let bucket = vacant.insert(Bucket::new(properties));
                let mut batch = self.storage.batch();
                keeping::keep_bucket(&mut batch, name, bucket);
                self.storage.commit(batch);
                Ok(())
            }
        }
    }

    /// Removes an empty bucket.
    pub(crate) fn delete_bucket(&self, name: &str) -> Result<(), DeleteBucketError> {
        let mut state = self.lock();
        let bucket = state.buckets.get(name).ok_or(DeleteBucketError::NoSuchBucket)?;
        if !bucket.objects.is_empty() || state.uploads.values().any(|one| one.bucket == name) {
            return Err(DeleteBucketError::NotEmpty);
        }
        state.buckets.remove(name);
        let mut batch = self.storage.batch();
        batch.remove(Table::Buckets, name);
        self.storage.commit(batch);
        Ok(())
    }

    /// The bucket's properties at this moment. `None` is NoSuchBucket.
    pub(crate) fn bucket(&self, name: &str) -> Option<Arc<BucketProperties>> {
        self.lock().buckets.get(name).map(|bucket| Arc::clone(&bucket.properties))
    }

    /// Every bucket, by name.
    pub(crate) fn buckets(&self) -> Vec<(String, Arc<BucketProperties>)> {
        let state = self.lock();
        let each = state.buckets.iter();
        each.map(|(name, bucket)| (name.clone(), Arc::clone(&bucket.properties))).collect()
    }

    /// Replaces all CORS rules. `None` is NoSuchBucket.
    pub(crate) fn set_cors(&self, name: &str, cors: Option<CorsConfiguration>) -> Option<()> {
        self.change_bucket(name, |properties| BucketProperties { cors, ..properties })
    }

    /// Replaces the ACL. `None` is NoSuchBucket.
    pub(crate) fn set_bucket_acl(&self, name: &str, acl: Acl) -> Option<()> {
        self.change_bucket(name, |properties| BucketProperties { acl, ..properties })
    }

    fn change_bucket(
        &self,
        name: &str,
        change: impl FnOnce(BucketProperties) -> BucketProperties,
    ) -> Option<()> {
        let mut state = self.lock();
        let bucket = state.buckets.get_mut(name)?;
        bucket.properties = Arc::new(change((*bucket.properties).clone()));
        let mut batch = self.storage.batch();
        keeping::keep_bucket(&mut batch, name, bucket);
        self.storage.commit(batch);
        Some(())
    }
}
