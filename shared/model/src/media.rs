//! Kinds of media and the states they go through.

use serde::{Deserialize, Serialize};

/// What can be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// Video or audio: `CreateUploadVideo`, the only kind whose credential can be refreshed.
    Video,
    /// `CreateUploadImage`.
    Image,
    /// Watermark, subtitle or material: `CreateUploadAttachedMedia`.
    AttachedMedia,
}

/// `Status` of a video (GetVideoInfo, "Audio and video status").
///
/// A status that VOD adds later is kept as [`VideoStatus::Other`] instead of failing the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum VideoStatus {
    /// Record and credential exist, the file has not arrived.
    Uploading,
    /// The upload failed for good (URL pulls only).
    UploadFail,
    /// The file is stored; there is no playable stream yet.
    UploadSucc,
    /// The first transcoding runs.
    Transcoding,
    /// No stream could be made.
    TranscodeFail,
    /// Waits for review before it is published.
    Checking,
    /// Rejected by review.
    Blocked,
    /// Playable.
    Normal,
    /// An editing project failed.
    ProduceFail,
    /// A status this version does not know.
    Other(String),
}

impl VideoStatus {
    /// The cloud's own word.
    #[must_use]
    pub fn as_str(&self) -> &str {
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
            Self::Other(text) => text,
        }
    }

    /// Whether VOD has the whole file.
    #[must_use]
    pub fn is_uploaded(&self) -> bool {
        !matches!(self, Self::Uploading | Self::UploadFail | Self::Other(_))
    }

    /// Whether nothing more happens by itself, for better or worse. `UploadSucc` is not among them:
    /// something may still transcode it.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::UploadFail
                | Self::TranscodeFail
                | Self::Blocked
                | Self::Normal
                | Self::ProduceFail
        )
    }
}

impl From<String> for VideoStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "Uploading" => Self::Uploading,
            "UploadFail" => Self::UploadFail,
            // The second spelling stands in error texts of the documentation.
            "UploadSucc" | "UploadSucces" => Self::UploadSucc,
            "Transcoding" => Self::Transcoding,
            "TranscodeFail" => Self::TranscodeFail,
            "Checking" => Self::Checking,
            "Blocked" => Self::Blocked,
            "Normal" => Self::Normal,
            "ProduceFail" => Self::ProduceFail,
            _ => Self::Other(text),
        }
    }
}

impl From<VideoStatus> for String {
    fn from(status: VideoStatus) -> String {
        status.as_str().to_owned()
    }
}

/// `TaskStatus` of a transcoding task (ListTranscodeTask).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum TranscodeTaskStatus {
    /// Under way.
    Processing,
    /// Some jobs are done, others run.
    Partial,
    /// Every job succeeded.
    CompleteAllSucc,
    /// No job succeeded.
    CompleteAllFail,
    /// Some jobs succeeded.
    CompletePartialSucc,
    /// A status this version does not know.
    Other(String),
}

impl TranscodeTaskStatus {
    /// The cloud's own word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Processing => "Processing",
            Self::Partial => "Partial",
            Self::CompleteAllSucc => "CompleteAllSucc",
            Self::CompleteAllFail => "CompleteAllFail",
            Self::CompletePartialSucc => "CompletePartialSucc",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for TranscodeTaskStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "Processing" => Self::Processing,
            "Partial" => Self::Partial,
            // Three spellings stand in the documentation.
            "CompleteAllSucc" | "CompleteAllSucces" | "CompeleteAllSucc" => Self::CompleteAllSucc,
            "CompleteAllFail" => Self::CompleteAllFail,
            "CompletePartialSucc" => Self::CompletePartialSucc,
            _ => Self::Other(text),
        }
    }
}

impl From<TranscodeTaskStatus> for String {
    fn from(status: TranscodeTaskStatus) -> String {
        status.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_keeps_its_word() {
        for word in [
            "Uploading",
            "UploadFail",
            "UploadSucc",
            "Transcoding",
            "TranscodeFail",
            "Checking",
            "Blocked",
            "Normal",
            "ProduceFail",
            "SomethingNew",
        ] {
            assert_eq!(VideoStatus::from(word.to_owned()).as_str(), word);
        }
        for word in
            ["Processing", "Partial", "CompleteAllSucc", "CompleteAllFail", "CompletePartialSucc"]
        {
            assert_eq!(TranscodeTaskStatus::from(word.to_owned()).as_str(), word);
        }
    }

    #[test]
    fn misprints_of_the_documentation_are_understood() {
        assert_eq!(VideoStatus::from("UploadSucces".to_owned()), VideoStatus::UploadSucc);
        assert_eq!(
            TranscodeTaskStatus::from("CompeleteAllSucc".to_owned()),
            TranscodeTaskStatus::CompleteAllSucc
        );
    }

    #[test]
    fn uploaded_and_final_are_told_apart() {
        assert!(VideoStatus::UploadSucc.is_uploaded());
        assert!(!VideoStatus::UploadSucc.is_final());
        assert!(!VideoStatus::Uploading.is_uploaded());
        assert!(VideoStatus::Normal.is_final());
    }
}
