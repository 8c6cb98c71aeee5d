//! What a user may see of an upload while it runs.

use jiff::Timestamp;

/// Hears how an upload goes on. Called from the upload itself: an implementation must be quick.
///
/// `sent` minus `lost` is where a progress bar stands; `confirmed` is what OSS surely has.
pub trait Progress: Send + Sync {
    /// So many more bytes were handed to the network.
    fn sent(&self, _bytes: u64) {}
    /// So many bytes that were counted as sent must be sent again.
    fn lost(&self, _bytes: u64) {}
    /// So many more bytes are stored, and their checksum is right.
    fn confirmed(&self, _bytes: u64) {}
    /// A part is stored; `number` counts from 1. A file that goes up whole is part 1 of 1.
    fn part_done(&self, _number: u32, _parts: u32) {}
    /// The credential was renewed and lives until then.
    fn refreshed(&self, _expires_at: Timestamp) {}
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
