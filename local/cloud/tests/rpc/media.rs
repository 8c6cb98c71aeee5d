//! GetVideoInfos, UpdateVideoInfo, DeleteVideo, DeleteMultipartUpload and their like for images and
//! attached media.

use serde_json::json;

use crate::stage::{Grant, Inbox, Stage, redact};

#[tokio::test]
async fn several_videos_are_told_of_at_once() {
    let stage = Stage::new().await;
    let one = stage.create_video("a.mp4", &[("ReferenceId", "order-0001")]).await;
    let two = stage.create_video("b.mp4", &[]).await;
    let ids = format!("{},none,{}", one.id, two.id);
    let answer = stage.vod("GetVideoInfos", &[("VideoIds", &ids)]).await;
    let videos = answer["VideoList"].as_array().unwrap();
    assert_eq!(videos.len(), 2);
    assert_eq!(videos[0]["VideoId"], one.id.as_str());
    assert_eq!(answer["NonExistVideoIds"], json!(["none"]));
    insta::assert_json_snapshot!(redact(&videos[0]));
    let answer = stage.vod("GetVideoInfos", &[("ReferenceIds", "order-0001,order-2")]).await;
    assert_eq!(answer["VideoList"][0]["VideoId"], one.id.as_str());
    assert_eq!(answer["NonExistReferenceIds"], json!(["order-2"]));

    let many = ["v"; 21].join(",");
    for action in ["GetVideoInfos", "DeleteVideo"] {
        for (parameters, status, code) in [
            (&[][..], 400, "MissingParameter"),
            (&[("VideoIds", "none")], 404, "InvalidVideo.NotFound"),
            (&[("ReferenceIds", "none")], 404, "InvalidVideo.NotFound"),
            (&[("VideoIds", many.as_str())], 400, "VideoIdsExceededMax"),
        ] {
            let refusal = stage.refusal(action, parameters).await;
            assert_eq!(refusal, (status, code.to_owned()), "{action} {parameters:?}");
        }
    }
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_tells_of_it() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mp4", &[("Description", "d"), ("CateId", "1")]).await;
    insta::assert_json_snapshot!(redact(&inbox.next_of_all().await.body));
    stage.clock.advance(60);
    let id = ("VideoId", grant.id.as_str());
    let update = [id, ("Title", "new"), ("Tags", "a,b"), ("CateId", "2"), ("Description", "")];
    stage.vod("UpdateVideoInfo", &update).await;
    insta::assert_json_snapshot!(redact(&inbox.next_of_all().await.body));
    let video = stage.vod("GetVideoInfo", &[id]).await["Video"].clone();
    assert_eq!(video["Title"], "new");
    assert_eq!(video["Description"], "d");
    assert_eq!(video["ModificationTime"], "2026-01-02T03:05:05Z");
    // What changes nothing is not told of: the deletion comes next.
    stage.vod("UpdateVideoInfo", &[id, ("Title", "new")]).await;
    stage.vod("DeleteVideo", &[("VideoIds", &grant.id)]).await;
    inbox.expect("DeleteMediaComplete").await;

    let long = "t".repeat(129);
    for (parameters, status, code) in [
        (&[][..], 400, "MissingParameter"),
        (&[("VideoId", "none")], 404, "InvalidVideo.NotFound"),
        (&[("VideoId", "none"), ("Title", &long)], 400, "LengthExceededMax"),
        (&[("VideoId", "none"), ("CateId", "x")], 400, "InvalidParameter"),
    ] {
        let refusal = stage.refusal("UpdateVideoInfo", parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{parameters:?}");
    }
}

#[tokio::test]
async fn a_deleted_video_is_gone_with_its_file_and_told_of() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let reference = ("ReferenceId", "order-0001");
    let grant = stage.create_video("a.mp4", &[reference]).await;
    stage.put(&grant, "bytes").await;
    let mezzanine = stage.vod("GetMezzanineInfo", &[("VideoId", &grant.id)]).await;
    let url = mezzanine["Mezzanine"]["FileURL"].as_str().unwrap().to_owned();
    assert_eq!(stage.http.get(&url).send().await.unwrap().status(), 200);
    inbox.expect("FileUploadComplete").await;

    let ids = format!("{},none", grant.id);
    let answer = stage.vod("DeleteVideo", &[("VideoIds", &ids)]).await;
    insta::assert_json_snapshot!(redact(&answer));
    insta::assert_json_snapshot!(redact(&inbox.next().await.body));
    let mut deletion = inbox.next_of_all().await;
    while deletion.body["OperateMode"] != "delete" {
        deletion = inbox.next_of_all().await;
    }
    insta::assert_json_snapshot!(redact(&deletion.body));

    assert_eq!(stage.http.get(&url).send().await.unwrap().status(), 404);
    for action in ["GetVideoInfo", "RefreshUploadVideo", "GetMezzanineInfo"] {
        let refusal = stage.refusal(action, &[("VideoId", &grant.id)]).await;
        assert_eq!(refusal, (404, "InvalidVideo.NotFound".to_owned()), "{action}");
    }
    // Its ReferenceId may be used again.
    stage.create_video("a.mp4", &[reference]).await;
    let answer = stage.vod("DeleteVideo", &[("ReferenceIds", "order-0001,order-2")]).await;
    assert_eq!(answer["NonExistReferenceIds"], json!(["order-2"]));
}

#[tokio::test]
async fn a_task_of_a_deleted_video_ends_without_a_word() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let doomed = stage.create_video("a.mov", &[("TemplateGroupId", crate::stage::GROUP)]).await;
    stage.put(&doomed, "bytes").await;
    inbox.expect("FileUploadComplete").await;
    stage.vod("DeleteVideo", &[("VideoIds", &doomed.id)]).await;
    // Streams may have been told of before the deletion, none after it.
    while inbox.next().await.body["EventType"] != "DeleteMediaComplete" {}
    let other = stage.create_video("b.mp4", &[]).await;
    stage.put(&other, "bytes").await;
    assert_eq!(inbox.expect("FileUploadComplete").await.body["VideoId"], other.id.as_str());
}

#[tokio::test]
async fn unfinished_uploads_can_be_dropped_once() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let (id, kind) = (("MediaId", grant.id.as_str()), ("MediaType", "video"));
    let none = (400, "InvalidMultipartUpload.NotFound".to_owned());
    assert_eq!(stage.refusal("DeleteMultipartUpload", &[id, kind]).await, none);
    stage.initiate(&grant).await;
    stage.initiate(&grant).await;
    stage.vod("DeleteMultipartUpload", &[id, kind]).await;
    assert_eq!(stage.refusal("DeleteMultipartUpload", &[id, kind]).await, none);

    for (parameters, code) in [
        (&[kind][..], "MissingParameter"),
        (&[id], "MissingParameter"),
        (&[id, ("MediaType", "image")], "InvalidParameter"),
        (&[("MediaId", "none"), kind], "InvalidVideo.NotFound"),
    ] {
        let refusal = stage.refusal("DeleteMultipartUpload", parameters).await;
        assert_eq!(refusal, (400, code.to_owned()), "{parameters:?}");
    }
}

async fn image(stage: &Stage) -> (Grant, String) {
    let answer = stage.vod("CreateUploadImage", &[("ImageType", "default")]).await;
    let url = answer["ImageURL"].as_str().unwrap().to_owned();
    (Grant::read(&answer, "ImageId"), url)
}

#[tokio::test]
async fn images_are_changed_and_deleted() {
    let stage = Stage::new().await;
    let (one, _) = image(&stage).await;
    let (two, url) = image(&stage).await;
    let content =
        json!([{"ImageId": one.id, "Title": "new", "CateId": 7}, {"ImageId": "none"}]).to_string();
    let answer = stage.vod("UpdateImageInfos", &[("UpdateContent", &content)]).await;
    assert_eq!(answer["NonExistImageIds"], json!(["none"]));
    let info = stage.vod("GetImageInfo", &[("ImageId", &one.id)]).await;
    assert_eq!(info["ImageInfo"]["Title"], "new");
    assert_eq!(info["ImageInfo"]["CateId"], 7);
    for content in ["{}", "[]", r#"[{"Title":"no id"}]"#] {
        let refusal = stage.refusal("UpdateImageInfos", &[("UpdateContent", content)]).await;
        assert_eq!(refusal.0, 400, "{content}");
    }

    let ids = format!("{},none", one.id);
    stage.vod("DeleteImage", &[("DeleteImageType", "ImageId"), ("ImageIds", &ids)]).await;
    let by_url = [("DeleteImageType", "ImageURL"), ("ImageURLs", url.as_str())];
    stage.vod("DeleteImage", &by_url).await;
    for id in [&one.id, &two.id] {
        let refusal = stage.refusal("GetImageInfo", &[("ImageId", id)]).await;
        assert_eq!(refusal, (404, "NoSuchResource".to_owned()));
    }
    let video = stage.create_video("a.mp4", &[]).await;
    let snapshots = |kind: &'static str| {
        [("DeleteImageType", "VideoId"), ("VideoId", video.id.as_str()), ("ImageType", kind)]
    };
    for (parameters, status, code) in [
        (&by_url[..], 404, "NoSuchResource"),
        (&[], 400, "MissingParameter"),
        (&[("DeleteImageType", "Name")], 400, "InvalidParameter"),
        (&[("DeleteImageType", "ImageId")], 400, "MissingParameter"),
        (&snapshots("All"), 404, "NoSuchResource"),
        (&snapshots("Every"), 400, "InvalidParameter"),
    ] {
        let refusal = stage.refusal("DeleteImage", parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{parameters:?}");
    }
}

#[tokio::test]
async fn attached_media_are_deleted_by_id() {
    let stage = Stage::new().await;
    let parameters = [("BusinessType", "watermark"), ("MediaExt", "png")];
    let answer = stage.vod("CreateUploadAttachedMedia", &parameters).await;
    let id = answer["MediaId"].as_str().unwrap().to_owned();
    let answer = stage.vod("DeleteAttachedMedia", &[("MediaIds", &format!("{id},none"))]).await;
    assert_eq!(answer["NonExistMediaIds"], json!(["none"]));
    let answer = stage.vod("GetAttachedMediaInfo", &[("MediaIds", &id)]).await;
    assert_eq!(answer["NonExistMediaIds"], json!([id]));
    let many = ["m"; 21].join(",");
    let refusal = stage.refusal("DeleteAttachedMedia", &[("MediaIds", &many)]).await;
    assert_eq!(refusal, (400, "LimitExceeded.MediaIds".to_owned()));
}
