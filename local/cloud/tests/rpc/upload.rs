//! The four operations that give an address and a credential.

use crate::stage::{Grant, Stage, redact};

#[tokio::test]
async fn create_upload_video_gives_an_address_and_a_credential() {
    let stage = Stage::new().await;
    let answer = stage
        .vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "/home/x/视频 (1).MP4")])
        .await;
    insta::assert_json_snapshot!(redact(&answer));
    let grant = Grant::read(&answer, "VideoId");
    insta::assert_json_snapshot!(redact(&serde_json::to_value(&grant.address).unwrap()));
    insta::assert_json_snapshot!(redact(&serde_json::to_value(&grant.auth).unwrap()));
    assert_eq!(grant.address.endpoint, stage.cloud.endpoint());
    assert_eq!(grant.id.len(), 32);
    let more = stage.create_video("a.mp4", &[]).await;
    assert_eq!(more.address.bucket, grant.address.bucket);
    assert_ne!(more.address.file_name, grant.address.file_name);
}

#[tokio::test]
async fn an_m3u8_has_a_prefix_for_its_slices() {
    let stage = Stage::new().await;
    let grant = stage.create_video("list.m3u8", &[]).await;
    let prefix = grant.address.object_prefix.clone().unwrap();
    assert!(prefix.ends_with('/') && grant.address.file_name.starts_with(&prefix));
    let mut slice = grant.address.clone();
    slice.file_name = format!("{prefix}slice-1.ts");
    let response = stage.put_as(&grant.auth.credentials(), &slice, "slice").await;
    assert_eq!(response.status(), 200);
    // A slice is not the list.
    assert_eq!(stage.status(&grant.id).await, "Uploading");
}

#[tokio::test]
async fn every_field_of_a_video_has_its_refusal() {
    let stage = Stage::new().await;
    let (long, tags) = ("t".repeat(129), ["t"; 17].join(","));
    let (description, extend) =
        ("d".repeat(1_025), format!(r#"{{"Extend":"{}"}}"#, "e".repeat(513)));
    for (name, value, status, code) in [
        ("Title", "", 400, "MissingParameter"),
        ("FileName", "", 400, "MissingParameter"),
        ("FileName", "a.exe", 400, "InvalidFileName.Extension"),
        ("FileName", "a", 400, "InvalidFileName.Extension"),
        ("Title", &long, 400, "LengthExceededMax"),
        ("Title", "party 🎉", 400, "IllegalCharacters"),
        ("Description", &description, 400, "LengthExceededMax"),
        ("Tags", &tags, 400, "TagsExceededMax"),
        ("CoverURL", "cover.png", 400, "InvalidParameter"),
        ("FileSize", "big", 400, "InvalidParameter"),
        ("CateId", "-1", 400, "InvalidParameter"),
        ("UserData", "text", 400, "InvalidParameter"),
        ("UserData", &extend, 400, "LengthExceededMax"),
        ("TemplateGroupId", "none", 404, "InvalidTemplateGroupId.NotFound"),
        ("WorkflowId", "none", 404, "NoSuchResource"),
        ("StorageLocation", "out-x.oss-cn-beijing.aliyuncs.com", 404, "InvalidStorage.NotFound"),
        ("AppId", "a b", 400, "InvalidParameter"),
        ("ReferenceId", "short", 400, "InvalidParameter"),
    ] {
        let mut parameters = vec![("Title", "t"), ("FileName", "a.mp4")];
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
        let refusal = stage.refusal("CreateUploadVideo", &parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{name}={value}");
    }
}

#[tokio::test]
async fn a_reference_id_belongs_to_one_video_and_names_it() {
    let stage = Stage::new().await;
    let reference = ("ReferenceId", "order-0001");
    let grant = stage.create_video("a.mp4", &[reference]).await;
    let again = [("Title", "t"), ("FileName", "a.mp4"), reference];
    let refusal = stage.refusal("CreateUploadVideo", &again).await;
    assert_eq!(refusal, (400, "InvalidReferenceId.Duplicate".to_owned()));

    let info = stage.vod("GetVideoInfo", &[reference]).await;
    assert_eq!(info["Video"]["VideoId"], grant.id.as_str());
    let mezzanine = stage.vod("GetMezzanineInfo", &[reference]).await;
    assert_eq!(mezzanine["Mezzanine"]["VideoId"], grant.id.as_str());
    let refreshed = stage.vod("RefreshUploadVideo", &[reference]).await;
    assert_eq!(refreshed["VideoId"], grant.id.as_str());
    let unknown = stage.refusal("GetVideoInfo", &[("ReferenceId", "order-0002")]).await;
    assert_eq!(unknown, (404, "InvalidVideo.NotFound".to_owned()));
}

#[tokio::test]
async fn refresh_keeps_the_address_and_makes_a_new_key() {
    let stage = Stage::new().await;
    let first = stage.create_video("a.mp4", &[]).await;
    stage.clock.advance(2_000);
    let answer = stage.vod("RefreshUploadVideo", &[("VideoId", &first.id)]).await;
    let second = Grant::read(&answer, "VideoId");
    assert_eq!(second.address, first.address);
    assert_eq!(second.id, first.id);
    assert_ne!(second.auth.access_key_id, first.auth.access_key_id);
    assert_eq!(second.auth.expire_utc_time.as_deref(), Some("2026-01-02T04:27:25Z"));

    // The first key lives on to its own end, the second beyond it.
    stage.put(&first, "one").await;
    stage.clock.advance(1_000);
    stage.put(&second, "two").await;
    assert_eq!(stage.status(&first.id).await, "Normal");
}

#[tokio::test]
async fn refresh_needs_a_video() {
    let stage = Stage::new().await;
    let refusal = stage.refusal("RefreshUploadVideo", &[]).await;
    assert_eq!(refusal, (400, "MissingParameter".to_owned()));
    let refusal = stage.refusal("RefreshUploadVideo", &[("VideoId", "none")]).await;
    assert_eq!(refusal, (404, "InvalidVideo.NotFound".to_owned()));
}

#[tokio::test]
async fn create_upload_image_knows_its_types() {
    let stage = Stage::new().await;
    let answer = stage.vod("CreateUploadImage", &[("ImageType", "default")]).await;
    insta::assert_json_snapshot!(redact(&answer));
    let key = |answer| Grant::read(&answer, "ImageId").address.file_name;
    assert_eq!(extension(&key(answer)), "png");
    let cover = stage
        .vod("CreateUploadImage", &[("ImageType", "cover"), ("OriginalFileName", "a.JPG")])
        .await;
    let cover = key(cover);
    assert!(cover.starts_with("image/cover/"), "{cover}");
    assert_eq!(extension(&cover), "jpg");

    for (parameters, code) in [
        (&[][..], "MissingParameter"),
        (&[("ImageType", "other")], "InvalidParameter"),
        (&[("ImageType", "default"), ("ImageExt", "bmp")], "InvalidParameter"),
        (&[("ImageType", "default"), ("Title", "🎉")], "IllegalCharacters"),
    ] {
        let refusal = stage.refusal("CreateUploadImage", parameters).await;
        assert_eq!(refusal, (400, code.to_owned()), "{parameters:?}");
    }
}

#[tokio::test]
async fn create_upload_attached_media_knows_its_types() {
    let stage = Stage::new().await;
    let answer = stage
        .vod("CreateUploadAttachedMedia", &[("BusinessType", "subtitle"), ("FileName", "a.SRT")])
        .await;
    insta::assert_json_snapshot!(redact(&answer));
    let grant = Grant::read(&answer, "MediaId");
    assert!(grant.address.file_name.starts_with("subtitle/"));
    assert_eq!(extension(&grant.address.file_name), "srt");

    for (parameters, code) in [
        (&[][..], "MissingParameter"),
        (&[("BusinessType", "other")], "InvalidParameter"),
        (&[("BusinessType", "watermark")], "MissingParameter"),
        (&[("BusinessType", "watermark"), ("MediaExt", "srt")], "InvalidParameter"),
        // MediaExt wins over the name.
        (
            &[("BusinessType", "subtitle"), ("MediaExt", "png"), ("FileName", "a.srt")],
            "InvalidParameter",
        ),
        (
            &[("BusinessType", "subtitle"), ("MediaExt", "srt"), ("CateIds", "1,2,3,4,5,6")],
            "InvalidParameter",
        ),
    ] {
        let refusal = stage.refusal("CreateUploadAttachedMedia", parameters).await;
        assert_eq!(refusal, (400, code.to_owned()), "{parameters:?}");
    }
}

fn extension(key: &str) -> &str {
    key.rsplit('.').next().unwrap()
}
