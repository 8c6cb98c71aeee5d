//! RefreshUploadVideo: a new credential for the same video and the same address.

use model::{GrantDecodeError, Secret, UploadGrant, VideoId};
use serde::Deserialize;

use super::{Operation, Repeat, VideoSelector};
use crate::{Call, Client, Error, parameters::Parameters};

/// Request of RefreshUploadVideo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshUploadVideo {
    /// Which video.
    pub video: VideoSelector,
}

/// Answer of RefreshUploadVideo.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RefreshUploadVideoAnswer {
    /// Of this call.
    pub request_id: String,
    /// The video.
    pub video_id: VideoId,
    /// Base64 of a JSON object: the address, unchanged.
    pub upload_address: String,
    /// Base64 of a JSON object: new temporary keys.
    pub upload_auth: Secret,
}

impl RefreshUploadVideoAnswer {
    /// Address and keys, decoded; `asked_at` is the moment before the call was made.
    ///
    /// # Errors
    /// When either text cannot be read.
    pub fn grant(&self, asked_at: jiff::Timestamp) -> Result<UploadGrant, GrantDecodeError> {
        UploadGrant::decode(&self.upload_address, self.upload_auth.expose(), asked_at)
    }
}

impl Operation for RefreshUploadVideo {
    const NAME: &'static str = "RefreshUploadVideo";
    type Answer = RefreshUploadVideoAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        self.video.parameters(parameters);
    }

    fn repeat(&self) -> Repeat {
        // Each answer has keys of its own; one that nobody read dies by itself.
        Repeat::Always
    }
}

impl Client {
    /// Gives a new credential for a video that is being uploaded.
    ///
    /// # Errors
    /// `NotFound` where there is no such video, `IllegalStatus` where it is damaged, and whatever
    /// any call can meet.
    pub async fn refresh_upload_video(
        &self,
        call: &Call,
        request: &RefreshUploadVideo,
    ) -> Result<RefreshUploadVideoAnswer, Error> {
        self.execute(call, request).await
    }
}
