//! SearchMedia: filters, orders, pages and tokens.

use serde_json::{Value, json};

use crate::stage::{Stage, redact};

fn ids(answer: &Value) -> Vec<&str> {
    let media = answer["MediaList"].as_array().unwrap();
    media.iter().map(|medium| medium["MediaId"].as_str().unwrap()).collect()
}

async fn found(stage: &Stage, filter: &str) -> Vec<String> {
    let answer = stage.vod("SearchMedia", &[("Match", filter)]).await;
    assert_eq!(answer["Total"], ids(&answer).len());
    ids(&answer).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn filters_choose_and_the_newest_comes_first() {
    let stage = Stage::new().await;
    let first = stage.create_video("a.mov", &[("Tags", "red,blue"), ("CateId", "7")]).await;
    stage.put(&first, "12345").await;
    stage.clock.advance(60);
    let second = stage.create_video("b.mp4", &[("Description", "it's blue")]).await;
    stage.put(&second, "1234567").await;
    stage.create_video("c.mp3", &[]).await;
    let (a, b) = (first.id.as_str(), second.id.as_str());
    for (filter, expected) in [
        ("Title = 't'", &[b, a][..]),
        ("Title = 'T'", &[]),
        ("Status in ('Normal','Checking')", &[b]),
        ("Status = 'UploadSucc' and Title = 't'", &[a]),
        ("(Tags = 'blue' or Description in (\"it's\"))", &[b, a]),
        ("Tags = 'blue' and (CateId = 7 or CateId = 8)", &[a]),
        ("CateId in (8,9)", &[]),
        (&format!("VideoId in ('{a}','none')"), &[a]),
        ("CreationTime = ('2026-01-02T03:04:05Z','2026-01-02T03:05:05Z')", &[]),
        ("CreationTime = ('2026-01-02T03:04:05Z','2026-01-02T03:05:05Z']", &[b]),
        ("CreationTime = ['2026-01-02T03:04:05Z',)", &[b, a]),
        ("Size = [5,6]", &[a]),
        ("Size = (5,)", &[b]),
        ("AppId = 'app-1000000'", &[b, a]),
    ] {
        assert_eq!(found(&stage, filter).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn each_type_is_found_by_itself_with_the_fields_asked_for() {
    let stage = Stage::new().await;
    stage.create_video("a.mp4", &[]).await;
    stage.create_video("a.mp3", &[]).await;
    stage.vod("CreateUploadImage", &[("ImageType", "default"), ("Title", "i")]).await;
    let parameters = [("BusinessType", "watermark"), ("MediaExt", "png"), ("CateIds", "1,2")];
    stage.vod("CreateUploadAttachedMedia", &parameters).await;
    let mut answers = Vec::new();
    for kind in ["video", "audio", "image", "attached"] {
        let parameters = [("SearchType", kind), ("Fields", "Title,Status")];
        answers.push(redact(&stage.vod("SearchMedia", &parameters).await));
    }
    insta::assert_json_snapshot!(answers);
    let attached = [("SearchType", "attached"), ("Match", "CateId = 2"), ("Fields", "FileName")];
    assert_eq!(stage.vod("SearchMedia", &attached).await["Total"], 1);
    let plain = stage.vod("SearchMedia", &[]).await["MediaList"][0]["Video"].clone();
    assert_eq!(plain.as_object().unwrap().len(), 2, "{plain}");
}

#[tokio::test]
async fn pages_follow_each_other_with_and_without_a_token() {
    let stage = Stage::new().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(stage.create_video("a.mp4", &[]).await.id);
        stage.clock.advance(1);
    }
    let oldest = ("SortBy", "CreationTime:Asc");
    let page = [oldest, ("PageSize", "2"), ("PageNo", "2")];
    let answer = stage.vod("SearchMedia", &page).await;
    assert_eq!(ids(&answer), made[2..4]);
    assert_eq!(answer["Total"], 5);
    let token = answer["ScrollToken"].as_str().unwrap();
    assert_eq!(token.len(), 32);
    let next = [oldest, ("PageSize", "2"), ("PageNo", "3"), ("ScrollToken", token)];
    assert_eq!(ids(&stage.vod("SearchMedia", &next).await), made[4..]);
    let other = [("PageSize", "2"), ("PageNo", "3"), ("ScrollToken", token)];
    let expired = (400, "InvalidScrollToken.Expired".to_owned());
    assert_eq!(stage.refusal("SearchMedia", &other).await, expired);
    stage.clock.advance(1_800);
    assert_eq!(stage.refusal("SearchMedia", &next).await, expired);
}

#[tokio::test]
async fn what_cannot_be_searched_is_refused() {
    let stage = Stage::new().await;
    let two = ("SortBy", "CreationTime:Desc,ModificationTime:Asc");
    let four = "CreationTime:Asc,CreationTime:Asc,CreationTime:Asc,CreationTime:Asc";
    let many = format!("VideoId in ({})", ["'v'"; 101].join(","));
    stage.vod("SearchMedia", &[two, ("PageNo", "50"), ("PageSize", "100")]).await;
    for (parameters, code) in [
        (&[("SearchType", "stream")][..], "InvalidParameter"),
        (&[("Fields", "Title,Colour")], "InvalidParameter"),
        (&[("SortBy", "Title:Asc")], "InvalidParameter"),
        (&[("SortBy", four)], "SortByExceededMax"),
        (&[two, ("PageNo", "51"), ("PageSize", "100")], "SortByExceededMax"),
        (&[("PageNo", "51"), ("PageSize", "100")], "InvalidParameter"),
        (&[("PageSize", "101")], "InvalidParameter"),
        (&[("PageNo", "0")], "InvalidParameter"),
        (&[("ScrollToken", "none")], "InvalidScrollToken.Expired"),
        (&[("Match", "Colour = 'red'")], "ErrorMatchSyntax"),
        (&[("Match", "Title = 'a' or Title = 'b'")], "ErrorMatchSyntax"),
        (&[("Match", "CoverURL = 'a'")], "ErrorMatchSyntax"),
        (&[("Match", "Size = 5")], "ErrorMatchSyntax"),
        (&[("Match", "Title = ('a','b')")], "ErrorMatchSyntax"),
        (&[("Match", "CreationTime = ('yesterday',)")], "ErrorMatchSyntax"),
        (&[("Match", many.as_str())], "ErrorMatchSyntax"),
    ] {
        let refusal = stage.refusal("SearchMedia", parameters).await;
        assert_eq!(refusal, (400, code.to_owned()), "{parameters:?}");
    }
    assert_eq!(stage.vod("SearchMedia", &[]).await["MediaList"], json!([]));
}
