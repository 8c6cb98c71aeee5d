//! Group multipart.

use super::super::bucket::{ETAG, Upload, refusal};
use super::once;
use crate::stage::Stage;

#[tokio::test]
async fn an_answer_to_a_part_has_no_etag() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let upload = Upload::begin(&stage, &grant).await;
    once(&stage, "etag-lost").await;
    let lost = upload.part("1", "bytes").await.unwrap();
    assert_eq!((lost.status().as_u16(), lost.headers().contains_key("etag")), (200, false));
    assert!(upload.parts().await.contains(ETAG));
    assert!(upload.part("1", "bytes").await.unwrap().headers().contains_key("etag"));
}

#[tokio::test]
async fn pages_of_parts_are_small() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let upload = Upload::begin(&stage, &grant).await;
    for number in ["1", "2"] {
        upload.part(number, "bytes").await.unwrap();
    }
    once(&stage, "list-parts-truncated").await;
    let page = upload.parts().await;
    assert!(page.contains("<IsTruncated>true</IsTruncated>"), "{page}");
    assert_eq!(page.matches("<Part>").count(), 1);
    assert_eq!(upload.parts().await.matches("<Part>").count(), 2);
}

#[tokio::test]
async fn an_upload_is_gone() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    for name in ["no-such-upload", "abort-races-complete"] {
        let upload = Upload::begin(&stage, &grant).await;
        upload.part("1", "bytes").await.unwrap();
        once(&stage, name).await;
        let (status, code) = refusal(upload.complete(ETAG).await.unwrap()).await;
        assert_eq!((status, &*code), (404, "NoSuchUpload"));
        assert_eq!(stage.status(&grant.id).await, "Uploading");
    }
}

#[tokio::test]
async fn a_completion_is_refused_and_works_afterwards() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let upload = Upload::begin(&stage, &grant).await;
    upload.part("1", "bytes").await.unwrap();
    for (name, expected) in [
        ("invalid-part-order", (400, "InvalidPartOrder")),
        ("entity-too-small", (400, "EntityTooSmall")),
    ] {
        once(&stage, name).await;
        let (status, code) = refusal(upload.complete(ETAG).await.unwrap()).await;
        assert_eq!((status, &*code), expected);
    }
    assert_eq!(upload.complete(ETAG).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_completion_is_applied_and_its_answer_lost_or_it_comes_twice() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let upload = Upload::begin(&stage, &grant).await;
    upload.part("1", "bytes").await.unwrap();
    once(&stage, "complete-reply-lost").await;
    assert!(upload.complete(ETAG).await.is_err());
    let (status, code) = refusal(upload.complete(ETAG).await.unwrap()).await;
    assert_eq!((status, &*code), (404, "NoSuchUpload"));
    assert_eq!(stage.status(&grant.id).await, "Normal");

    let grant = stage.create_video("a.mp4", &[]).await;
    let upload = Upload::begin(&stage, &grant).await;
    upload.part("1", "bytes").await.unwrap();
    once(&stage, "complete-twice").await;
    let (status, code) = refusal(upload.complete(ETAG).await.unwrap()).await;
    assert_eq!((status, &*code), (404, "NoSuchUpload"));
    assert_eq!(stage.status(&grant.id).await, "Normal");
}
