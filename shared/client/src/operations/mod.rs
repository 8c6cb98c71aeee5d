//! The operations, one a file: request, parameters, answer, and the method on [`crate::Client`].
//!
//! Names are those of the API pages. Requests are sent as they are: bounds of fields are checked by
//! [`model::fields`] before a call is spent, and by the cloud.

mod assume_role;
mod create_upload_attached_media;
mod create_upload_image;
mod create_upload_video;
mod delete_attached_media;
mod delete_image;
mod delete_multipart_upload;
mod delete_video;
mod get_attached_media_info;
mod get_image_info;
mod get_mezzanine_info;
mod get_video_info;
mod get_video_list;
mod list_transcode_task;
mod lost_create;
mod output_type;
mod refresh_upload_video;
mod selector;
mod submit_transcode_jobs;

use serde::de::DeserializeOwned;

pub use assume_role::{AssumeRole, AssumeRoleAnswer, AssumedRoleUser, TemporaryCredentials};
pub use create_upload_attached_media::{
    CreateUploadAttachedMedia, CreateUploadAttachedMediaAnswer,
};
pub use create_upload_image::{CreateUploadImage, CreateUploadImageAnswer};
pub use create_upload_video::{CreateUploadVideo, CreateUploadVideoAnswer};
pub use delete_attached_media::{DeleteAttachedMedia, DeleteAttachedMediaAnswer};
pub use delete_image::{DeleteImage, DeleteImageAnswer};
pub use delete_multipart_upload::{DeleteMultipartUpload, DeleteMultipartUploadAnswer};
pub use delete_video::{DeleteVideo, DeleteVideoAnswer};
pub use get_attached_media_info::{
    AttachedMedia, Category, GetAttachedMediaInfo, GetAttachedMediaInfoAnswer,
};
pub use get_image_info::{GetImageInfo, GetImageInfoAnswer, ImageInfo, ImageMezzanine};
pub use get_mezzanine_info::{GetMezzanineInfo, GetMezzanineInfoAnswer, Mezzanine};
pub use get_video_info::{GetVideoInfo, GetVideoInfoAnswer, Video};
pub use get_video_list::{GetVideoList, GetVideoListAnswer, VideoOrder};
pub use list_transcode_task::{ListTranscodeTask, ListTranscodeTaskAnswer, TranscodeTask};
pub use output_type::OutputType;
pub use refresh_upload_video::{RefreshUploadVideo, RefreshUploadVideoAnswer};
pub use selector::VideoSelector;
pub use submit_transcode_jobs::{SubmitTranscodeJobs, SubmitTranscodeJobsAnswer};

use crate::parameters::Parameters;

/// Which service has the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Vod,
    Sts,
}

impl Service {
    /// `Version` of the service's API.
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Vod => "2017-03-21",
            Self::Sts => "2015-04-01",
        }
    }
}

/// When a second attempt can do no harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Always: the operation only reads, or the cloud knows a repeat when it sees one.
    Always,
    /// Only when the first one surely was not processed; but something follows a lost answer.
    Looked,
    /// Only when the first one surely was not processed.
    Never,
}

/// One operation of one service.
pub(crate) trait Operation {
    /// `Action`.
    const NAME: &'static str;
    const SERVICE: Service = Service::Vod;
    type Answer: DeserializeOwned;

    /// Its own parameters, those with a value.
    fn parameters(&self, parameters: &mut Parameters);

    fn repeat(&self) -> Repeat;
}
