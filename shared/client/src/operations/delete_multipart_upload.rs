//! DeleteMultipartUpload: the parts of a video's unfinished upload go.

use model::VideoId;
use serde::Deserialize;

use super::{Operation, Repeat};
use crate::{Call, Client, Error, parameters::Parameters};

/// Request of DeleteMultipartUpload. `MediaType` is `video`, the only one there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteMultipartUpload {
    /// Whose parts.
    pub video_id: VideoId,
}

/// Answer of DeleteMultipartUpload.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMultipartUploadAnswer {
    /// Of this call.
    pub request_id: String,
}

impl Operation for DeleteMultipartUpload {
    const NAME: &'static str = "DeleteMultipartUpload";
    type Answer = DeleteMultipartUploadAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters.set("MediaId", &self.video_id).set("MediaType", "video");
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Ends the unfinished multipart uploads of a video's file.
    ///
    /// # Errors
    /// `NotFound` where there is no such video or no unfinished upload of it, and whatever any call
    /// can meet.
    pub async fn delete_multipart_upload(
        &self,
        call: &Call,
        request: &DeleteMultipartUpload,
    ) -> Result<DeleteMultipartUploadAnswer, Error> {
        self.execute(call, request).await
    }
}
