//! One event, one script of VOD's answers, one outcome.

use std::time::Duration;

use client::{
    Call, TransportErrorKind,
    testing::{ScriptedTransport, Step, call, client, ok, refused},
};
use model::MediaEvent;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{event, executor, uploaded};
use crate::{Executor, Outcome, Process as _, Rules};

const QUERY: &str = "GetVideoInfo";
const LIST: &str = "ListTranscodeTask";
const SUBMIT: &str = "SubmitTranscodeJobs";

fn video(status: &str) -> Step {
    ok(&json!({"RequestId": "Q", "Video": {
        "VideoId": "v", "Status": status, "Size": 7, "CreationTime": "2026-01-01T00:00:00Z",
    }}))
}

fn tasks(ids: &[&str]) -> Step {
    let task = |id: &&str| json!({"TranscodeTaskId": id, "TaskStatus": "Processing"});
    let list: Vec<Value> = ids.iter().map(task).collect();
    ok(&json!({"RequestId": "L", "TranscodeTaskList": list}))
}

fn submitted() -> Step {
    ok(&json!({"RequestId": "S", "TranscodeTaskId": "task-1"}))
}

/// What becomes of the event, and the operations called on the way; the script is played out.
async fn process(
    event: &MediaEvent,
    steps: impl IntoIterator<Item = Step>,
) -> (Outcome, Vec<String>) {
    let vod = ScriptedTransport::new(steps);
    let outcome = executor(&vod).process(event, &call()).await;
    assert!(vod.is_done(), "steps are left: {:?}", vod.actions());
    (outcome, vod.actions())
}

async fn process_upload(steps: impl IntoIterator<Item = Step>) -> (Outcome, Vec<String>) {
    process(&uploaded("v"), steps).await
}

fn is_not_yet(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::NotYet(_))
}

#[tokio::test]
async fn a_stored_video_is_submitted_under_an_id_of_its_own_facts() {
    let vod = ScriptedTransport::new([video("UploadSucc"), tasks(&[]), submitted()]);
    assert_eq!(executor(&vod).process(&uploaded("v"), &call()).await, Outcome::Done);
    assert_eq!(vod.actions(), [QUERY, LIST, SUBMIT]);
    let sent = vod.parameters(2);
    assert_eq!(sent["VideoId"], "v");
    assert_eq!(sent["TemplateGroupId"], "group-1");
    // Pinned: another id for the same facts would start what an older version has started.
    assert_eq!(sent["SessionId"], "735b20c82b8dcc3b19ad4fcc612c46c788df092a88ade79aef");
    assert_eq!(sent.len(), 3);
}

#[tokio::test]
async fn a_false_size_in_the_event_changes_nothing() {
    let forged = event(&json!({
        "EventType": "FileUploadComplete", "VideoId": "v", "Status": "success", "Size": 1,
        "Extend": "forged", "EventTime": "2000-01-01T00:00:00Z",
    }));
    let mut ids = Vec::new();
    for event in [uploaded("v"), forged] {
        let vod = ScriptedTransport::new([video("UploadSucc"), tasks(&[]), submitted()]);
        executor(&vod).process(&event, &call()).await;
        ids.push(vod.parameters(2)["SessionId"].clone());
    }
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn what_runs_already_is_left_alone() {
    for status in ["Transcoding", "Normal", "Checking", "Blocked", "TranscodeFail"] {
        let (outcome, actions) = process_upload([video(status), tasks(&[])]).await;
        assert_eq!((outcome, actions.len()), (Outcome::Done, 2), "{status}");
    }
    let (outcome, actions) = process_upload([video("UploadSucc"), tasks(&["auto-1"])]).await;
    assert_eq!((outcome, actions), (Outcome::Done, vec![QUERY.to_owned(), LIST.to_owned()]));
    for status in ["UploadFail", "SomethingNew"] {
        let (outcome, actions) = process_upload([video(status)]).await;
        assert_eq!((outcome, actions.len()), (Outcome::Done, 1), "{status}");
    }
}

#[tokio::test]
async fn without_a_template_group_nothing_is_submitted() {
    let vod = ScriptedTransport::new([video("UploadSucc"), tasks(&[])]);
    let executor = Executor::new(client(&vod).into(), Rules { template_group: None });
    assert_eq!(executor.process(&uploaded("v"), &call()).await, Outcome::Done);
    assert_eq!(vod.actions(), [QUERY, LIST]);
}

#[tokio::test(start_paused = true)]
async fn a_submission_whose_answer_was_lost_counts_when_its_task_exists() {
    let lost = || Step::Fail(TransportErrorKind::Broken);
    let steps = [video("UploadSucc"), tasks(&[]), lost(), lost(), lost(), lost()];
    let after = [video("Transcoding"), tasks(&["task-1"])];
    let (outcome, _) = process_upload(steps.clone().into_iter().chain(after)).await;
    assert_eq!(outcome, Outcome::Done);

    let after = [video("UploadSucc"), tasks(&[])];
    let (outcome, _) = process_upload(steps.into_iter().chain(after)).await;
    assert!(is_not_yet(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn a_refused_repeat_counts_when_the_task_exists() {
    let repeated = || refused(400, "InvalidParameter.SessionIdRepeat");
    let start = || [video("UploadSucc"), tasks(&[]), repeated()];
    let after = [video("UploadSucc"), tasks(&["task-1"])];
    let (outcome, actions) = process_upload(start().into_iter().chain(after)).await;
    assert_eq!(outcome, Outcome::Done);
    assert_eq!(actions, [QUERY, LIST, SUBMIT, QUERY, LIST]);

    let after = [video("UploadSucc"), tasks(&[])];
    let (outcome, _) = process_upload(start().into_iter().chain(after)).await;
    assert!(is_not_yet(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn a_refused_submission_is_never_taken_for_done() {
    for (status, code) in [
        (404, "InvalidTemplateGroupId.NotFound"),
        (403, "Forbidden.RAM"),
        (400, "Forbidden.IllegalStatus"),
    ] {
        // Neither does a look that fails prove anything.
        for look in [video("UploadSucc"), refused(403, "Forbidden.RAM")] {
            let mut steps = vec![video("UploadSucc"), tasks(&[]), refused(status, code)];
            let seen = matches!(look, Step::Answer(200, _));
            steps.push(look);
            steps.extend(seen.then(|| tasks(&[])));
            let (outcome, _) = process_upload(steps).await;
            let Outcome::NotYet(reason) = outcome else { panic!("{outcome:?}") };
            assert!(reason.contains(code), "{reason}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_overtook_its_record_is_given_three_looks() {
    let start = Instant::now();
    let (outcome, actions) = process_upload(vec![video("Uploading"); 3]).await;
    assert!(is_not_yet(&outcome), "{outcome:?}");
    assert_eq!(actions, [QUERY; 3]);
    assert_eq!(start.elapsed(), Duration::from_millis(1_200));

    let steps = [video("Uploading"), video("UploadSucc"), tasks(&[]), submitted()];
    assert_eq!(process_upload(steps).await.0, Outcome::Done);
}

#[tokio::test(start_paused = true)]
async fn no_look_is_waited_for_past_the_deadline() {
    let vod = ScriptedTransport::new([video("Uploading")]);
    let start = Instant::now();
    let soon = Call::within(Duration::from_millis(400));
    assert!(is_not_yet(&executor(&vod).process(&uploaded("v"), &soon).await));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn a_video_that_vod_does_not_know_is_dropped() {
    let (outcome, _) = process_upload([refused(404, "InvalidVideo.NotFound")]).await;
    assert_eq!(outcome, Outcome::Dropped("VOD knows no video v".into()));
    let (outcome, actions) = process(&uploaded("no id"), []).await;
    assert!(matches!(outcome, Outcome::Dropped(_)), "{outcome:?}");
    assert!(actions.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_event_is_kept_while_the_truth_cannot_be_read() {
    for steps in [
        vec![refused(400, "Throttling.User"); 4],
        vec![Step::Fail(TransportErrorKind::Connect); 4],
        vec![refused(403, "Forbidden.RAM")],
        vec![refused(404, "InvalidAccessKeyId.NotFound")],
        // A proxy in between says nothing about videos.
        vec![Step::Answer(404, "<html>not here</html>".into()); 4],
        vec![video("UploadSucc"), refused(403, "Forbidden.RAM")],
    ] {
        let (outcome, _) = process_upload(steps.clone()).await;
        assert!(is_not_yet(&outcome), "{steps:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn an_event_that_nothing_follows_spends_no_call() {
    for body in [
        json!({"EventType": "ImageUploadComplete", "ImageId": "i"}),
        json!({"EventType": "AttachedMediaUploadComplete", "AttachedMediaId": "a"}),
        json!({"EventType": "StreamTranscodeComplete", "VideoId": "v", "Status": "success"}),
        json!({"EventType": "TranscodeComplete", "VideoId": "v", "Status": "success"}),
        json!({"EventType": "SomethingNew"}),
        json!({"EventType": "FileUploadComplete", "VideoId": "v", "Status": "fail"}),
    ] {
        let (outcome, _) = process(&event(&body), []).await;
        assert_eq!(outcome, Outcome::Done, "{body}");
    }
}
