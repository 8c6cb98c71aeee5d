//! CreateUploadVideo: a record for a video or audio file, and the credential for its upload.

use model::{GrantDecodeError, ReferenceId, Secret, TemplateGroupId, UploadGrant, VideoId};
use serde::Deserialize;

use super::{Operation, Repeat, Video, lost_create};
use crate::{Call, Client, Error, parameters::Parameters};

/// Request of CreateUploadVideo. Each call makes a new video.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateUploadVideo {
    /// Name or path of the file, with an extension.
    pub file_name: String,
    /// At most 128 bytes.
    pub title: String,
    /// At most 1,024 bytes.
    pub description: Option<String>,
    /// URL of a cover of one's own.
    pub cover_url: Option<String>,
    /// Size of the file in bytes; informative, OSS does not enforce it.
    pub file_size: Option<u64>,
    /// Category.
    pub cate_id: Option<u64>,
    /// Up to 16, separated by commas.
    pub tags: Option<String>,
    /// A JSON object as text: MessageCallback, Extend, AccelerateConfig.
    pub user_data: Option<String>,
    /// Transcodes after the upload; the account's default group where absent.
    pub template_group_id: Option<TemplateGroupId>,
    /// Wins over the template group.
    pub workflow_id: Option<String>,
    /// A bucket's host name; the account's default where absent.
    pub storage_location: Option<String>,
    /// `app-1000000` where absent.
    pub app_id: Option<String>,
    /// The caller's own id, unique in the account. With it a lost answer can be made good.
    pub reference_id: Option<ReferenceId>,
    /// Undocumented switch of the 2026 SDK.
    pub enable_first_frame_cover: Option<bool>,
    /// Undocumented switch of the 2026 SDK.
    pub generate_thumbnail: Option<bool>,
}

/// Answer of CreateUploadVideo.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUploadVideoAnswer {
    /// Of the call that gave the credential.
    pub request_id: String,
    /// The new video.
    pub video_id: VideoId,
    /// Base64 of a JSON object: where to upload.
    pub upload_address: String,
    /// Base64 of a JSON object: the temporary keys.
    pub upload_auth: Secret,
}

impl CreateUploadVideoAnswer {
    /// Address and keys, decoded; `asked_at` is the moment before the call was made.
    ///
    /// # Errors
    /// When either text cannot be read.
    pub fn grant(&self, asked_at: jiff::Timestamp) -> Result<UploadGrant, GrantDecodeError> {
        UploadGrant::decode(&self.upload_address, self.upload_auth.expose(), asked_at)
    }
}

impl Operation for CreateUploadVideo {
    const NAME: &'static str = "CreateUploadVideo";
    type Answer = CreateUploadVideoAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters
            .set("FileName", &self.file_name)
            .set("Title", &self.title)
            .set_if("Description", self.description.as_ref())
            .set_if("CoverURL", self.cover_url.as_ref())
            .set_if("FileSize", self.file_size.as_ref())
            .set_if("CateId", self.cate_id.as_ref())
            .set_if("Tags", self.tags.as_ref())
            .set_if("UserData", self.user_data.as_ref())
            .set_if("TemplateGroupId", self.template_group_id.as_ref())
            .set_if("WorkflowId", self.workflow_id.as_ref())
            .set_if("StorageLocation", self.storage_location.as_ref())
            .set_if("AppId", self.app_id.as_ref())
            .set_if("ReferenceId", self.reference_id.as_ref())
            .set_if("EnableFirstFrameCover", self.enable_first_frame_cover.as_ref())
            .set_if("GenerateThumbnail", self.generate_thumbnail.as_ref());
    }

    fn repeat(&self) -> Repeat {
        if self.reference_id.is_some() { Repeat::Looked } else { Repeat::Never }
    }
}

impl Client {
    /// Creates a video and gives the credential for its upload.
    ///
    /// A create is repeated only when it surely was not processed. Where its answer was lost and the
    /// request carries a ReferenceId, the video is looked up by it: found, RefreshUploadVideo gives
    /// its address and credential; not found, the create is tried again. Without a ReferenceId a
    /// lost answer is an error whose outcome is unknown.
    ///
    /// # Errors
    /// Whatever the cloud refuses, and what is lost on the way ([`crate::ErrorKind`]).
    pub async fn create_upload_video(
        &self,
        call: &Call,
        request: &CreateUploadVideo,
    ) -> Result<CreateUploadVideoAnswer, Error> {
        self.create_upload_video_marked(call, request, &|_| true).await
    }

    /// The same, of a video that bears a mark: one that is found by its ReferenceId is taken for the
    /// one of a lost answer only if `is_ours` knows the mark. Any other is refused as
    /// [`crate::ErrorKind::AlreadyExists`].
    ///
    /// # Errors
    /// Those of [`Client::create_upload_video`].
    pub async fn create_upload_video_marked(
        &self,
        call: &Call,
        request: &CreateUploadVideo,
        is_ours: &(dyn Fn(&Video) -> bool + Send + Sync),
    ) -> Result<CreateUploadVideoAnswer, Error> {
        lost_create::create(self, call, request, is_ours).await
    }
}
