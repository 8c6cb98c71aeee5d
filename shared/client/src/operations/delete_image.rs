//! DeleteImage: an image goes, with its file and its record.

use model::ImageId;
use serde::Deserialize;

use super::{Operation, Repeat};
use crate::{Call, Client, Error, parameters::Parameters};

/// Request of DeleteImage, by id (`DeleteImageType` is `ImageId`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteImage {
    /// Which.
    pub image_id: ImageId,
}

/// Answer of DeleteImage.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteImageAnswer {
    /// Of this call.
    pub request_id: String,
}

impl Operation for DeleteImage {
    const NAME: &'static str = "DeleteImage";
    type Answer = DeleteImageAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters.set("DeleteImageType", "ImageId").set("ImageIds", &self.image_id);
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Deletes an image.
    ///
    /// # Errors
    /// `NotFound` where there is no such image, and whatever any call can meet.
    pub async fn delete_image(
        &self,
        call: &Call,
        request: &DeleteImage,
    ) -> Result<DeleteImageAnswer, Error> {
        self.execute(call, request).await
    }
}
