//! `Throttling.User`: so many calls a second, by the cloud's clock.

use crate::stage::{Call, Stage};

#[tokio::test]
async fn a_second_has_80_upload_calls_of_all_kinds() {
    let stage = Stage::new().await;
    let first = stage.create_video("a.mp4", &[]).await;
    for _ in 0..78 {
        stage.vod("RefreshUploadVideo", &[("VideoId", &first.id)]).await;
    }
    // A forged call does not count, a refused one does.
    let mut forged = Call::vod("RefreshUploadVideo", &[("VideoId", &first.id)]);
    forged.forged = vec![("VideoId", "other".to_owned())];
    assert_eq!(forged.send(&stage).await.refusal().1, "SignatureDoesNotMatch");
    assert_eq!(stage.refusal("CreateUploadImage", &[]).await.1, "MissingParameter");
    let throttled = (400, "Throttling.User".to_owned());
    for action in ["CreateUploadVideo", "RefreshUploadVideo", "CreateUploadAttachedMedia"] {
        assert_eq!(stage.refusal(action, &[]).await, throttled, "{action}");
    }
    // Others have their own numbers.
    stage.vod("GetVideoInfo", &[("VideoId", &first.id)]).await;
    stage.clock.advance(1);
    stage.vod("RefreshUploadVideo", &[("VideoId", &first.id)]).await;
}
