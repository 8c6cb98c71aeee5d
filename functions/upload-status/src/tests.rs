//! The function as an adapter sees it, over a scripted VOD.

use grant::Draft;
use runtime::testing::{
    self, Answer, FixedClock, REQUEST_ID, ScriptedTransport, Step, ok, refused,
};
use serde_json::json;
use settings::Settings as _;

use super::*;

fn draft(kind: MediaKind, subject: &str) -> Draft {
    let keys = GrantSettings::load(&testing::settings()).unwrap().grant_keys;
    grant::testing::draft(&keys, kind, &testing::caller(subject).owner)
}

/// Asks as `user-1`, who has the ticket of what they ask for.
async fn ask(vod: &Arc<ScriptedTransport>, path: &str) -> Answer {
    let (kind, id) = path.strip_prefix("/upload/").unwrap().split_once('/').unwrap();
    let kind = match kind {
        "video" => MediaKind::Video,
        "image" => MediaKind::Image,
        _ => MediaKind::AttachedMedia,
    };
    ask_with(vod, path, Some(draft(kind, "user-1").ticket(id).expose())).await
}

fn function(vod: &Arc<ScriptedTransport>) -> UploadStatus {
    let settings = UploadStatusSettings::load(&testing::settings()).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
    UploadStatus::new(&settings, &ports).unwrap()
}

async fn ask_with(vod: &Arc<ScriptedTransport>, path: &str, ticket: Option<&str>) -> Answer {
    let function = function(vod);
    let mut request = Request::get(path);
    if let Some(ticket) = ticket {
        request = request.header(runtime::TICKET_HEADER, ticket);
    }
    testing::call_with(&function, request.body(Bytes::new()).unwrap()).await
}

fn video(status: &str) -> Step {
    ok(&json!({"RequestId": "QUERY-1", "Video": {
        "VideoId": "video-1", "Status": status, "Title": "First", "Size": 1_439_213,
        "Duration": 12.5, "CreationTime": "2026-01-02T03:00:00Z", "UserData": "{\"Extend\":1}",
        "CoverURL": "https://e.com/signed-cover", "StorageLocation": "outin-test",
    }}))
}

fn no_tasks() -> Step {
    ok(&json!({"RequestId": "LIST-1", "TranscodeTaskList": []}))
}

#[tokio::test]
async fn a_video_that_plays_shows_its_tasks() {
    let tasks = ok(&json!({"RequestId": "LIST-1", "TranscodeTaskList": [
        {
            "TranscodeTaskId": "task-1", "TaskStatus": "CompleteAllSucc", "Trigger": "Manual",
            "CreationTime": "2026-01-02T03:01:00Z", "CompleteTime": "2026-01-02T03:02:00Z",
        },
        {"TranscodeTaskId": "task-2", "TaskStatus": "Processing"},
    ]}));
    let vod = ScriptedTransport::new([video("Normal"), tasks]);
    let answer = ask(&vod, "/upload/video/video-1").await;
    assert_eq!(answer.status, 200);
    assert_eq!(vod.actions(), ["GetVideoInfo", "ListTranscodeTask"]);
    assert_eq!(vod.parameters(0)["VideoId"], "video-1");
    assert_eq!(vod.parameters(1)["VideoId"], "video-1");
    assert_eq!(answer.headers["cache-control"], "no-store");
    insta::assert_json_snapshot!(answer.body, @r#"
    {
      "CreationTime": "2026-01-02T03:00:00Z",
      "Duration": 12.5,
      "Final": true,
      "RequestId": "QUERY-1",
      "ServerTime": "2026-01-02T03:04:05Z",
      "Size": 1439213,
      "Status": "Normal",
      "Title": "First",
      "TranscodeTasks": [
        {
          "CompleteTime": "2026-01-02T03:02:00Z",
          "CreationTime": "2026-01-02T03:01:00Z",
          "TaskStatus": "CompleteAllSucc",
          "TranscodeTaskId": "task-1",
          "Trigger": "Manual"
        },
        {
          "TaskStatus": "Processing",
          "TranscodeTaskId": "task-2"
        }
      ],
      "Uploaded": true,
      "VideoId": "video-1"
    }
    "#);
}

#[tokio::test]
async fn a_video_that_is_not_there_yet_has_no_size_and_its_tasks_are_not_asked_for() {
    let vod = ScriptedTransport::new([video("Uploading")]);
    let answer = ask(&vod, "/upload/video/video-1").await;
    assert_eq!(vod.actions(), ["GetVideoInfo"]);
    insta::assert_json_snapshot!(answer.body, @r#"
    {
      "CreationTime": "2026-01-02T03:00:00Z",
      "Duration": 12.5,
      "Final": false,
      "RequestId": "QUERY-1",
      "ServerTime": "2026-01-02T03:04:05Z",
      "Status": "Uploading",
      "Title": "First",
      "TranscodeTasks": [],
      "Uploaded": false,
      "VideoId": "video-1"
    }
    "#);
}

#[tokio::test]
async fn each_status_says_whether_the_file_is_there_and_whether_more_follows() {
    for (status, uploaded, is_final) in [
        ("Uploading", false, false),
        ("UploadFail", false, true),
        ("UploadSucc", true, false),
        ("Transcoding", true, false),
        ("TranscodeFail", true, true),
        ("Checking", true, false),
        ("Blocked", true, true),
        ("Normal", true, true),
        ("ProduceFail", true, true),
        ("SomethingNew", false, false),
    ] {
        let vod = ScriptedTransport::new(
            [video(status)].into_iter().chain(uploaded.then(no_tasks)).collect::<Vec<_>>(),
        );
        let body = ask(&vod, "/upload/video/video-1").await.body;
        assert_eq!(body["Status"], status);
        assert_eq!((&body["Uploaded"], &body["Final"]), (&json!(uploaded), &json!(is_final)));
        assert!(vod.is_done(), "{status}");
    }
}

#[tokio::test]
async fn an_image_is_shown_without_its_urls() {
    let vod = ScriptedTransport::new([ok(&json!({"RequestId": "QUERY-1", "ImageInfo": {
        "ImageId": "image-1", "Status": "Normal", "Title": "Logo", "URL": "https://e.com/signed",
        "CreationTime": "2026-01-02T03:00:00Z",
        "Mezzanine": {"FileURL": "https://e.com/signed-too", "FileSize": 8_413, "Width": 1},
    }}))]);
    let answer = ask(&vod, "/upload/image/image-1").await;
    assert_eq!(vod.actions(), ["GetImageInfo"]);
    assert_eq!(vod.parameters(0)["ImageId"], "image-1");
    insta::assert_json_snapshot!(answer.body, @r#"
    {
      "CreationTime": "2026-01-02T03:00:00Z",
      "ImageId": "image-1",
      "RequestId": "QUERY-1",
      "ServerTime": "2026-01-02T03:04:05Z",
      "Size": 8413,
      "Status": "Normal",
      "Title": "Logo",
      "Uploaded": true
    }
    "#);
}

#[tokio::test]
async fn an_attached_medium_is_shown_without_its_url() {
    let vod = ScriptedTransport::new([ok(&json!({
        "RequestId": "QUERY-1", "NonExistMediaIds": [], "AttachedMediaList": [{
            "MediaId": "media-1", "Status": "Uploading", "Type": "subtitle", "Title": "English",
            "URL": "https://e.com/signed", "CreationTime": "2026-01-02T03:00:00Z",
        }],
    }))]);
    let answer = ask(&vod, "/upload/attached-media/media-1").await;
    assert_eq!(vod.actions(), ["GetAttachedMediaInfo"]);
    assert_eq!(vod.parameters(0)["MediaIds"], "media-1");
    insta::assert_json_snapshot!(answer.body, @r#"
    {
      "CreationTime": "2026-01-02T03:00:00Z",
      "MediaId": "media-1",
      "RequestId": "QUERY-1",
      "ServerTime": "2026-01-02T03:04:05Z",
      "Status": "Uploading",
      "Title": "English",
      "Uploaded": false
    }
    "#);
}

#[tokio::test]
async fn an_id_that_cannot_exist_spends_no_call() {
    let long = "a".repeat(65);
    for kind in ["video", "image", "attached-media"] {
        for id in ["a%20b", "..%2Fx", "a.b", "%00", &long] {
            let vod = ScriptedTransport::new([]);
            let answer = ask(&vod, &format!("/upload/{kind}/{id}")).await;
            assert_eq!(answer.status, 404, "{kind} {id}");
            assert_eq!(answer.body["RequestId"], REQUEST_ID);
        }
    }
}

#[tokio::test]
async fn what_vod_does_not_know_is_not_found() {
    let vod = ScriptedTransport::new([refused(404, "InvalidVideo.NotFound")]);
    let answer = ask(&vod, "/upload/video/video-1").await;
    assert_eq!((answer.status, answer.code()), (404, "InvalidVideo.NotFound"));

    let vod = ScriptedTransport::new([refused(404, "InvalidImage.NotFound")]);
    let answer = ask(&vod, "/upload/image/image-1").await;
    assert_eq!((answer.status, answer.code()), (404, "NoSuchResource"));

    // For attached media an unknown id is no refusal but part of the answer.
    let unknown = json!({
        "RequestId": "Q", "AttachedMediaList": [], "NonExistMediaIds": ["media-1"],
    });
    let vod = ScriptedTransport::new([ok(&unknown)]);
    let answer = ask(&vod, "/upload/attached-media/media-1").await;
    assert_eq!((answer.status, answer.code()), (404, "NoSuchResource"));
}

#[tokio::test(start_paused = true)]
async fn a_failed_look_at_the_tasks_is_no_video_without_tasks() {
    let throttled = vec![refused(400, "Throttling.User"); 4];
    let vod = ScriptedTransport::new([video("Normal")].into_iter().chain(throttled));
    let answer = ask(&vod, "/upload/video/video-1").await;
    assert_eq!((answer.status, answer.code()), (429, "Throttling.User"));

    let vod = ScriptedTransport::new([refused(403, "Forbidden.RAM")]);
    assert_eq!(ask(&vod, "/upload/image/image-1").await.status, 502);
}

#[tokio::test]
async fn the_stamp_tells_the_owner_of_a_video_and_of_nothing_else() {
    for (owner, status) in [("user-1", 200), ("user-2", 404)] {
        let user_data = draft(MediaKind::Video, owner).user_data(None).unwrap();
        let vod = ScriptedTransport::new([ok(&json!({"RequestId": "Q", "Video": {
            "VideoId": "video-1", "Status": "Uploading", "UserData": user_data,
        }}))]);
        assert_eq!(ask_with(&vod, "/upload/video/video-1", None).await.status, status);
    }
    for path in ["/upload/image/image-1", "/upload/attached-media/media-1"] {
        let vod = ScriptedTransport::new([]);
        assert_eq!(ask_with(&vod, path, None).await.status, 404);
    }
}

#[tokio::test]
async fn an_operator_sees_what_others_upload() {
    let image = ok(&json!({"RequestId": "Q",
        "ImageInfo": {"ImageId": "image-1", "Status": "Uploading"}}));
    for (path, steps) in [
        ("/upload/video/video-1", vec![video("Uploading")]),
        ("/upload/image/image-1", vec![image]),
    ] {
        let vod = ScriptedTransport::new(steps);
        let function = function(&vod);
        let request = Request::get(path).body(Bytes::new()).unwrap();
        let answer = testing::call_as(&function, testing::operator(), request).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn to_anyone_else_there_is_no_such_upload() {
    let missing = ScriptedTransport::new([refused(404, "InvalidVideo.NotFound")]);
    let missing = ask(&missing, "/upload/video/video-1").await;
    let mine = draft(MediaKind::Video, "user-1");
    let theirs = draft(MediaKind::Video, "user-2");
    for ticket in [theirs.ticket("video-1"), mine.ticket("video-2"), "1.AAAA".into(), "".into()] {
        let vod = ScriptedTransport::new([]);
        let answer = ask_with(&vod, "/upload/video/video-1", Some(ticket.expose())).await;
        assert_eq!((answer.status, &answer.body), (404, &missing.body));
    }
}
