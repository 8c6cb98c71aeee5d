//! The four queries, before and after the file has arrived.

use serde_json::Value;

use crate::stage::{Grant, Stage, redact};

const FIELDS: &[(&str, &str)] = &[
    ("Description", "d"),
    ("Tags", "a,b"),
    ("CateId", "7"),
    ("CoverURL", "https://example.com/c.png"),
    ("UserData", r#"{"Extend":{"local":1}}"#),
    ("ReferenceId", "order-0001"),
];

#[tokio::test]
async fn video_info_tells_everything_that_was_given() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", FIELDS).await;
    let info = stage.vod("GetVideoInfo", &[("VideoId", &grant.id)]).await;
    insta::assert_json_snapshot!(redact(&info));
    stage.clock.advance(60);
    stage.put(&grant, "12345").await;
    let info = stage.vod("GetVideoInfo", &[("VideoId", &grant.id)]).await;
    let video = &info["Video"];
    assert_eq!((&video["Status"], &video["Size"]), (&"Normal".into(), &5.into()));
    assert_eq!(video["ModificationTime"], "2026-01-02T03:05:05Z");
}

#[tokio::test]
async fn mezzanine_info_gives_a_url_that_reads_the_file() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mov", &[]).await;
    let id = ("VideoId", grant.id.as_str());
    let before = stage.vod("GetMezzanineInfo", &[id]).await;
    assert_eq!(before["Mezzanine"]["Status"], "Uploading");
    assert_eq!(before["Mezzanine"].get("FileURL"), None);

    stage.put(&grant, "12345").await;
    let options = [id, ("OutputType", "oss"), ("AdditionType", "video,audio")];
    let after = stage.vod("GetMezzanineInfo", &options).await;
    insta::assert_json_snapshot!(redact(&after));
    read(&stage, &after["Mezzanine"]["FileURL"], "12345").await;
    stage.clock.advance(3_601);
    let late = stage.http.get(after["Mezzanine"]["FileURL"].as_str().unwrap()).send().await;
    assert_eq!(late.unwrap().status(), 403);
}

#[tokio::test]
async fn image_info_before_and_after() {
    let stage = Stage::new().await;
    let parameters = [("ImageType", "default"), ("OriginalFileName", "a.png"), ("Title", "t")];
    let grant = Grant::read(&stage.vod("CreateUploadImage", &parameters).await, "ImageId");
    let before = stage.vod("GetImageInfo", &[("ImageId", &grant.id)]).await;
    assert_eq!(before["ImageInfo"]["Status"], "Uploading");
    stage.put(&grant, "pixels").await;
    let after = stage.vod("GetImageInfo", &[("ImageId", &grant.id)]).await;
    insta::assert_json_snapshot!(redact(&after));
    read(&stage, &after["ImageInfo"]["URL"], "pixels").await;
}

#[tokio::test]
async fn attached_media_info_tells_known_from_unknown() {
    let stage = Stage::new().await;
    let parameters = [("BusinessType", "subtitle"), ("MediaExt", "srt"), ("CateIds", "3,4")];
    let answer = stage.vod("CreateUploadAttachedMedia", &parameters).await;
    let grant = Grant::read(&answer, "MediaId");
    stage.put(&grant, "1").await;
    let ids = format!("{},none", grant.id);
    let info = stage.vod("GetAttachedMediaInfo", &[("MediaIds", &ids)]).await;
    insta::assert_json_snapshot!(redact(&info));
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused() {
    let stage = Stage::new().await;
    let ids = ["m"; 21].join(",");
    for (action, parameters, status, code) in [
        ("GetVideoInfo", &[][..], 400, "MissingParameter"),
        ("GetVideoInfo", &[("VideoId", "none")], 404, "InvalidVideo.NotFound"),
        ("GetMezzanineInfo", &[("VideoId", "none")], 404, "InvalidVideo.NotFound"),
        ("GetMezzanineInfo", &[("VideoId", "v"), ("OutputType", "x")], 400, "InvalidParameter"),
        ("GetMezzanineInfo", &[("VideoId", "v"), ("AuthTimeout", "0")], 400, "InvalidParameter"),
        ("GetMezzanineInfo", &[("VideoId", "v"), ("AdditionType", "x")], 400, "InvalidParameter"),
        ("GetImageInfo", &[], 400, "MissingParameter"),
        ("GetImageInfo", &[("ImageId", "none")], 404, "NoSuchResource"),
        ("GetAttachedMediaInfo", &[], 400, "MissingParameter"),
        ("GetAttachedMediaInfo", &[("MediaIds", &ids)], 400, "LimitExceeded.MediaIds"),
    ] {
        let refusal = stage.refusal(action, parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{action} {parameters:?}");
    }
}

async fn read(stage: &Stage, url: &Value, expected: &str) {
    let response = stage.http.get(url.as_str().unwrap()).send().await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert_eq!((status.as_u16(), text.as_str()), (200, expected));
}
