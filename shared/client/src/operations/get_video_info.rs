//! GetVideoInfo: what VOD knows of one video or audio file.

use model::{ReferenceId, TemplateGroupId, VideoId, VideoStatus};
use serde::Deserialize;

use super::{Operation, Repeat, VideoSelector};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of GetVideoInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetVideoInfo {
    /// Which video.
    pub video: VideoSelector,
}

/// Answer of GetVideoInfo.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetVideoInfoAnswer {
    /// Of this call.
    pub request_id: String,
    /// The video.
    pub video: Video,
}

/// A video. Times are texts in UTC, `yyyy-MM-ddTHH:mm:ssZ`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Video {
    /// Its id.
    pub video_id: VideoId,
    /// Where it stands.
    pub status: VideoStatus,
    /// The caller's own id, where one was given.
    #[serde(default, deserialize_with = "reference_id")]
    pub reference_id: Option<ReferenceId>,
    /// Title.
    #[serde(default, deserialize_with = "lenient::text")]
    pub title: Option<String>,
    /// Description.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Tags, separated by commas.
    #[serde(default, deserialize_with = "lenient::text")]
    pub tags: Option<String>,
    /// Bytes of the source file.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub size: Option<u64>,
    /// Seconds.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub duration: Option<f64>,
    /// URL of the cover.
    #[serde(default, rename = "CoverURL", deserialize_with = "lenient::text")]
    pub cover_url: Option<String>,
    /// Category.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub cate_id: Option<u64>,
    /// Name of the category.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cate_name: Option<String>,
    /// The template group that transcodes it.
    #[serde(default, deserialize_with = "template_group_id")]
    pub template_group_id: Option<TemplateGroupId>,
    /// `UserData` of the upload, a JSON object as text.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_data: Option<String>,
    /// Bucket host.
    #[serde(default, deserialize_with = "lenient::text")]
    pub storage_location: Option<String>,
    /// `Standard`, `IA`, `Archive`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub storage_class: Option<String>,
    /// Service region.
    #[serde(default, deserialize_with = "lenient::text")]
    pub region_id: Option<String>,
    /// Application.
    #[serde(default, deserialize_with = "lenient::text")]
    pub app_id: Option<String>,
    /// Result of the review.
    #[serde(default, deserialize_with = "lenient::text")]
    pub audit_status: Option<String>,
    /// When the record was made.
    #[serde(default, deserialize_with = "lenient::text")]
    pub creation_time: Option<String>,
    /// When it last changed.
    #[serde(default, deserialize_with = "lenient::text")]
    pub modification_time: Option<String>,
}

/// An id that does not look like one is left out: the query is about the video, not about it.
fn reference_id<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ReferenceId>, D::Error> {
    Ok(lenient::text(deserializer)?.and_then(|text| text.parse().ok()))
}

fn template_group_id<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<TemplateGroupId>, D::Error> {
    Ok(lenient::text(deserializer)?.and_then(|text| text.parse().ok()))
}

impl Operation for GetVideoInfo {
    const NAME: &'static str = "GetVideoInfo";
    type Answer = GetVideoInfoAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        self.video.parameters(parameters);
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Queries one video.
    ///
    /// # Errors
    /// `NotFound` where there is no such video, and whatever any call can meet.
    pub async fn get_video_info(
        &self,
        call: &Call,
        request: &GetVideoInfo,
    ) -> Result<GetVideoInfoAnswer, Error> {
        self.execute(call, request).await
    }
}
