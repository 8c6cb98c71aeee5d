//! GetVideoList: the videos of some statuses, made in some span of time.
//!
//! SearchMedia can ask for the same, but in a query language of its own, which a status or a time
//! would have to be written into and escaped for. GetVideoList has a parameter for each, states which
//! ends of the span belong to it, and counts pages in the order of creation.

use model::VideoStatus;
use serde::{Deserialize, Deserializer};

use super::{Operation, Repeat, Video};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of GetVideoList. No more than the first 5,000 videos that match can be had, however they
/// are divided into pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetVideoList {
    /// Those of these statuses; of all where empty.
    pub status: Vec<VideoStatus>,
    /// Those created later than this, UTC, `yyyy-MM-ddTHH:mm:ssZ`.
    pub start_time: Option<String>,
    /// Those created at this moment or earlier; likewise, and later than `start_time`.
    pub end_time: Option<String>,
    /// Those of this category.
    pub cate_id: Option<u64>,
    /// Those in this bucket, by its host.
    pub storage_location: Option<String>,
    /// In which order; newest first where absent.
    pub sort_by: Option<VideoOrder>,
    /// From 1, the default.
    pub page_no: Option<u32>,
    /// At most [`GetVideoList::LARGEST_PAGE`]; 10 where absent.
    pub page_size: Option<u32>,
}

impl GetVideoList {
    /// The largest `page_size`.
    pub const LARGEST_PAGE: u32 = 100;
    /// How many videos one query gives, all of its pages together.
    pub const MOST: u32 = 5_000;
}

/// `SortBy` of GetVideoList.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VideoOrder {
    /// Newest first.
    CreationTimeDesc,
    /// Oldest first: what is made meanwhile comes behind the last page and moves no other.
    CreationTimeAsc,
}

impl VideoOrder {
    /// The cloud's own words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreationTimeDesc => "CreationTime:Desc",
            Self::CreationTimeAsc => "CreationTime:Asc",
        }
    }
}

/// Answer of GetVideoList.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetVideoListAnswer {
    /// Of this call.
    pub request_id: String,
    /// How many videos match, on all pages together.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub total: Option<u64>,
    /// The videos of this page.
    #[serde(default, deserialize_with = "videos")]
    pub video_list: Vec<Video>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VideoList {
    #[serde(default, deserialize_with = "lenient::list")]
    video: Vec<serde_json::Value>,
}

/// The videos that can be read. One that cannot must not hide the others: the sample of the
/// documentation itself has a second one without an id.
fn videos<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Video>, D::Error> {
    let list = Option::<VideoList>::deserialize(deserializer)?.unwrap_or_default();
    let read = list.video.into_iter().filter_map(|video| match serde_json::from_value(video) {
        Ok(video) => Some(video),
        Err(error) => {
            tracing::warn!(%error, "a video of GetVideoList cannot be read");
            None
        }
    });
    Ok(read.collect())
}

impl Operation for GetVideoList {
    const NAME: &'static str = "GetVideoList";
    type Answer = GetVideoListAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        let status: Vec<&str> = self.status.iter().map(VideoStatus::as_str).collect();
        parameters
            .set_if("Status", (!status.is_empty()).then(|| status.join(",")).as_ref())
            .set_if("StartTime", self.start_time.as_ref())
            .set_if("EndTime", self.end_time.as_ref())
            .set_if("CateId", self.cate_id.as_ref())
            .set_if("StorageLocation", self.storage_location.as_ref())
            .set_if("SortBy", self.sort_by.map(VideoOrder::as_str))
            .set_if("PageNo", self.page_no.as_ref())
            .set_if("PageSize", self.page_size.as_ref());
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Lists videos, one page at a time.
    ///
    /// # Errors
    /// `NotFound` where no video matches: the page lists `InvalidVideo.NotFound` among the errors of
    /// this operation. Beyond [`GetVideoList::MOST`] the cloud refuses with `VideoListExceededMax`.
    /// And whatever any call can meet.
    pub async fn get_video_list(
        &self,
        call: &Call,
        request: &GetVideoList,
    ) -> Result<GetVideoListAnswer, Error> {
        self.execute(call, request).await
    }
}
