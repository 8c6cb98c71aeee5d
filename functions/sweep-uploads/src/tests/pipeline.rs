//! With the pipeline inside, as [`SweepUploads::new`] builds it.

use model::Credentials;
use runtime::testing::refused;
use settings::{Fixed, Settings as _};

use super::*;
use crate::SweepUploadsSettings;

fn settings() -> Fixed {
    testing::settings().with("TEMPLATE_GROUP_ID", "group-1")
}

fn over_vod(vod: &Arc<ScriptedTransport>, source: &Fixed) -> SweepUploads {
    let settings = SweepUploadsSettings::load(source).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at(NOW));
    SweepUploads::new(&settings, &ports).unwrap()
}

fn truth(id: &str) -> Step {
    ok(&json!({"RequestId": "Q", "Video": {"VideoId": id, "Status": "UploadSucc"}}))
}

fn tasks(tasks: &[Value]) -> Step {
    ok(&json!({"RequestId": "L", "TranscodeTaskList": tasks}))
}

#[tokio::test(start_paused = true)]
async fn a_lost_upload_is_started_and_one_that_was_started_is_not() {
    let vod = ScriptedTransport::new([
        list(&["lost", "started"]),
        truth("lost"),
        tasks(&[]),
        ok(&json!({"RequestId": "S", "TranscodeTaskId": "task-1"})),
        truth("started"),
        tasks(&[json!({"TranscodeTaskId": "task-2", "TaskStatus": "Processing"})]),
    ]);
    let outcome = run(&over_vod(&vod, &settings()), &testing::context()).await;
    assert_eq!(outcome, Outcome::Done);
    assert!(vod.is_done());
    let submitted = vod.parameters(3);
    assert_eq!((&*submitted["VideoId"], &*submitted["TemplateGroupId"]), ("lost", "group-1"));
}

#[tokio::test(start_paused = true)]
async fn one_that_vod_refuses_stops_no_other() {
    let vod = ScriptedTransport::new([
        list(&["bad", "lost"]),
        truth("bad"),
        tasks(&[]),
        refused(404, "InvalidTemplateGroupId.NotFound"),
        // Whether the submission had been made before.
        truth("bad"),
        tasks(&[]),
        truth("lost"),
        tasks(&[]),
        ok(&json!({"RequestId": "S", "TranscodeTaskId": "task-1"})),
    ]);
    let outcome = run(&over_vod(&vod, &settings()), &testing::context()).await;
    assert_eq!(outcome, Outcome::Done);
    assert!(vod.is_done(), "{:?}", vod.actions());
}

#[tokio::test(start_paused = true)]
async fn the_ages_come_from_the_settings() {
    let vod = ScriptedTransport::new([list(&[])]);
    let source =
        settings().with("SWEEP_MIN_AGE_SECONDS", "0").with("SWEEP_MAX_AGE_SECONDS", "604800");
    run(&over_vod(&vod, &source), &testing::context()).await;
    let sent = vod.parameters(0);
    assert_eq!(sent["StartTime"], "2025-12-26T03:04:05Z");
    assert_eq!(sent["EndTime"], NOW);
}

#[test]
fn ages_that_leave_no_span_stop_the_start() {
    let source = settings().with("SWEEP_MIN_AGE_SECONDS", "60").with("SWEEP_MAX_AGE_SECONDS", "60");
    let settings = SweepUploadsSettings::load(&source).unwrap();
    let ports = testing::ports_over(ScriptedTransport::new([]), FixedClock::at(NOW));
    let error = SweepUploads::new(&settings, &ports).err().unwrap().to_string();
    assert!(error.contains("SWEEP_MAX_AGE_SECONDS"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn keys_of_the_call_serve_the_list_and_every_step() {
    let vod = ScriptedTransport::new([
        list(&["lost"]),
        truth("lost"),
        tasks(&[]),
        ok(&json!({"RequestId": "S", "TranscodeTaskId": "task-1"})),
    ]);
    let credentials = Some(Credentials::temporary("STS.role", "roleSecret", "roleToken"));
    let context = Context { credentials, ..testing::context() };
    assert_eq!(run(&over_vod(&vod, &settings()), &context).await, Outcome::Done);
    for request in vod.requests() {
        assert_eq!(request.headers()["x-acs-security-token"], "roleToken");
    }
}
