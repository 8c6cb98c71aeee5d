//! The credential ends while the upload runs.

use std::sync::atomic::Ordering::Relaxed;

use tokio::time::Instant;

use super::{
    oss::Fault,
    stage::{PART, Stage, content, options},
};
use crate::{ErrorKind, Remedy};

#[tokio::test(start_paused = true)]
async fn eight_parts_that_meet_the_end_together_renew_once() {
    for code in ["SecurityTokenExpired", "InvalidAccessKeyId", "InvalidSecurityToken"] {
        let stage = Stage::new(options());
        stage.oss.fail("UploadPart", 9, Fault::Revoke(code));
        let file = content(24 * PART);
        stage.upload(&file).await.unwrap();
        assert_eq!(stage.issuer.asked(), 1, "{code}");
        assert_eq!(stage.heard().refreshed, 1);
        assert_eq!(stage.oss.count("UploadPart"), 24 + 8, "all eight were refused");
        assert_eq!(stage.oss.object(), Some(file));
        assert_eq!(stage.oss.count("InitiateMultipartUpload"), 1, "the upload id is kept");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_ends_in_one_upload_do_no_harm() {
    let stage = Stage::new(options());
    // Each round of parts outlives half of a credential, so that each needs another.
    stage.oss.latency.store(15_000, Relaxed);
    stage.issuer.life.store(25, Relaxed);
    let file = content(8 * PART * 100);
    stage.upload(&file).await.unwrap();
    assert!(stage.issuer.asked() >= 100, "{}", stage.issuer.asked());
    assert!(stage.issuer.asked() <= 130, "{}", stage.issuer.asked());
    assert_eq!(stage.oss.count("UploadPart"), 800, "none was sent with a dead credential");
    assert_eq!(stage.oss.object(), Some(file));
}

#[tokio::test(start_paused = true)]
async fn it_is_renewed_before_its_end_by_its_own_account() {
    let stage = Stage::new(options());
    stage.oss.latency.store(15_000, Relaxed);
    stage.issuer.life.store(400, Relaxed);
    // Margin 180 s: renewed at 220 s, in the 15th of the rounds of 15 s.
    let file = content(8 * PART * 20);
    stage.upload(&file).await.unwrap();
    assert_eq!(stage.issuer.asked(), 1);
    assert_eq!(stage.oss.count("UploadPart"), 160, "no part met the end");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_early_is_asked_again_while_the_old_one_lives() {
    let stage = Stage::new(options());
    stage.oss.latency.store(15_000, Relaxed);
    stage.issuer.life.store(400, Relaxed);
    stage.issuer.fail(3, true);
    let file = content(8 * PART * 20);
    stage.upload(&file).await.unwrap();
    assert_eq!(stage.issuer.asked(), 4);
    assert_eq!(stage.oss.count("UploadPart"), 160, "nothing was refused meanwhile");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_after_a_refusal_is_tried_patiently() {
    let stage = Stage::new(options());
    stage.oss.fail("UploadPart", 3, Fault::Revoke("SecurityTokenExpired"));
    stage.issuer.fail(4, true);
    stage.upload(&content(16 * PART)).await.unwrap();
    assert_eq!(stage.issuer.asked(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_never_succeeds_fails_once_for_all_parts() {
    for (failures, retryable, asked, remedy) in
        [(5, true, 5, Remedy::Retry), (1, false, 1, Remedy::Recreate)]
    {
        let stage = Stage::new(options());
        stage.oss.fail("UploadPart", 3, Fault::Revoke("SecurityTokenExpired"));
        stage.issuer.fail(failures, retryable);
        let error = stage.upload(&content(16 * PART)).await.unwrap_err();
        assert_eq!((error.kind(), error.remedy()), (ErrorKind::Refresh, remedy));
        assert_eq!(stage.issuer.asked(), asked);
        assert!(error.message().contains("scripted"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn images_cannot_be_renewed_and_say_so() {
    let stage = Stage::new(options());
    stage.oss.fail("PutObject", 1, Fault::Revoke("SecurityTokenExpired"));
    let error = stage.upload_image(&content(10)).await.unwrap_err();
    assert_eq!((error.kind(), error.remedy()), (ErrorKind::GrantExpired, Remedy::Recreate));
    assert!(error.advice().contains("images"), "{}", error.advice());
}

#[tokio::test(start_paused = true)]
async fn a_renewed_grant_must_lead_to_the_same_object() {
    let stage = Stage::new(options());
    stage.oss.fail("UploadPart", 3, Fault::Revoke("SecurityTokenExpired"));
    let file = content(16 * PART);
    let grant = stage.issuer.grant();
    *stage.issuer.key.lock().unwrap() = "sv/other.mov".into();
    let source = crate::BytesSource::new(file);
    let progress = std::sync::Arc::new(crate::NoProgress);
    let uploaded = stage.uploader.upload(grant, Some(&stage.issuer), &source, progress).await;
    assert_eq!(uploaded.unwrap_err().kind(), ErrorKind::AddressChanged);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_are_all_refused_are_given_up() {
    let stage = Stage::new(options());
    for _ in 0..4 {
        stage.oss.fail("PutObject", 1, Fault::Revoke("InvalidAccessKeyId"));
    }
    let start = Instant::now();
    let error = stage.upload(&content(10)).await.unwrap_err();
    assert_eq!((error.code(), error.remedy()), (Some("InvalidAccessKeyId"), Remedy::Refresh));
    assert_eq!(stage.issuer.asked(), 3);
    assert!(start.elapsed().as_secs() < 5);
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_seems_dead_on_arrival_is_left_to_oss_to_judge() {
    let stage = Stage::new(options());
    let mut grant = stage.issuer.grant();
    grant.expires_at = "2020-01-01T00:00:00Z".parse().unwrap();
    let source = crate::BytesSource::new(content(3 * PART));
    let progress = std::sync::Arc::new(crate::NoProgress);
    stage.uploader.upload(grant, Some(&stage.issuer), &source, progress).await.unwrap();
    assert_eq!(stage.issuer.asked(), 0);
}
