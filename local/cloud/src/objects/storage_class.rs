//! The storage classes whose objects can be read at once.
//!
//! Archive, ColdArchive and DeepColdArchive are not among them: their objects have to be restored
//! before they are read (RestoreObject), which this cloud does not do.

use serde::{Deserialize, Serialize};

/// `x-oss-storage-class`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StorageClass {
    Standard,
    InfrequentAccess,
}

impl StorageClass {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "Standard" => Some(Self::Standard),
            "IA" => Some(Self::InfrequentAccess),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::InfrequentAccess => "IA",
        }
    }
}
