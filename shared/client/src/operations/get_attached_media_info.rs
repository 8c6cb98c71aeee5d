//! GetAttachedMediaInfo: what VOD knows of up to 20 attached media.

use model::MediaId;
use serde::Deserialize;

use super::{Operation, OutputType, Repeat};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of GetAttachedMediaInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetAttachedMediaInfo {
    /// Up to 20.
    pub media_ids: Vec<MediaId>,
    /// Seconds for which URLs work; 3,600 where absent.
    pub auth_timeout: Option<u64>,
    /// From where; CDN where absent.
    pub output_type: Option<OutputType>,
}

impl GetAttachedMediaInfo {
    /// These media, everything else left to the cloud.
    pub fn new(media_ids: impl IntoIterator<Item = MediaId>) -> Self {
        Self { media_ids: media_ids.into_iter().collect(), auth_timeout: None, output_type: None }
    }
}

/// Answer of GetAttachedMediaInfo. An unknown id is no error but stands in `non_exist_media_ids`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetAttachedMediaInfoAnswer {
    /// Of this call.
    pub request_id: String,
    /// Those found.
    #[serde(default, deserialize_with = "lenient::list")]
    pub attached_media_list: Vec<AttachedMedia>,
    /// Those not found.
    #[serde(default, deserialize_with = "lenient::list")]
    pub non_exist_media_ids: Vec<MediaId>,
}

/// An attached medium. Times are texts in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedMedia {
    /// Its id.
    pub media_id: MediaId,
    /// `Uploading`, `Normal`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// `watermark`, `subtitle` or `material`.
    #[serde(default, rename = "Type", deserialize_with = "lenient::text")]
    pub business_type: Option<String>,
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
    /// Bucket host.
    #[serde(default, deserialize_with = "lenient::text")]
    pub storage_location: Option<String>,
    /// Application.
    #[serde(default, deserialize_with = "lenient::text")]
    pub app_id: Option<String>,
    /// Categories.
    #[serde(default, deserialize_with = "lenient::list")]
    pub categories: Vec<Category>,
    /// When the record was made.
    #[serde(default, deserialize_with = "lenient::text")]
    pub creation_time: Option<String>,
    /// When it last changed.
    #[serde(default, deserialize_with = "lenient::text")]
    pub modification_time: Option<String>,
}

/// A category of a medium.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Category {
    /// Its id.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub cate_id: Option<u64>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cate_name: Option<String>,
    /// 0 for the highest.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub level: Option<u64>,
    /// The category above; `-1` where there is none.
    #[serde(default, deserialize_with = "lenient::text")]
    pub parent_id: Option<String>,
}

impl Operation for GetAttachedMediaInfo {
    const NAME: &'static str = "GetAttachedMediaInfo";
    type Answer = GetAttachedMediaInfoAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        let ids: Vec<&str> = self.media_ids.iter().map(MediaId::as_str).collect();
        parameters
            .set("MediaIds", &ids.join(","))
            .set_if("AuthTimeout", self.auth_timeout.as_ref())
            .set_if("OutputType", self.output_type.map(OutputType::as_str));
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Queries attached media.
    ///
    /// # Errors
    /// Whatever any call can meet; unknown ids are part of the answer.
    pub async fn get_attached_media_info(
        &self,
        call: &Call,
        request: &GetAttachedMediaInfo,
    ) -> Result<GetAttachedMediaInfoAnswer, Error> {
        self.execute(call, request).await
    }
}
