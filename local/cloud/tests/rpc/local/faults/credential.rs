//! Group credential.

use serde_json::json;

use super::super::bucket::{ETAG, Upload, put, refusal};
use super::{install, once};
use crate::stage::{Grant, Stage};

const EXPIRED: (u16, &str) = (403, "SecurityTokenExpired");

#[tokio::test]
async fn a_credential_expires_before_during_between_and_after_parts() {
    let stage = Stage::new().await;

    let grant = stage.create_video("a.mp4", &[]).await;
    once(&stage, "credential-expires-before-upload").await;
    let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), EXPIRED);

    let grant = stage.create_video("a.mp4", &[]).await;
    let upload = Upload::begin(&stage, &grant).await;
    once(&stage, "credential-expires-during-part").await;
    let (status, code) = refusal(upload.part("1", "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), EXPIRED);
    let fresh = refreshed(&stage, &grant).await;
    let again = Upload { grant: &fresh, ..upload };
    assert!(!again.parts().await.contains("<Part>"), "nothing was stored");

    install(&stage, json!({"name": "credential-expires-between-parts", "skip": 1, "times": 1}))
        .await;
    assert_eq!(again.part("1", "bytes").await.unwrap().status(), 200);
    assert_eq!(again.part("2", "bytes").await.unwrap().status(), 200);
    let (status, code) = refusal(again.part("3", "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), EXPIRED);

    let fresh = refreshed(&stage, &grant).await;
    let again = Upload { grant: &fresh, ..again };
    once(&stage, "credential-expires-after-parts").await;
    let (status, code) = refusal(again.complete(ETAG).await.unwrap()).await;
    assert_eq!((status, &*code), EXPIRED);
    let fresh = refreshed(&stage, &grant).await;
    let again = Upload { grant: &fresh, ..again };
    assert_eq!(again.complete(ETAG).await.unwrap().status(), 200);
}

async fn refreshed(stage: &Stage, grant: &Grant) -> Grant {
    let answer = stage.vod("RefreshUploadVideo", &[("VideoId", &grant.id)]).await;
    Grant::read(&answer, "VideoId")
}

#[tokio::test]
async fn a_refresh_is_unavailable_or_denied() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    for (name, expected) in [
        ("refresh-unavailable", (503, "ServiceUnAvailable")),
        ("refresh-denied", (403, "Forbidden")),
    ] {
        once(&stage, name).await;
        let (status, code) = stage.refusal("RefreshUploadVideo", &[("VideoId", &grant.id)]).await;
        assert_eq!((status, &*code), expected);
        refreshed(&stage, &grant).await;
    }
}

#[tokio::test]
async fn a_slow_refresh_waits_in_the_clouds_time() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "refresh-slow", "delay_ms": 3_600_000})).await;
    let advance = async {
        // The call has come in once the fault has fired.
        while super::fired(&stage).await != [1] {}
        stage.advance(3600).await;
    };
    let refresh = [("VideoId", grant.id.as_str())];
    let answer = stage.refusal("RefreshUploadVideo", &refresh);
    // It was signed an hour before it is judged.
    let (answer, ()) = tokio::join!(answer, advance);
    assert_eq!(answer, (400, "InvalidTimeStamp.Expired".to_owned()));
}

#[tokio::test]
async fn a_grant_is_of_another_object_or_region() {
    let stage = Stage::new().await;
    once(&stage, "token-of-another-object").await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), (403, "AccessDenied"));
    let (status, _) =
        refusal(put(&stage, &refreshed(&stage, &grant).await, "bytes").await.unwrap()).await;
    assert_eq!(status, 200);

    once(&stage, "token-of-another-region").await;
    let grant = stage.create_video("a.mp4", &[]).await;
    assert_eq!(grant.auth.region.as_deref(), Some("cn-beijing"));
}

#[tokio::test]
async fn a_key_is_disabled() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    install(&stage, json!({"name": "access-key-disabled"})).await;
    let (status, code) = refusal(put(&stage, &grant, "bytes").await.unwrap()).await;
    assert_eq!((status, &*code), (403, "InvalidAccessKeyId"));
    let expected = (400, "InvalidAccessKeyId.Inactive".to_owned());
    assert_eq!(stage.refusal("GetVideoInfo", &[("VideoId", &grant.id)]).await, expected);
}
