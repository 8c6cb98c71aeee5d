//! The status of a video and the only function that changes it.
//!
//! ```text
//!                 stored, group transcodes
//! Uploading ────────────────────────────────▶ Transcoding ──stream made──▶ Normal
//!     │ │                                      ▲     │
//!     │ └─stored, plays as it is──▶ Normal     │     └─no stream made──▶ TranscodeFail
//!     └───stored, does not──▶ UploadSucc ──jobs submitted
//! ```
//!
//! - A file may be stored again under any status, after RefreshUploadVideo, and goes the same ways:
//!   no page says what the status is during a second upload, so it stays what it was until then.
//! - Jobs may be submitted under UploadSucc, Normal and Checking ("SubmitTranscodeJobs", usage
//!   notes). Only UploadSucc changes by it: a playable video stays playable.
//! - Normal is reached with the first stream, because the event page calls a definition playable
//!   as soon as one format of it is done; the status page does not say.
//! - UploadFail, Checking, Blocked and ProduceFail are never entered here: uploads by credential
//!   cannot fail for good, and there is neither review nor editing. They are in the table so that
//!   it is whole.
//!
//! Sources: "Audio and video status", "Event notification", SubmitTranscodeJobs.

use serde::{Deserialize, Serialize};

use crate::rpc::RpcError;

/// `Status` of a video ("Audio and video status").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Uploading,
    UploadFail,
    UploadSucc,
    Transcoding,
    TranscodeFail,
    Checking,
    Blocked,
    Normal,
    ProduceFail,
}

/// What can happen to a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(test), expect(dead_code, reason = "no job fails here yet"))]
pub(crate) enum Change {
    /// The file is complete in the bucket.
    Stored(NextStep),
    /// SubmitTranscodeJobs was called.
    JobsSubmitted,
    /// A job of the first transcoding made its stream.
    StreamMade,
    /// All jobs of a task ended and none made a stream.
    NoStreamMade,
}

/// What VOD does by itself with a file that has arrived ("Upload", template groups).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// The template group makes streams.
    Transcode,
    /// No transcoding, and the container plays as it is.
    PlayAsIs,
    /// No transcoding, and the container does not play.
    KeepOnly,
}

/// The operation is not for a video of this status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IllegalStatus;

impl Status {
    const ALL: [Self; 9] = [
        Self::Uploading,
        Self::UploadFail,
        Self::UploadSucc,
        Self::Transcoding,
        Self::TranscodeFail,
        Self::Checking,
        Self::Blocked,
        Self::Normal,
        Self::ProduceFail,
    ];

    /// The status of this word, in its own case. (GetVideoList spells Checking with a small letter
    /// in some editions and with a capital in others; the status page has the capital.)
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// The status after a change.
    pub(crate) fn after(self, change: Change) -> Result<Self, IllegalStatus> {
        match change {
            Change::Stored(NextStep::Transcode) => Ok(Self::Transcoding),
            Change::Stored(NextStep::PlayAsIs) => Ok(Self::Normal),
            Change::Stored(NextStep::KeepOnly) => Ok(Self::UploadSucc),
            Change::JobsSubmitted => match self {
                Self::UploadSucc => Ok(Self::Transcoding),
                Self::Normal | Self::Checking => Ok(self),
                Self::Uploading
                | Self::UploadFail
                | Self::Transcoding
                | Self::TranscodeFail
                | Self::Blocked
                | Self::ProduceFail => Err(IllegalStatus),
            },
            // A later task changes nothing about a video that left Transcoding.
            Change::StreamMade if self == Self::Transcoding => Ok(Self::Normal),
            Change::NoStreamMade if self == Self::Transcoding => Ok(Self::TranscodeFail),
            Change::StreamMade | Change::NoStreamMade => Ok(self),
        }
    }

    /// Whether snapshots may be taken; the status stays ("SubmitSnapshotJob").
    pub(crate) fn allow_snapshots(self) -> Result<Self, IllegalStatus> {
        match self {
            Self::UploadSucc | Self::Normal | Self::Checking | Self::Blocked => Ok(self),
            Self::Uploading
            | Self::UploadFail
            | Self::Transcoding
            | Self::TranscodeFail
            | Self::ProduceFail => Err(IllegalStatus),
        }
    }

    /// The cloud's own word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "Uploading",
            Self::UploadFail => "UploadFail",
            Self::UploadSucc => "UploadSucc",
            Self::Transcoding => "Transcoding",
            Self::TranscodeFail => "TranscodeFail",
            Self::Checking => "Checking",
            Self::Blocked => "Blocked",
            Self::Normal => "Normal",
            Self::ProduceFail => "ProduceFail",
        }
    }
}

/// The refusal of an operation that is not for videos of this status.
pub(crate) fn illegal(status: Status) -> RpcError {
    RpcError::bad_request(
        "Forbidden.IllegalStatus",
        format!("Status of the video is {}, which is illegal.", status.as_str()),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_whole_table() {
        let mut table = Vec::new();
        for status in Status::ALL {
            for change in [
                Change::Stored(NextStep::Transcode),
                Change::Stored(NextStep::PlayAsIs),
                Change::Stored(NextStep::KeepOnly),
                Change::JobsSubmitted,
                Change::StreamMade,
                Change::NoStreamMade,
            ] {
                let next = status.after(change).map_or("illegal", Status::as_str);
                table.push(format!("{} + {change:?} -> {next}", status.as_str()));
            }
        }
        insta::assert_snapshot!(table.join("\n"));
    }

    #[test]
    fn the_words_are_those_that_clients_know() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.as_str()), Some(status));
            let known = model::VideoStatus::from(status.as_str().to_owned());
            assert!(!matches!(known, model::VideoStatus::Other(_)), "{status:?}");
        }
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            Just(Change::Stored(NextStep::Transcode)),
            Just(Change::Stored(NextStep::PlayAsIs)),
            Just(Change::Stored(NextStep::KeepOnly)),
            Just(Change::JobsSubmitted),
            Just(Change::StreamMade),
            Just(Change::NoStreamMade),
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_playable_before_a_file_is_stored(changes in prop::collection::vec(change(), 0..12)) {
            let mut status = Status::Uploading;
            let mut stored = false;
            for change in changes {
                stored |= matches!(change, Change::Stored(_));
                status = status.after(change).unwrap_or(status);
                prop_assert!(stored || status == Status::Uploading);
            }
        }
    }
}
