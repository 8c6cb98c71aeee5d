//! CreateUploadVideo whose answer was lost.

use crate::testing::{ScriptedTransport, Step, call, client, ok, refused};
use crate::{ErrorKind, TransportErrorKind, operations::CreateUploadVideo};

const CREATED: &str =
    r#"{"RequestId":"C","VideoId":"new","UploadAddress":"e30=","UploadAuth":"e30="}"#;
const REFRESHED: &str =
    r#"{"RequestId":"F","VideoId":"old","UploadAddress":"YQ==","UploadAuth":"Yg=="}"#;
const UPLOADING: &str = r#"{"RequestId":"Q","Video":{"VideoId":"old","Status":"Uploading"}}"#;
const NORMAL: &str = r#"{"RequestId":"Q","Video":{"VideoId":"old","Status":"Normal"}}"#;

const CREATE: &str = "CreateUploadVideo";
const QUERY: &str = "GetVideoInfo";
const REFRESH: &str = "RefreshUploadVideo";

fn request(reference_id: Option<&str>) -> CreateUploadVideo {
    CreateUploadVideo {
        file_name: "a.mp4".into(),
        title: "A".into(),
        reference_id: reference_id.map(|id| id.parse().unwrap()),
        ..CreateUploadVideo::default()
    }
}

fn lost() -> Step {
    Step::Fail(TransportErrorKind::Broken)
}

#[tokio::test(start_paused = true)]
async fn a_video_found_by_its_reference_id_is_refreshed() {
    for step in [lost(), Step::Hang, refused(500, "InternalError"), ok("{")] {
        let cloud = ScriptedTransport::new([step, ok(UPLOADING), ok(REFRESHED)]);
        let request = request(Some("my-reference"));
        let answer = client(&cloud).create_upload_video(&call(), &request).await.unwrap();
        assert_eq!((answer.video_id.as_str(), answer.request_id.as_str()), ("old", "F"));
        assert_eq!((answer.upload_address.as_str(), answer.upload_auth.expose()), ("YQ==", "Yg=="));
        assert_eq!(cloud.actions(), [CREATE, QUERY, REFRESH]);
        assert!(cloud.requests()[1].uri().query().unwrap().contains("ReferenceId=my-reference"));
        assert!(cloud.requests()[2].uri().query().unwrap().contains("VideoId=old"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_video_of_somebody_else_is_not_refreshed() {
    let cloud = ScriptedTransport::new([lost(), ok(UPLOADING)]);
    let request = request(Some("my-reference"));
    let created = client(&cloud)
        .create_upload_video_marked(&call(), &request, &|video| {
            video.user_data.as_deref() == Some("mine")
        })
        .await;
    assert_eq!(created.unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(cloud.actions(), [CREATE, QUERY]);
}

#[tokio::test(start_paused = true)]
async fn a_video_that_was_never_made_is_created_again() {
    let cloud =
        ScriptedTransport::new([lost(), refused(404, "InvalidVideo.NotFound"), ok(CREATED)]);
    let request = request(Some("my-reference"));
    let answer = client(&cloud).create_upload_video(&call(), &request).await.unwrap();
    assert_eq!(answer.video_id.as_str(), "new");
    assert_eq!(cloud.actions(), [CREATE, QUERY, CREATE]);
}

#[tokio::test(start_paused = true)]
async fn a_repeat_that_overtakes_the_lost_call_finds_its_video() {
    let cloud = ScriptedTransport::new([
        lost(),
        refused(404, "InvalidVideo.NotFound"),
        refused(400, "ReferenceId.AlreadyExist"),
        ok(UPLOADING),
        ok(REFRESHED),
    ]);
    let request = request(Some("my-reference"));
    let answer = client(&cloud).create_upload_video(&call(), &request).await.unwrap();
    assert_eq!(answer.video_id.as_str(), "old");
}

#[tokio::test(start_paused = true)]
async fn a_reference_id_of_another_upload_gives_no_credential() {
    let cloud = ScriptedTransport::new([lost(), ok(NORMAL)]);
    let request = request(Some("my-reference"));
    let error = client(&cloud).create_upload_video(&call(), &request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert!(error.to_string().contains("my-reference"), "{error}");
    assert!(!error.to_string().contains("old"), "whose that is, is not told: {error}");

    let cloud = ScriptedTransport::new([refused(400, "ReferenceId.AlreadyExist")]);
    let error = client(&cloud).create_upload_video(&call(), &request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
}

#[tokio::test(start_paused = true)]
async fn without_a_reference_id_nothing_is_repeated() {
    let cloud = ScriptedTransport::new([lost()]);
    let error = client(&cloud).create_upload_video(&call(), &request(None)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Broken);
    assert!(!error.outcome_known() && !error.is_retryable());
    assert!(error.advice().contains("ReferenceId"), "{}", error.advice());
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_fails_leaves_the_outcome_unknown_but_repeatable() {
    let cloud = ScriptedTransport::new([lost(), refused(403, "Forbidden.RAM")]);
    let request = request(Some("my-reference"));
    let error = client(&cloud).create_upload_video(&call(), &request).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Broken, CREATE));
    assert!(!error.outcome_known() && error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_loses_everything_is_given_up() {
    let steps = (0..4).flat_map(|_| [lost(), refused(404, "InvalidVideo.NotFound")]);
    let cloud = ScriptedTransport::new(steps);
    let request = request(Some("my-reference"));
    let error = client(&cloud).create_upload_video(&call(), &request).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Broken, 4));
    assert!(cloud.is_done());
}
