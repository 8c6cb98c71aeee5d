//! DeleteAttachedMedia: an attached medium goes, with its file and its record.

use model::MediaId;
use serde::Deserialize;

use super::{Operation, Repeat};
use crate::{Call, Client, Error, parameters::Parameters};

/// Request of DeleteAttachedMedia.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteAttachedMedia {
    /// Which.
    pub media_id: MediaId,
}

/// Answer of DeleteAttachedMedia. An unknown id is no error.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteAttachedMediaAnswer {
    /// Of this call.
    pub request_id: String,
}

impl Operation for DeleteAttachedMedia {
    const NAME: &'static str = "DeleteAttachedMedia";
    type Answer = DeleteAttachedMediaAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters.set("MediaIds", &self.media_id);
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Deletes an attached medium, if there is one.
    ///
    /// # Errors
    /// Whatever any call can meet.
    pub async fn delete_attached_media(
        &self,
        call: &Call,
        request: &DeleteAttachedMedia,
    ) -> Result<DeleteAttachedMediaAnswer, Error> {
        self.execute(call, request).await
    }
}
