//! The videos that wait for somebody to take them up.
//!
//! The whole list is read before anything is handed over: what is started leaves the list, and the
//! pages behind it would move up and hide videos. It is read oldest first, because the oldest is the
//! first to become too old.

use std::collections::BTreeSet;

use client::{
    Client,
    operations::{GetVideoList, Video, VideoOrder},
};
use model::{VideoId, VideoStatus, time};

use crate::{
    budget::{self, Budget},
    window::Span,
};

const LAST_PAGE: u32 = GetVideoList::MOST / GetVideoList::LARGEST_PAGE;

/// How VOD says that nothing matches.
const NO_VIDEO: &str = "InvalidVideo.NotFound";

/// What a look at the list gave.
#[derive(Default)]
pub(crate) struct Found {
    /// Each once, oldest first.
    pub(crate) videos: Vec<VideoId>,
    /// How many the list held.
    pub(crate) looked_at: usize,
    /// Why the rest of the list could not be read.
    pub(crate) problem: Option<String>,
}

/// Looks for them. What was found before a problem counts.
pub(crate) async fn waiting(client: &Client, span: &Span, budget: &Budget<'_>) -> Found {
    let mut found = Found::default();
    let mut known = BTreeSet::new();
    for page in 1..=LAST_PAGE {
        let Some(call) = budget.call() else {
            found.problem = Some(budget::OVER.to_owned());
            break;
        };
        let answer = match client.get_video_list(&call, &query(span, page)).await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some(NO_VIDEO) => break,
            Err(error) => {
                tracing::error!(page, kind = ?error.kind(), advice = error.advice(), "uploads cannot be listed: {error}");
                found.problem = Some(error.to_string());
                break;
            }
        };
        found.looked_at += answer.video_list.len();
        let pages = answer.total.map(|total| total.div_ceil(GetVideoList::LARGEST_PAGE.into()));
        let last = pages.map_or(answer.video_list.is_empty(), |pages| pages <= page.into());
        let waiting = answer.video_list.into_iter().filter(|video| waits(video, span));
        found
            .videos
            .extend(waiting.map(|video| video.video_id).filter(|id| known.insert(id.clone())));
        if last {
            break;
        }
        if page == LAST_PAGE {
            tracing::warn!(total = answer.total, "more uploads wait than VOD lists at once");
        }
    }
    found
}

fn query(span: &Span, page: u32) -> GetVideoList {
    GetVideoList {
        status: vec![VideoStatus::UploadSucc],
        start_time: Some(time::iso8601(span.after)),
        end_time: Some(time::iso8601(span.until)),
        sort_by: Some(VideoOrder::CreationTimeAsc),
        page_no: Some(page),
        page_size: Some(GetVideoList::LARGEST_PAGE),
        ..GetVideoList::default()
    }
}

/// An upload can take longer than the youngest age: one that was complete a moment ago is changed as
/// late as that, however long ago it was created, and its event is still on its way.
fn waits(video: &Video, span: &Span) -> bool {
    let modified = video.modification_time.as_deref().and_then(time::parse_iso8601);
    video.status == VideoStatus::UploadSucc
        && modified.is_none_or(|modified| modified.as_second() <= span.until.as_second())
}
