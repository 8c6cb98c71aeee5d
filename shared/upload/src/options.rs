//! How an uploader works, where the defaults do not fit.

use std::time::Duration;

/// Sizes, parallelism and patience of an uploader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Files smaller than this go up in one PutObject: bytes, 8 MiB unless told, at most 5 GiB.
    pub put_threshold: u64,
    /// Size of a part: bytes, 8 MiB unless told. At least 100 KiB; grown where a file would need
    /// more than 10,000 parts.
    pub part_size: u64,
    /// Parts under way at a time, 4 unless told. Memory is at most this many parts.
    pub parallel: usize,
    /// Attempts for one request in all, the first included; 12 unless told, which is about a minute
    /// of patience.
    pub attempts: u32,
    /// Limit of the first pause before a repeat; it doubles with each one.
    pub pause_base: Duration,
    /// Largest limit of a pause.
    pub pause_cap: Duration,
    /// The bucket's region, for grants that tell none (neither host name nor UploadAuth.Region).
    pub region: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            put_threshold: 8 * 1024 * 1024,
            part_size: 8 * 1024 * 1024,
            parallel: 4,
            attempts: 12,
            pause_base: Duration::from_millis(200),
            pause_cap: Duration::from_secs(20),
            region: None,
        }
    }
}
