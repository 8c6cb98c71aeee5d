//! Where the bytes come from.

use async_trait::async_trait;
use bytes::Bytes;

/// Bytes that could not be had, or are no longer those that were begun with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Bytes of known number that can be read again: a part that failed is sent once more.
#[async_trait]
pub trait Source: Send + Sync {
    /// How many bytes there are; the same during the whole upload.
    fn len(&self) -> u64;

    /// Whether there are none. OSS takes an empty object.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Exactly `length` bytes from `offset` on, both within [`Source::len`].
    ///
    /// # Errors
    /// When they cannot be read, or the source has changed since the upload began.
    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, SourceError>;
}

/// Bytes in memory.
#[derive(Clone, Debug)]
pub struct BytesSource(Bytes);

impl BytesSource {
    /// These bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self(bytes.into())
    }
}

#[async_trait]
impl Source for BytesSource {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, SourceError> {
        let start = usize::try_from(offset).ok();
        let end = start.and_then(|start| start.checked_add(length));
        match (start, end) {
            (Some(start), Some(end)) if end <= self.0.len() => Ok(self.0.slice(start..end)),
            _ => Err(SourceError(format!("{length} bytes at {offset} are not there"))),
        }
    }
}
