//! GetTranscodeTask, SubmitSnapshotJob, SubmitWorkflowJob, and workflows of uploads.

use serde_json::json;

use crate::stage::{GROUP, Inbox, Stage, WORKFLOW, redact};

#[tokio::test]
async fn a_task_is_shown_with_its_jobs_and_jobs_by_themselves() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mov", &[]).await;
    stage.put(&grant, "bytes").await;
    let submit = [("VideoId", grant.id.as_str()), ("TemplateGroupId", GROUP), ("Priority", "9")];
    let submitted = stage.vod("SubmitTranscodeJobs", &submit).await;
    while inbox.next().await.body["EventType"] != "TranscodeComplete" {}
    let id = submitted["TranscodeTaskId"].as_str().unwrap();
    let task = stage.vod("GetTranscodeTask", &[("TranscodeTaskId", id)]).await;
    insta::assert_json_snapshot!(redact(&task));
    let job = submitted["TranscodeJobs"]["TranscodeJob"][1]["JobId"].as_str().unwrap();
    let jobs = stage.vod("GetTranscodeTask", &[("JobIds", &format!("{job},none"))]).await;
    assert_eq!(jobs["TranscodeJobInfoList"][0]["TranscodeJobId"], job);
    assert_eq!(jobs["TranscodeJobInfoList"].as_array().unwrap().len(), 1);
    assert_eq!(jobs["NonExistJobIds"], json!(["none"]));

    let many = ["j"; 11].join(",");
    for (parameters, status, code) in [
        (&[][..], 400, "MissingParameter"),
        (&[("TranscodeTaskId", "none")], 404, "NoSuchResource"),
        (&[("JobIds", many.as_str())], 400, "InvalidParameter"),
    ] {
        let refusal = stage.refusal("GetTranscodeTask", parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{parameters:?}");
    }
    stage.clock.advance(366 * 86_400);
    let old = stage.refusal("GetTranscodeTask", &[("TranscodeTaskId", id)]).await;
    assert_eq!(old, (404, "NoSuchResource".to_owned()));
}

#[tokio::test]
async fn a_task_that_runs_has_no_output() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[("TemplateGroupId", GROUP)]).await;
    stage.put(&grant, "bytes").await;
    let tasks = stage.vod("ListTranscodeTask", &[("VideoId", &grant.id)]).await;
    let id = tasks["TranscodeTaskList"][0]["TranscodeTaskId"].as_str().unwrap();
    let task =
        stage.vod("GetTranscodeTask", &[("TranscodeTaskId", id)]).await["TranscodeTask"].clone();
    assert_eq!((&task["TaskStatus"], &task["Trigger"]), (&json!("Processing"), &json!("Auto")));
    let job = &task["TranscodeJobInfoList"][0];
    assert_eq!(job["TranscodeJobStatus"], "Transcoding");
    assert_eq!(job.get("OutputFile"), None);
}

#[tokio::test]
async fn snapshots_are_told_of() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mov", &[("UserData", r#"{"Extend":"upload"}"#)]).await;
    stage.put(&grant, "bytes").await;
    inbox.expect("FileUploadComplete").await;
    let id = ("VideoId", grant.id.as_str());
    let submit = [
        id,
        ("Count", "25"),
        ("Interval", "1"),
        ("SpriteSnapshotConfig", r#"{"Columns":5,"Lines":4}"#),
        ("UserData", r#"{"Extend":"job"}"#),
    ];
    let answer = stage.vod("SubmitSnapshotJob", &submit).await;
    let event = inbox.expect("SnapshotComplete").await.body;
    assert_eq!(event["SnapshotInfos"][0]["JobId"], answer["SnapshotJob"]["JobId"]);
    insta::assert_json_snapshot!(redact(&event));
    assert_eq!(stage.status(&grant.id).await, "UploadSucc");

    for (parameters, status, code) in [
        (&[][..], 400, "MissingParameter"),
        (&[("VideoId", "none")], 404, "InvalidVideo.NotFound"),
        (&[id, ("SnapshotTemplateId", "none")], 404, "NoSuchResource"),
        (&[id, ("Width", "4097")], 400, "InvalidParameter"),
        (&[id, ("Count", "x")], 400, "InvalidParameter"),
        (&[id, ("SpriteSnapshotConfig", "x")], 400, "InvalidParameter"),
        (&[id, ("UserData", "x")], 400, "InvalidParameter"),
    ] {
        let refusal = stage.refusal("SubmitSnapshotJob", parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{parameters:?}");
    }
    let empty = stage.create_video("b.mov", &[]).await;
    let refusal = stage.refusal("SubmitSnapshotJob", &[("VideoId", &empty.id)]).await;
    assert_eq!(refusal, (400, "Forbidden.IllegalStatus".to_owned()));
}

#[tokio::test]
async fn a_workflow_tells_of_each_activity_and_of_its_end() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mov", &[]).await;
    stage.put(&grant, "bytes").await;
    inbox.expect("FileUploadComplete").await;
    let submit = [("WorkflowId", WORKFLOW), ("MediaId", grant.id.as_str())];
    let answer = stage.vod("SubmitWorkflowJob", &submit).await;
    let activities = [
        "StreamTranscodeComplete",
        "StreamTranscodeComplete",
        "TranscodeComplete",
        "SnapshotComplete",
    ];
    for event in activities {
        inbox.expect(event).await;
    }
    let end = inbox.expect("WorkflowTaskComplete").await.body;
    assert_eq!(end["TaskId"], answer["TaskId"]);
    insta::assert_json_snapshot!(redact(&end));
    assert_eq!(stage.status(&grant.id).await, "Normal");

    let empty = stage.create_video("b.mov", &[]).await;
    for (parameters, status, code) in [
        (&[("MediaId", grant.id.as_str())][..], 400, "MissingParameter"),
        (&[("WorkflowId", WORKFLOW)], 400, "MissingParameter"),
        (&[("WorkflowId", "none"), ("MediaId", &grant.id)], 404, "NoSuchResource"),
        (&[("WorkflowId", WORKFLOW), ("MediaId", "none")], 404, "InvalidVideo.NotFound"),
        (&[("WorkflowId", WORKFLOW), ("MediaId", &empty.id)], 400, "Forbidden.IllegalStatus"),
    ] {
        let refusal = stage.refusal("SubmitWorkflowJob", parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{parameters:?}");
    }
}

#[tokio::test]
async fn a_workflow_of_an_upload_wins_over_its_template_group() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let more = [("WorkflowId", WORKFLOW), ("TemplateGroupId", GROUP)];
    let grant = stage.create_video("a.mp4", &more).await;
    stage.put(&grant, "bytes").await;
    inbox.expect("FileUploadComplete").await;
    while inbox.next().await.body["EventType"] != "WorkflowTaskComplete" {}
    let tasks = stage.vod("ListTranscodeTask", &[("VideoId", &grant.id)]).await;
    assert_eq!(tasks["TranscodeTaskList"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_events_of_an_upload_come_in_the_documented_order() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mov", &[("TemplateGroupId", GROUP)]).await;
    stage.put(&grant, "bytes").await;
    let mut names = Vec::new();
    while names.last().is_none_or(|name| name != "TranscodeComplete") {
        names.push(inbox.next_of_all().await.body["EventType"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        names,
        [
            "MediaBaseChangeComplete",
            "FileUploadComplete",
            "VideoAnalysisComplete",
            "StreamTranscodeComplete",
            "StreamTranscodeComplete",
            "TranscodeComplete"
        ]
    );
}
