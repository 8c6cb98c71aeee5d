//! Two ways to name a video.

use model::{ReferenceId, VideoId};

use crate::parameters::Parameters;

/// A video, named by VOD's id or by the caller's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VideoSelector {
    /// `VideoId`, given by VOD.
    VideoId(VideoId),
    /// `ReferenceId`, given by the caller in CreateUploadVideo.
    ReferenceId(ReferenceId),
}

impl VideoSelector {
    pub(crate) fn parameters(&self, parameters: &mut Parameters) {
        match self {
            Self::VideoId(id) => parameters.set("VideoId", id),
            Self::ReferenceId(id) => parameters.set("ReferenceId", id),
        };
    }
}

impl From<VideoId> for VideoSelector {
    fn from(id: VideoId) -> Self {
        Self::VideoId(id)
    }
}

impl From<ReferenceId> for VideoSelector {
    fn from(id: ReferenceId) -> Self {
        Self::ReferenceId(id)
    }
}
