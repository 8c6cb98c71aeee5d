//! Failures on the way and refusals of OSS.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use client::TransportErrorKind::{Broken, Connect, Timeout};
use tokio::time::Instant;

use super::{
    oss::Fault,
    stage::{PART, Stage, content, options},
};
use crate::{ErrorKind, Remedy};

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_in_every_operation() {
    for operation in ["InitiateMultipartUpload", "UploadPart", "CompleteMultipartUpload"] {
        for fault in [
            Fault::Refuse(500, "InternalError"),
            Fault::Refuse(503, ""),
            Fault::Refuse(429, ""),
            Fault::Refuse(408, ""),
            Fault::Refuse(400, "RequestTimeout"),
            Fault::Lose(Connect),
            Fault::Lose(Broken),
            Fault::Lose(Timeout),
            Fault::Hang,
        ] {
            let stage = Stage::new(options());
            stage.oss.fail(operation, 1, fault.clone());
            let file = content(3 * PART);
            let uploaded = stage.upload(&file).await;
            assert!(uploaded.is_ok(), "{operation} {fault:?}: {uploaded:?}");
            assert_eq!(stage.oss.object(), Some(file));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_are_limited_and_the_parts_are_freed() {
    let stage = Stage::new(options());
    for _ in 0..5 {
        stage.oss.fail("UploadPart", 1, Fault::Refuse(500, "InternalError"));
    }
    let error = stage.upload(&content(PART)).await.unwrap_err();
    assert_eq!((error.code(), error.remedy()), (Some("InternalError"), Remedy::Retry));
    assert_eq!((error.status(), error.request_id()), (Some(500), Some("OSS-1")));
    assert_eq!(stage.oss.count("UploadPart"), 5);
    assert_eq!((stage.oss.count("AbortMultipartUpload"), stage.oss.open_uploads()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_for_good_ends_the_upload_at_once() {
    for (status, code, remedy) in [
        (403, "AccessDenied", Remedy::Fatal),
        (403, "SignatureDoesNotMatch", Remedy::Fatal),
        (404, "NoSuchBucket", Remedy::Fatal),
        (404, "NoSuchUpload", Remedy::Recreate),
    ] {
        let stage = Stage::new(options());
        stage.oss.fail("UploadPart", 2, Fault::Refuse(status, code));
        let error = stage.upload(&content(30 * PART)).await.unwrap_err();
        assert_eq!((error.code(), error.remedy()), (Some(code), remedy));
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(stage.oss.count("UploadPart") <= 9, "no more parts are begun");
        assert_eq!(stage.oss.open_uploads(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_that_hangs_does_not_hold_up_the_report() {
    let stage = Stage::new(options());
    stage.oss.fail("UploadPart", 1, Fault::Refuse(403, "AccessDenied"));
    stage.oss.fail("AbortMultipartUpload", 1, Fault::Hang);
    let start = Instant::now();
    let error = stage.upload(&content(PART)).await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDenied"));
    assert!(start.elapsed() < Duration::from_secs(6));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_from_the_refusal_with_the_body_sent_again() {
    for ahead in [3_600, -7_200] {
        let stage = Stage::new(options());
        stage.issuer.life.store(100_000, Relaxed);
        stage.oss.ahead.store(ahead, Relaxed);
        let file = content(10);
        stage.upload(&file).await.unwrap();
        assert_eq!(stage.oss.log(), ["PutObject", "PutObject"]);
        assert_eq!(stage.oss.object(), Some(file.clone()), "the body went along again");
        // What was learned serves the next upload.
        stage.upload(&file).await.unwrap();
        assert_eq!(stage.oss.count("PutObject"), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_cannot_be_corrected_is_not_tried_for_ever() {
    let stage = Stage::new(options());
    // No ServerTime, no Date: nothing to learn from.
    stage.oss.fail("PutObject", 1, Fault::Refuse(403, "RequestTimeTooSkewed"));
    let error = stage.upload(&content(10)).await.unwrap_err();
    assert_eq!((error.kind(), error.remedy()), (ErrorKind::ClockSkew, Remedy::Fatal));
    assert_eq!(stage.oss.count("PutObject"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_completion_whose_reply_was_lost_is_unconfirmed() {
    let stage = Stage::new(options());
    stage.oss.fail("CompleteMultipartUpload", 1, Fault::LoseReply(Broken));
    let file = content(3 * PART);
    let error = stage.upload(&file).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::CompletionUnconfirmed, Some("NoSuchUpload"))
    );
    assert!(error.advice().contains("status"), "{}", error.advice());
    assert_eq!(stage.oss.object(), Some(file), "it was complete");
    assert_eq!(stage.oss.count("AbortMultipartUpload"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_completion_that_never_answers_is_unconfirmed_too() {
    let stage = Stage::new(options());
    for _ in 0..5 {
        stage.oss.fail("CompleteMultipartUpload", 1, Fault::Hang);
    }
    let error = stage.upload(&content(3 * PART)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CompletionUnconfirmed);
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_is_forgotten_before_its_completion_is_not_called_complete() {
    let stage = Stage::new(options());
    stage.oss.fail("CompleteMultipartUpload", 1, Fault::Refuse(404, "NoSuchUpload"));
    let error = stage.upload(&content(3 * PART)).await.unwrap_err();
    assert_eq!((error.kind(), error.remedy()), (ErrorKind::Refused, Remedy::Recreate));
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_ends_the_upload() {
    let stage = Stage::new(options());
    let file = content(80 * PART);
    let limit = Duration::from_millis(220);
    assert!(tokio::time::timeout(limit, stage.upload(&file)).await.is_err());
    let sent = stage.oss.count("UploadPart");
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(stage.oss.count("UploadPart"), sent, "nothing goes on by itself");
}
