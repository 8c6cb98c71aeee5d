//! CreateUploadImage: a record for an image, and the credential for its upload.

use model::{GrantDecodeError, ImageId, Secret, UploadGrant, fields::ImageType};
use serde::Deserialize;

use super::{Operation, Repeat};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of CreateUploadImage. Each call makes a new image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateUploadImage {
    /// An ordinary image or a cover.
    pub image_type: ImageType,
    /// `png` where absent.
    pub image_ext: Option<String>,
    /// Name of the file; `image_ext` wins over its extension.
    pub original_file_name: Option<String>,
    /// At most 128 bytes.
    pub title: Option<String>,
    /// Up to 16, separated by commas.
    pub tags: Option<String>,
    /// At most 1,024 bytes.
    pub description: Option<String>,
    /// Category.
    pub cate_id: Option<u64>,
    /// A JSON object as text: MessageCallback, Extend, AccelerateConfig.
    pub user_data: Option<String>,
    /// A bucket's host name; the account's default where absent.
    pub storage_location: Option<String>,
    /// `app-1000000` where absent.
    pub app_id: Option<String>,
}

impl CreateUploadImage {
    /// An image of this type, everything else left to the cloud.
    #[must_use]
    pub fn new(image_type: ImageType) -> Self {
        Self {
            image_type,
            image_ext: None,
            original_file_name: None,
            title: None,
            tags: None,
            description: None,
            cate_id: None,
            user_data: None,
            storage_location: None,
            app_id: None,
        }
    }
}

/// Answer of CreateUploadImage.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUploadImageAnswer {
    /// Of this call.
    pub request_id: String,
    /// The new image.
    pub image_id: ImageId,
    /// Where the image will be served, by CDN where there is a domain.
    #[serde(default, rename = "ImageURL", deserialize_with = "lenient::text")]
    pub image_url: Option<String>,
    /// The object's plain URL.
    #[serde(default, rename = "FileURL", deserialize_with = "lenient::text")]
    pub file_url: Option<String>,
    /// Base64 of a JSON object: where to upload.
    pub upload_address: String,
    /// Base64 of a JSON object: the temporary keys.
    pub upload_auth: Secret,
}

impl CreateUploadImageAnswer {
    /// Address and keys, decoded; `asked_at` is the moment before the call was made.
    ///
    /// # Errors
    /// When either text cannot be read.
    pub fn grant(&self, asked_at: jiff::Timestamp) -> Result<UploadGrant, GrantDecodeError> {
        UploadGrant::decode(&self.upload_address, self.upload_auth.expose(), asked_at)
    }
}

impl Operation for CreateUploadImage {
    const NAME: &'static str = "CreateUploadImage";
    type Answer = CreateUploadImageAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters
            .set("ImageType", self.image_type.as_str())
            .set_if("ImageExt", self.image_ext.as_ref())
            .set_if("OriginalFileName", self.original_file_name.as_ref())
            .set_if("Title", self.title.as_ref())
            .set_if("Tags", self.tags.as_ref())
            .set_if("Description", self.description.as_ref())
            .set_if("CateId", self.cate_id.as_ref())
            .set_if("UserData", self.user_data.as_ref())
            .set_if("StorageLocation", self.storage_location.as_ref())
            .set_if("AppId", self.app_id.as_ref());
    }

    fn repeat(&self) -> Repeat {
        Repeat::Never
    }
}

impl Client {
    /// Creates an image and gives the credential for its upload, which cannot be refreshed.
    ///
    /// # Errors
    /// Whatever the cloud refuses. A lost answer is not repeated, since each call makes a new image.
    pub async fn create_upload_image(
        &self,
        call: &Call,
        request: &CreateUploadImage,
    ) -> Result<CreateUploadImageAnswer, Error> {
        self.execute(call, request).await
    }
}
