//! GetVideoList: the videos of some statuses, made in some span of time, a page at a time.
//!
//! - The span is open at StartTime and closed at EndTime, as an older edition of the page says; the
//!   newer ones only say that the end must be later than the start. Compared is the CreationTime that
//!   answers show, in whole seconds.
//! - A page that reaches beyond the first 5,000 videos is refused with `VideoListExceededMax`; the
//!   page has the code and does not say whether it is the request or the result that is too large.
//! - Where nothing matches the answer is 404 `InvalidVideo.NotFound`: the page has the code, and a
//!   list names no video that could be missing otherwise. A page behind the last one is empty.
//! - Videos of the same second stand in the order of their making, then of their ids.
//!
//! Source: "GetVideoList".

use jiff::Timestamp;
use serde_json::json;

use super::limits;
use super::queries::listed_fields;
use super::records::Video;
use super::status::Status;
use crate::rpc::{Answer, Call, Parameters, RpcError};

const LARGEST_PAGE: u64 = 100;
const MOST: u64 = 5_000;
const STATUSES: &str = "statuses of videos, separated by commas";

/// Lists one page of the videos that match.
pub(crate) fn get_video_list(call: &Call<'_>) -> Result<Answer, RpcError> {
    let parameters = call.parameters;
    let filter = Filter::read(call)?;
    let oldest_first = oldest_first(parameters)?;
    let page = parameters.number_within("PageNo", 1..=u64::from(u32::MAX))?.unwrap_or(1);
    let size = parameters.number_within("PageSize", 1..=LARGEST_PAGE)?.unwrap_or(10);
    if page * size > MOST {
        return Err(RpcError::bad_request(
            "VideoListExceededMax",
            "The video list exceeded maximum.",
        ));
    }

    let library = call.cloud.vod.library();
    let mut found: Vec<&Video> = library.videos().filter(|video| filter.takes(video)).collect();
    if found.is_empty() {
        return Err(RpcError::no_such_video());
    }
    found.sort_by(|one, other| {
        let order = key(one).cmp(&key(other));
        if oldest_first { order } else { order.reverse() }
    });
    let total = found.len();
    let of_page = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let videos: Vec<_> = found
        .into_iter()
        .skip(of_page((page - 1) * size))
        .take(of_page(size))
        .map(|video| listed_fields(call.cloud, video))
        .collect();
    Ok(Answer::from_iter([
        ("Total".to_owned(), total.into()),
        ("VideoList".to_owned(), json!({"Video": videos})),
    ]))
}

fn key(video: &Video) -> (Timestamp, &str) {
    (video.common.created, &video.common.id)
}

fn oldest_first(parameters: &Parameters) -> Result<bool, RpcError> {
    match parameters.text("SortBy") {
        None | Some("CreationTime:Desc") => Ok(false),
        Some("CreationTime:Asc") => Ok(true),
        Some(_) => {
            Err(RpcError::invalid_parameter("SortBy", "CreationTime:Desc or CreationTime:Asc"))
        }
    }
}

/// Which videos match.
struct Filter {
    /// All where `None`.
    statuses: Option<Vec<Status>>,
    after: Option<Timestamp>,
    until: Option<Timestamp>,
    category_id: Option<u64>,
    /// The account has one storage location: either all videos lie there, or none.
    other_storage: bool,
}

impl Filter {
    fn read(call: &Call<'_>) -> Result<Self, RpcError> {
        let parameters = call.parameters;
        let after = limits::moment(parameters, "StartTime")?;
        let until = limits::moment(parameters, "EndTime")?;
        if let (Some(after), Some(until)) = (after, until)
            && until <= after
        {
            return Err(RpcError::invalid_parameter("EndTime", "later than StartTime"));
        }
        let own = super::storage_location(call.cloud);
        Ok(Self {
            statuses: parameters.text("Status").map(statuses).transpose()?,
            after,
            until,
            category_id: parameters.number("CateId")?,
            other_storage: parameters.text("StorageLocation").is_some_and(|other| other != own),
        })
    }

    fn takes(&self, video: &Video) -> bool {
        let created = video.common.created.as_second();
        self.statuses.as_ref().is_none_or(|statuses| statuses.contains(&video.status))
            && self.after.is_none_or(|after| created > after.as_second())
            && self.until.is_none_or(|until| created <= until.as_second())
            && self.category_id.is_none_or(|id| video.category_id == Some(id))
            && !self.other_storage
    }
}

/// `Status`, each word in its own case.
fn statuses(text: &str) -> Result<Vec<Status>, RpcError> {
    text.split(',')
        .map(|word| {
            Status::from_word(word).ok_or_else(|| RpcError::invalid_parameter("Status", STATUSES))
        })
        .collect()
}
