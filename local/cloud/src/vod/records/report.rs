//! How far an upload is, by the word of the client that sends it.

use serde::{Deserialize, Serialize};

/// The last ReportUploadProgress of a video.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct UploadReport {
    /// `Source`: the upload SDK.
    pub(crate) source: Option<String>,
    pub(crate) device_model: Option<String>,
    /// Bytes that are there.
    pub(crate) uploaded: u64,
    /// Bytes of the whole file.
    pub(crate) file_size: u64,
    /// A fraction of 1.
    pub(crate) ratio: f64,
}
