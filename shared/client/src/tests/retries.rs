//! Which failures are repeated, for which operations.

use model::{SessionId, TemplateGroupId, VideoId, fields::ImageType};
use tokio::time::Instant;

use crate::testing::{ScriptedTransport, Step, call, client, ok, refused};
use crate::{
    ErrorKind,
    TransportErrorKind::{Broken, Connect, Timeout},
    operations::{
        CreateUploadImage, GetVideoInfo, RefreshUploadVideo, SubmitTranscodeJobs, VideoSelector,
    },
};

const VIDEO: &str = r#"{"RequestId":"R","Video":{"VideoId":"abc","Status":"Normal"}}"#;
const IMAGE: &str =
    r#"{"RequestId":"R","ImageId":"img","UploadAddress":"e30=","UploadAuth":"e30="}"#;
const TASK: &str = r#"{"RequestId":"R","TranscodeTaskId":"task1"}"#;

fn video() -> VideoSelector {
    "abc".parse::<VideoId>().unwrap().into()
}

fn group() -> TemplateGroupId {
    "group1".parse().unwrap()
}

/// Failures after which it is not sure that nothing was done.
fn unknown_outcomes() -> Vec<Step> {
    vec![
        Step::Fail(Timeout),
        Step::Fail(Broken),
        Step::Hang,
        refused(500, "InternalError"),
        Step::Answer(502, "<html>".into()),
        Step::Answer(503, String::new()),
    ]
}

/// Failures after which it is.
fn known_outcomes() -> Vec<Step> {
    vec![
        Step::Fail(Connect),
        refused(400, "Throttling.User"),
        refused(400, "Throttling"),
        refused(503, "ServiceUnAvailable"),
        refused(503, "AddVideoFailed"),
        Step::Answer(429, String::new()),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_query_is_repeated_after_every_passing_failure() {
    for step in unknown_outcomes().into_iter().chain(known_outcomes()) {
        let cloud = ScriptedTransport::new([step.clone(), ok(VIDEO)]);
        let request = GetVideoInfo { video: video() };
        let answer = client(&cloud).get_video_info(&call(), &request).await;
        assert!(answer.is_ok(), "{step:?}: {answer:?}");
        assert!(cloud.is_done());
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_is_repeated_only_when_nothing_was_done() {
    let request = CreateUploadImage::new(ImageType::Default);
    for step in known_outcomes() {
        let cloud = ScriptedTransport::new([step.clone(), ok(IMAGE)]);
        let answer = client(&cloud).create_upload_image(&call(), &request).await;
        assert!(answer.is_ok(), "{step:?}: {answer:?}");
    }
    for step in unknown_outcomes() {
        let cloud = ScriptedTransport::new([step.clone()]);
        let error = client(&cloud).create_upload_image(&call(), &request).await.unwrap_err();
        assert!(!error.outcome_known() && !error.is_retryable(), "{step:?}");
        assert_eq!(error.attempts(), 1, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_submission_is_repeated_only_under_a_session_id() {
    let mut request = SubmitTranscodeJobs::new(video(), group());
    let cloud = ScriptedTransport::new([Step::Fail(Broken)]);
    let error = client(&cloud).submit_transcode_jobs(&call(), &request).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Broken, false));

    request.session_id = Some("s1".parse::<SessionId>().unwrap());
    let cloud = ScriptedTransport::new([Step::Fail(Broken), ok(TASK)]);
    let answer = client(&cloud).submit_transcode_jobs(&call(), &request).await.unwrap();
    assert_eq!(answer.transcode_task_id.as_str(), "task1");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_lasts_is_not_repeated() {
    for (status, code, kind) in [
        (404, "InvalidVideo.NotFound", ErrorKind::NotFound),
        (400, "InvalidVideo.Damaged", ErrorKind::IllegalStatus),
        (403, "Forbidden.RAM", ErrorKind::Denied),
        (400, "SignatureDoesNotMatch", ErrorKind::Signature),
        (404, "InvalidAccessKeyId.NotFound", ErrorKind::Credentials),
        (400, "MissingParameter", ErrorKind::InvalidParameter),
    ] {
        let cloud = ScriptedTransport::new([refused(status, code)]);
        let request = RefreshUploadVideo { video: video() };
        let error = client(&cloud).refresh_upload_video(&call(), &request).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (kind, Some(code)));
        assert_eq!(error.request_id(), Some("REFUSED-1"));
        assert!(!error.is_retryable() && error.outcome_known());
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_has_a_nonce_of_its_own() {
    let cloud = ScriptedTransport::new([Step::Fail(Connect), Step::Fail(Connect), ok(VIDEO)]);
    client(&cloud).get_video_info(&call(), &GetVideoInfo { video: video() }).await.unwrap();
    let mut nonces: Vec<_> = cloud
        .requests()
        .iter()
        .map(|request| request.headers()["x-acs-signature-nonce"].clone())
        .map(|nonce| nonce.to_str().unwrap().to_owned())
        .collect();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn attempts_and_pauses_are_limited() {
    let cloud = ScriptedTransport::new(vec![refused(400, "Throttling.User"); 4]);
    let start = Instant::now();
    let request = GetVideoInfo { video: video() };
    let error = client(&cloud).get_video_info(&call(), &request).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 4));
    assert!(error.is_retryable());
    // Pauses of at most 100, 200 and 400 ms.
    assert!(start.elapsed().as_millis() <= 700, "{:?}", start.elapsed());
    assert!(!start.elapsed().is_zero());
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_success_of_a_create_is_an_unknown_outcome() {
    let cloud = ScriptedTransport::new([ok("{\"RequestId\":\"R\"")]);
    let request = CreateUploadImage::new(ImageType::Default);
    let error = client(&cloud).create_upload_image(&call(), &request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MalformedAnswer);
    assert!(!error.outcome_known());
}
