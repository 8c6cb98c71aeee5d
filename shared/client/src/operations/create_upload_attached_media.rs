//! CreateUploadAttachedMedia: a record for a watermark, subtitle or material, and the credential
//! for its upload.

use model::{GrantDecodeError, MediaId, Secret, UploadGrant, fields::AttachedMediaType};
use serde::Deserialize;

use super::{Operation, Repeat};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of CreateUploadAttachedMedia. Each call makes a new medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateUploadAttachedMedia {
    /// Watermark, subtitle or material.
    pub business_type: AttachedMediaType,
    /// The file's extension; wins over that of `file_name`.
    pub media_ext: Option<String>,
    /// Name of the file.
    pub file_name: Option<String>,
    /// Size of the file in bytes; informative.
    pub file_size: Option<u64>,
    /// At most 128 bytes.
    pub title: Option<String>,
    /// At most 1,024 bytes.
    pub description: Option<String>,
    /// Up to 16, separated by commas.
    pub tags: Option<String>,
    /// Up to 5 categories, separated by commas.
    pub cate_ids: Option<String>,
    /// A JSON object as text: MessageCallback, Extend, AccelerateConfig.
    pub user_data: Option<String>,
    /// A bucket's host name; the account's default where absent.
    pub storage_location: Option<String>,
    /// `app-1000000` where absent.
    pub app_id: Option<String>,
}

impl CreateUploadAttachedMedia {
    /// A medium of this type, everything else left to the cloud.
    #[must_use]
    pub fn new(business_type: AttachedMediaType) -> Self {
        Self {
            business_type,
            media_ext: None,
            file_name: None,
            file_size: None,
            title: None,
            description: None,
            tags: None,
            cate_ids: None,
            user_data: None,
            storage_location: None,
            app_id: None,
        }
    }
}

/// Answer of CreateUploadAttachedMedia.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUploadAttachedMediaAnswer {
    /// Of this call.
    pub request_id: String,
    /// The new medium.
    pub media_id: MediaId,
    /// Where the medium will be served, by CDN where there is a domain.
    #[serde(default, rename = "MediaURL", deserialize_with = "lenient::text")]
    pub media_url: Option<String>,
    /// The object's plain URL.
    #[serde(default, rename = "FileURL", deserialize_with = "lenient::text")]
    pub file_url: Option<String>,
    /// Base64 of a JSON object: where to upload.
    pub upload_address: String,
    /// Base64 of a JSON object: the temporary keys.
    pub upload_auth: Secret,
}

impl CreateUploadAttachedMediaAnswer {
    /// Address and keys, decoded; `asked_at` is the moment before the call was made.
    ///
    /// # Errors
    /// When either text cannot be read.
    pub fn grant(&self, asked_at: jiff::Timestamp) -> Result<UploadGrant, GrantDecodeError> {
        UploadGrant::decode(&self.upload_address, self.upload_auth.expose(), asked_at)
    }
}

impl Operation for CreateUploadAttachedMedia {
    const NAME: &'static str = "CreateUploadAttachedMedia";
    type Answer = CreateUploadAttachedMediaAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters
            .set("BusinessType", self.business_type.as_str())
            .set_if("MediaExt", self.media_ext.as_ref())
            .set_if("FileName", self.file_name.as_ref())
            .set_if("FileSize", self.file_size.as_ref())
            .set_if("Title", self.title.as_ref())
            .set_if("Description", self.description.as_ref())
            .set_if("Tags", self.tags.as_ref())
            .set_if("CateIds", self.cate_ids.as_ref())
            .set_if("UserData", self.user_data.as_ref())
            .set_if("StorageLocation", self.storage_location.as_ref())
            .set_if("AppId", self.app_id.as_ref());
    }

    fn repeat(&self) -> Repeat {
        Repeat::Never
    }
}

impl Client {
    /// Creates an attached medium and gives the credential for its upload, which cannot be
    /// refreshed.
    ///
    /// # Errors
    /// Whatever the cloud refuses. A lost answer is not repeated, since each call makes a new
    /// medium.
    pub async fn create_upload_attached_media(
        &self,
        call: &Call,
        request: &CreateUploadAttachedMedia,
    ) -> Result<CreateUploadAttachedMediaAnswer, Error> {
        self.execute(call, request).await
    }
}
