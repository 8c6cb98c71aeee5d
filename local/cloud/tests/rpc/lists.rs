//! GetVideoList: which videos, in which order, on which page.

use serde_json::Value;

use crate::stage::{Stage, redact};

/// The moments around those at which [`three_videos`] are made.
const BEFORE: &str = "2026-01-02T03:04:04Z";
const FIRST: &str = "2026-01-02T03:04:05Z";
const SECOND: &str = "2026-01-02T03:05:05Z";
const THIRD: &str = "2026-01-02T03:06:05Z";

/// A stored one that does not play, a stored one that does, and one that never arrived, a minute
/// apart.
async fn three_videos(stage: &Stage) -> [String; 3] {
    let first = stage.create_video("a.mov", &[("CateId", "7")]).await;
    stage.put(&first, "12345").await;
    stage.clock.advance(60);
    let second = stage.create_video("b.mp4", &[]).await;
    stage.put(&second, "12345").await;
    stage.clock.advance(60);
    let third = stage.create_video("c.mov", &[]).await;
    [first.id, second.id, third.id]
}

fn ids(answer: &Value) -> Vec<&str> {
    let videos = answer["VideoList"]["Video"].as_array().unwrap();
    videos.iter().map(|video| video["VideoId"].as_str().unwrap()).collect()
}

async fn listed(stage: &Stage, parameters: &[(&str, &str)]) -> Value {
    stage.vod("GetVideoList", parameters).await
}

#[tokio::test]
async fn a_video_is_listed_with_the_documented_fields() {
    let stage = Stage::new().await;
    let more = [("Description", "d"), ("Tags", "a,b"), ("CateId", "7"), ("UserData", "{}")];
    let grant = stage.create_video("a.mov", &more).await;
    stage.clock.advance(60);
    stage.put(&grant, "12345").await;
    insta::assert_json_snapshot!(redact(&listed(&stage, &[]).await));
}

#[tokio::test]
async fn the_newest_comes_first_unless_asked_otherwise() {
    let stage = Stage::new().await;
    let [first, second, third] = three_videos(&stage).await;
    for parameters in [&[][..], &[("SortBy", "CreationTime:Desc")]] {
        let answer = listed(&stage, parameters).await;
        assert_eq!(ids(&answer), [&third, &second, &first]);
        assert_eq!(answer["Total"], 3);
    }
    let answer = listed(&stage, &[("SortBy", "CreationTime:Asc")]).await;
    assert_eq!(ids(&answer), [&first, &second, &third]);
}

#[tokio::test]
async fn statuses_category_and_storage_choose() {
    let stage = Stage::new().await;
    let [first, second, third] = three_videos(&stage).await;
    let info = stage.vod("GetVideoInfo", &[("VideoId", &first)]).await;
    let storage = info["Video"]["StorageLocation"].as_str().unwrap();
    for (name, value, expected) in [
        ("Status", "UploadSucc", &[&first][..]),
        ("Status", "Normal", &[&second]),
        ("Status", "Uploading,Normal", &[&third, &second]),
        ("CateId", "7", &[&first]),
        ("StorageLocation", storage, &[&third, &second, &first]),
    ] {
        let answer = listed(&stage, &[(name, value)]).await;
        assert_eq!(ids(&answer), expected, "{name}={value}");
        assert_eq!(answer["Total"], expected.len(), "{name}={value}");
    }
}

#[tokio::test]
async fn the_span_is_open_at_its_start_and_closed_at_its_end() {
    let stage = Stage::new().await;
    let [first, second, third] = three_videos(&stage).await;
    for (start, end, expected) in [
        (Some(BEFORE), Some(FIRST), &[&first][..]),
        (Some(FIRST), Some(SECOND), &[&second]),
        (Some(FIRST), None, &[&third, &second]),
        (None, Some(SECOND), &[&second, &first]),
        (Some(BEFORE), Some(THIRD), &[&third, &second, &first]),
    ] {
        let parameters: Vec<_> = [("StartTime", start), ("EndTime", end)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        assert_eq!(ids(&listed(&stage, &parameters).await), expected, "{parameters:?}");
    }
}

#[tokio::test]
async fn pages_have_no_gap_and_no_overlap() {
    let stage = Stage::new().await;
    let mut made = Vec::new();
    for _ in 0..12 {
        made.push(stage.create_video("a.mp4", &[]).await.id);
    }
    let page = async |number: &str, size: &str| {
        let answer = listed(&stage, &[("PageNo", number), ("PageSize", size)]).await;
        assert_eq!(answer["Total"], 12);
        ids(&answer).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let mut seen = page("1", "5").await;
    for number in ["2", "3"] {
        seen.extend(page(number, "5").await);
    }
    assert_eq!(page("3", "5").await.len(), 2);
    assert!(page("4", "5").await.is_empty());
    assert_eq!(ids(&listed(&stage, &[]).await).len(), 10, "the default");
    made.sort();
    seen.sort();
    assert_eq!(seen, made);
}

#[tokio::test]
async fn what_cannot_be_listed_is_refused() {
    let stage = Stage::new().await;
    three_videos(&stage).await;
    for (parameters, status, code) in [
        (&[("Status", "Done")][..], 400, "InvalidParameter"),
        (&[("Status", "normal")], 400, "InvalidParameter"),
        (&[("Status", "Normal,")], 400, "InvalidParameter"),
        (&[("Status", "Normal, Checking")], 400, "InvalidParameter"),
        (&[("SortBy", "CreationTime")], 400, "InvalidParameter"),
        (&[("SortBy", "Title:Asc")], 400, "InvalidParameter"),
        (&[("PageNo", "0")], 400, "InvalidParameter"),
        (&[("PageNo", "x")], 400, "InvalidParameter"),
        (&[("PageSize", "0")], 400, "InvalidParameter"),
        (&[("PageSize", "101")], 400, "InvalidParameter"),
        (&[("PageNo", "51"), ("PageSize", "100")], 400, "VideoListExceededMax"),
        (&[("PageNo", "4294967295"), ("PageSize", "100")], 400, "VideoListExceededMax"),
        (&[("PageNo", "501")], 400, "VideoListExceededMax"),
        (&[("CateId", "-1")], 400, "InvalidParameter"),
        (&[("StartTime", "yesterday")], 400, "InvalidParameter"),
        (&[("StartTime", "2026-01-02")], 400, "InvalidParameter"),
        (&[("StartTime", "2026-01-02T03:04:05.5Z")], 400, "InvalidParameter"),
        (&[("EndTime", "2026-01-02T03:04:05+08:00")], 400, "InvalidParameter"),
        (&[("StartTime", FIRST), ("EndTime", FIRST)], 400, "InvalidParameter"),
        (&[("StartTime", SECOND), ("EndTime", FIRST)], 400, "InvalidParameter"),
        (&[("Status", "Blocked")], 404, "InvalidVideo.NotFound"),
        (&[("EndTime", BEFORE)], 404, "InvalidVideo.NotFound"),
        (&[("StartTime", THIRD)], 404, "InvalidVideo.NotFound"),
        (&[("CateId", "8")], 404, "InvalidVideo.NotFound"),
        (&[("StorageLocation", "other.oss")], 404, "InvalidVideo.NotFound"),
    ] {
        let refusal = stage.refusal("GetVideoList", parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{parameters:?}");
    }
    // The last page that is not beyond the first 5,000.
    let last = listed(&stage, &[("PageNo", "50"), ("PageSize", "100")]).await;
    assert!(ids(&last).is_empty());
}
