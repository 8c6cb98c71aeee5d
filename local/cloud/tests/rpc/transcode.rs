//! SubmitTranscodeJobs, ListTranscodeTask and the way of a video through its statuses.

use crate::stage::{GROUP, Inbox, Stage, redact};

#[tokio::test]
async fn without_transcoding_the_container_decides() {
    let stage = Stage::new().await;
    for (file_name, status) in
        [("a.mp4", "Normal"), ("a.webm", "Normal"), ("a.mp3", "Normal"), ("a.mov", "UploadSucc")]
    {
        let grant = stage.create_video(file_name, &[]).await;
        assert_eq!(stage.status(&grant.id).await, "Uploading");
        stage.put(&grant, "bytes").await;
        assert_eq!(stage.status(&grant.id).await, status, "{file_name}");
    }
}

#[tokio::test]
async fn a_template_group_of_the_upload_transcodes_by_itself() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[("TemplateGroupId", GROUP)]).await;
    stage.put(&grant, "bytes").await;
    assert_eq!(stage.status(&grant.id).await, "Transcoding");
    let tasks = stage.vod("ListTranscodeTask", &[("VideoId", &grant.id)]).await;
    insta::assert_json_snapshot!(redact(&tasks));
}

#[tokio::test]
async fn submitted_jobs_take_a_mov_to_normal() {
    let mut inbox = Inbox::new().await;
    let stage = Stage::telling(&inbox).await;
    let grant = stage.create_video("a.mov", &[]).await;
    stage.put(&grant, "bytes").await;
    inbox.expect("FileUploadComplete").await;
    assert_eq!(stage.status(&grant.id).await, "UploadSucc");

    let id = ("VideoId", grant.id.as_str());
    let submitted = stage.vod("SubmitTranscodeJobs", &[id, ("TemplateGroupId", GROUP)]).await;
    insta::assert_json_snapshot!(redact(&submitted));
    for event in ["StreamTranscodeComplete", "StreamTranscodeComplete", "TranscodeComplete"] {
        inbox.expect(event).await;
    }
    assert_eq!(stage.status(&grant.id).await, "Normal");
    let tasks = stage.vod("ListTranscodeTask", &[id]).await;
    insta::assert_json_snapshot!(redact(&tasks));
    assert_eq!(tasks["TranscodeTaskList"][0]["TranscodeTaskId"], submitted["TranscodeTaskId"]);
}

#[tokio::test]
async fn jobs_need_a_stored_file_and_leave_a_playable_video_playable() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let submit = [("VideoId", grant.id.as_str()), ("TemplateGroupId", GROUP)];
    let early = stage.refusal("SubmitTranscodeJobs", &submit).await;
    assert_eq!(early, (400, "Forbidden.IllegalStatus".to_owned()));
    stage.put(&grant, "bytes").await;
    stage.vod("SubmitTranscodeJobs", &submit).await;
    assert_eq!(stage.status(&grant.id).await, "Normal");

    let mov = stage.create_video("a.mov", &[]).await;
    stage.put(&mov, "bytes").await;
    let submit = [("VideoId", mov.id.as_str()), ("TemplateGroupId", GROUP)];
    stage.vod("SubmitTranscodeJobs", &submit).await;
    assert_eq!(stage.status(&mov.id).await, "Transcoding");
    let twice = stage.refusal("SubmitTranscodeJobs", &submit).await;
    assert_eq!(twice, (400, "Forbidden.IllegalStatus".to_owned()));
}

#[tokio::test]
async fn a_session_id_starts_one_task_in_seven_days() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    let submit = [("VideoId", grant.id.as_str()), ("TemplateGroupId", GROUP), ("SessionId", "s-1")];
    // A refused call does not use the SessionId up.
    assert_eq!(stage.refusal("SubmitTranscodeJobs", &submit).await.1, "Forbidden.IllegalStatus");
    stage.put(&grant, "bytes").await;
    stage.vod("SubmitTranscodeJobs", &submit).await;
    let again = (400, "InvalidSessionId.Duplicate".to_owned());
    assert_eq!(stage.refusal("SubmitTranscodeJobs", &submit).await, again);
    stage.clock.advance(7 * 86_400 - 1);
    assert_eq!(stage.refusal("SubmitTranscodeJobs", &submit).await, again);
    stage.clock.advance(1);
    stage.vod("SubmitTranscodeJobs", &submit).await;
    let tasks = stage.vod("ListTranscodeTask", &submit[..1]).await;
    assert_eq!(tasks["TranscodeTaskList"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn every_parameter_has_its_refusal() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    stage.put(&grant, "bytes").await;
    let long = "s".repeat(51);
    for (name, value, status, code) in [
        ("VideoId", "", 400, "MissingParameter"),
        ("VideoId", "none", 404, "InvalidVideo.NotFound"),
        ("TemplateGroupId", "", 400, "MissingParameter"),
        ("TemplateGroupId", "none", 404, "NoSuchResource"),
        ("TemplateGroupId", "VOD_NO_TRANSCODE", 400, "InvalidParameter"),
        ("Priority", "11", 400, "InvalidParameter"),
        ("SessionId", &long, 400, "InvalidParameter"),
        ("SessionId", "a b", 400, "InvalidParameter"),
        ("UserData", "text", 400, "InvalidParameter"),
        ("OverrideParams", "text", 400, "InvalidParameter"),
        ("EncryptConfig", "{}", 400, "InvalidParameter"),
    ] {
        let mut parameters = vec![("VideoId", grant.id.as_str()), ("TemplateGroupId", GROUP)];
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
        let refusal = stage.refusal("SubmitTranscodeJobs", &parameters).await;
        assert_eq!(refusal, (status, code.to_owned()), "{name}={value}");
    }
}

#[tokio::test]
async fn tasks_are_listed_newest_first_by_page_and_time() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[]).await;
    stage.put(&grant, "bytes").await;
    let id = ("VideoId", grant.id.as_str());
    for _ in 0..3 {
        stage.vod("SubmitTranscodeJobs", &[id, ("TemplateGroupId", GROUP)]).await;
        stage.clock.advance(60);
    }
    let times = async |more: &[(&str, &str)]| {
        let mut parameters = vec![id];
        parameters.extend_from_slice(more);
        let list = stage.vod("ListTranscodeTask", &parameters).await;
        let tasks = list["TranscodeTaskList"].as_array().unwrap().iter();
        tasks.map(|task| task["CreationTime"].as_str().unwrap()[14..16].to_owned()).collect()
    };
    let all: Vec<String> = times(&[]).await;
    assert_eq!(all, ["06", "05", "04"]);
    let second: Vec<String> = times(&[("PageNo", "2"), ("PageSize", "2")]).await;
    assert_eq!(second, ["04"]);
    let late: Vec<String> = times(&[("StartTime", "2026-01-02T03:05:00Z")]).await;
    assert_eq!(late, ["06", "05"]);
    let early: Vec<String> = times(&[("EndTime", "2026-01-02T03:05:05Z")]).await;
    assert_eq!(early, ["05", "04"]);

    for (name, value, code) in [
        ("VideoId", "none", "InvalidVideo.NotFound"),
        ("PageSize", "51", "InvalidParameter"),
        ("PageNo", "0", "InvalidParameter"),
        ("StartTime", "yesterday", "InvalidParameter"),
    ] {
        let mut parameters = vec![id];
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
        assert_eq!(stage.refusal("ListTranscodeTask", &parameters).await.1, code, "{name}");
    }
}

#[tokio::test]
async fn a_second_file_under_the_same_id_is_processed_again() {
    let stage = Stage::new().await;
    let grant = stage.create_video("a.mp4", &[("TemplateGroupId", GROUP)]).await;
    stage.put(&grant, "one").await;
    stage.put(&grant, "two").await;
    let tasks = stage.vod("ListTranscodeTask", &[("VideoId", &grant.id)]).await;
    assert_eq!(tasks["TranscodeTaskList"].as_array().unwrap().len(), 2);
    assert_eq!(stage.status(&grant.id).await, "Transcoding");
}
