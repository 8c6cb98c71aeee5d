//! The events of an upload, under the names of VOD's own events where it has one.

use std::fmt;

use indicatif::BinaryBytes;
use model::{MediaKind, VideoStatus};
use serde::Serialize;

use crate::kind;

/// One step on the way of a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "Event", rename_all_fields = "PascalCase")]
pub(crate) enum Event {
    /// The functions gave permission.
    Granted {
        /// Which id `MediaId` is; told apart by the file's `Kind` in JSON.
        #[serde(skip)]
        kind: MediaKind,
        /// VideoId, ImageId or MediaId.
        media_id: String,
        /// When the credential dies, UTC.
        expiration: String,
        /// VOD's id of the call.
        request_id: String,
    },
    /// The credential was renewed on the way.
    Refreshed {
        /// When the new one dies, UTC.
        expiration: String,
    },
    /// OSS has the object, and its checksum is right.
    Uploaded {
        /// Bytes.
        size: u64,
        /// How long the bytes took.
        transfer_seconds: f64,
        /// Bytes a second.
        rate: u64,
        /// CRC-64, as OSS writes it: a decimal number, as a text because it is too large for JSON.
        crc64: String,
        /// Parts it went up in; 1 for a file that went up whole.
        parts: u32,
    },
    /// The answer to the last request to OSS was lost, and VOD says that it has the file.
    UploadConfirmed,
    /// VOD has the video. This, and the same for other kinds, is seen in the status: VOD's callback
    /// goes to the functions.
    FileUploadComplete,
    /// VOD has the image.
    ImageUploadComplete,
    /// VOD has the attached medium.
    AttachedMediaUploadComplete,
    /// A transcoding task was seen for the first time, or its status changed.
    TranscodeTask {
        /// The task.
        transcode_task_id: String,
        /// How far it is.
        task_status: String,
    },
    /// Ready.
    Normal,
    /// Another status after which nothing happens by itself.
    Ended {
        /// Which.
        status: VideoStatus,
    },
}

impl Event {
    /// VOD's event for the arrival of a file.
    pub(crate) fn arrival(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Video => Self::FileUploadComplete,
            MediaKind::Image => Self::ImageUploadComplete,
            MediaKind::AttachedMedia => Self::AttachedMediaUploadComplete,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Granted { kind, media_id, expiration, .. } => {
                let name = kind::id_name(*kind);
                write!(formatter, "granted {name} {media_id}, expires {expiration}")
            }
            Self::Refreshed { expiration } => {
                write!(formatter, "credential refreshed, expires {expiration}")
            }
            Self::Uploaded { size, transfer_seconds, rate, crc64, parts } => {
                let plural = if *parts == 1 { "" } else { "s" };
                let rate = BinaryBytes(*rate);
                write!(
                    formatter,
                    "uploaded {size} bytes in {transfer_seconds} s ({rate}/s), CRC-64 {crc64}, \
                     {parts} part{plural}"
                )
            }
            Self::UploadConfirmed => {
                formatter.write_str("uploaded; OSS's answer was lost, VOD has the file")
            }
            Self::FileUploadComplete => {
                formatter.write_str("FileUploadComplete (VOD has the file)")
            }
            Self::ImageUploadComplete => {
                formatter.write_str("ImageUploadComplete (VOD has the file)")
            }
            Self::AttachedMediaUploadComplete => {
                formatter.write_str("AttachedMediaUploadComplete (VOD has the file)")
            }
            Self::TranscodeTask { transcode_task_id, task_status } => {
                write!(formatter, "transcode task {transcode_task_id} ({task_status})")
            }
            Self::Normal => formatter.write_str("Normal"),
            Self::Ended { status } => formatter.write_str(status.as_str()),
        }
    }
}
