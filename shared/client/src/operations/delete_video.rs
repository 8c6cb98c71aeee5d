//! DeleteVideo: a video goes, with its files and its record.

use model::VideoId;
use serde::Deserialize;

use super::{Operation, Repeat};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of DeleteVideo, for one video: of several, those that could not be deleted would be told
/// apart from those that were not there only by lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteVideo {
    /// Which.
    pub video_id: VideoId,
}

/// Answer of DeleteVideo.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteVideoAnswer {
    /// Of this call.
    pub request_id: String,
    /// Those that these keys may not delete.
    #[serde(default, deserialize_with = "lenient::list")]
    pub forbidden_video_ids: Vec<VideoId>,
}

impl Operation for DeleteVideo {
    const NAME: &'static str = "DeleteVideo";
    type Answer = DeleteVideoAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters.set("VideoIds", &self.video_id);
    }

    fn repeat(&self) -> Repeat {
        // A video is deleted once; a repeat finds none.
        Repeat::Always
    }
}

impl Client {
    /// Deletes a video.
    ///
    /// # Errors
    /// `NotFound` where there is no such video, also when an earlier attempt of this very call has
    /// deleted it, and whatever any call can meet.
    pub async fn delete_video(
        &self,
        call: &Call,
        request: &DeleteVideo,
    ) -> Result<DeleteVideoAnswer, Error> {
        self.execute(call, request).await
    }
}
