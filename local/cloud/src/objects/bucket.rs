//! A bucket: what it is called for, who owns it, and what it holds.
//!
//! Sources: PutBucket, GetBucketInfo, PutBucketAcl of the OSS API reference.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::acl::Acl;
use super::cors::CorsConfiguration;
use super::object::Object;
use super::storage_class::StorageClass;

/// A bucket with its objects by key, in the order of the keys' bytes, which is that of lists.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) properties: Arc<BucketProperties>,
    pub(super) objects: BTreeMap<String, Arc<Object>>,
}

/// Everything about a bucket but its objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BucketProperties {
    pub(crate) creation_date: Timestamp,
    pub(crate) owner: BucketOwner,
    pub(crate) acl: Acl,
    /// Of objects that are stored without naming one.
    pub(crate) storage_class: StorageClass,
    pub(crate) redundancy: Redundancy,
    /// `None` until PutBucketCors: no page may use the bucket.
    pub(crate) cors: Option<CorsConfiguration>,
}

/// Who made a bucket and may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BucketOwner {
    /// The account.
    Account,
    /// VOD, which made it for the account's media.
    Vod,
}

/// `DataRedundancyType`. Here it is only told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Redundancy {
    /// Within one zone.
    Lrs,
    /// Over zones.
    Zrs,
}

impl Redundancy {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "LRS" => Some(Self::Lrs),
            "ZRS" => Some(Self::Zrs),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Lrs => "LRS",
            Self::Zrs => "ZRS",
        }
    }
}

impl BucketProperties {
    /// A private bucket of the account, as PutBucket makes it when it is told nothing.
    pub(crate) fn of_account(creation_date: Timestamp) -> Self {
        Self {
            creation_date,
            owner: BucketOwner::Account,
            acl: Acl::Private,
            storage_class: StorageClass::Standard,
            redundancy: Redundancy::Lrs,
            cors: None,
        }
    }

    /// A private bucket of the account, with rules that let any page upload.
    pub(crate) fn of_account_for_uploads(creation_date: Timestamp) -> Self {
        let cors = Some(CorsConfiguration::for_uploads());
        Self { cors, ..Self::of_account(creation_date) }
    }

    /// A private bucket of VOD, with rules that let any page upload.
    pub(crate) fn of_vod(creation_date: Timestamp) -> Self {
        Self { owner: BucketOwner::Vod, ..Self::of_account_for_uploads(creation_date) }
    }
}

impl Bucket {
    pub(super) fn new(properties: BucketProperties) -> Self {
        Self { properties: Arc::new(properties), objects: BTreeMap::new() }
    }
}
