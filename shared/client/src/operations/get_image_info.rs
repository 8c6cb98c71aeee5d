//! GetImageInfo: what VOD knows of one image.

use model::{ImageId, Secret};
use serde::Deserialize;

use super::{Operation, OutputType, Repeat};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of GetImageInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetImageInfo {
    /// Which image.
    pub image_id: ImageId,
    /// Seconds for which URLs work; 3,600 where absent.
    pub auth_timeout: Option<u64>,
    /// From where; CDN where absent.
    pub output_type: Option<OutputType>,
}

impl GetImageInfo {
    /// This image, everything else left to the cloud.
    #[must_use]
    pub fn new(image_id: ImageId) -> Self {
        Self { image_id, auth_timeout: None, output_type: None }
    }
}

/// Answer of GetImageInfo.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetImageInfoAnswer {
    /// Of this call.
    pub request_id: String,
    /// The image.
    pub image_info: ImageInfo,
}

/// An image. Times are texts in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImageInfo {
    /// Its id.
    pub image_id: ImageId,
    /// `Uploading`, `Normal`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `default` or `cover`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub image_type: Option<String>,
    /// Title.
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: Option<String>,
    /// Description.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Tags, separated by commas.
    #[serde(default, deserialize_with = "lenient::text")]
    pub tags: Option<String>,
    /// Where it is served.
    #[serde(default, rename = "URL", deserialize_with = "lenient::text")]
    pub url: Option<String>,
    /// Category.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub cate_id: Option<u64>,
    /// Name of the category.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cate_name: Option<String>,
    /// Bucket host.
    #[serde(default, deserialize_with = "lenient::text")]
    pub storage_location: Option<String>,
    /// Application.
    #[serde(default, deserialize_with = "lenient::text")]
    pub app_id: Option<String>,
    /// When the record was made.
    #[serde(default, deserialize_with = "lenient::text")]
    pub creation_time: Option<String>,
    /// The source file.
    #[serde(default)]
    pub mezzanine: Option<ImageMezzanine>,
}

/// The source file of an image.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImageMezzanine {
    /// A signed URL: whoever has it can read the file.
    #[serde(default, rename = "FileURL")]
    pub file_url: Option<Secret>,
    /// Bytes.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub file_size: Option<u64>,
    /// Pixels.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub width: Option<u64>,
    /// Pixels.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub height: Option<u64>,
    /// Name under which it was uploaded.
    #[serde(default, deserialize_with = "lenient::text")]
    pub original_file_name: Option<String>,
}

impl Operation for GetImageInfo {
    const NAME: &'static str = "GetImageInfo";
    type Answer = GetImageInfoAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters
            .set("ImageId", &self.image_id)
            .set_if("AuthTimeout", self.auth_timeout.as_ref())
            .set_if("OutputType", self.output_type.map(OutputType::as_str));
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Queries one image.
    ///
    /// # Errors
    /// `NotFound` where there is no such image, and whatever any call can meet.
    pub async fn get_image_info(
        &self,
        call: &Call,
        request: &GetImageInfo,
    ) -> Result<GetImageInfoAnswer, Error> {
        self.execute(call, request).await
    }
}
