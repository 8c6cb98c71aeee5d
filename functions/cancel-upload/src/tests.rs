//! The function as an adapter sees it, over a scripted VOD.

use grant::Draft;
use runtime::testing::{self, Answer, FixedClock, ScriptedTransport, Step, ok, refused};
use serde_json::json;
use settings::Settings as _;

use super::*;

fn keys() -> GrantKeys {
    GrantSettings::load(&testing::settings()).unwrap().grant_keys
}

fn draft(kind: MediaKind, subject: &str) -> Draft {
    grant::testing::draft(&keys(), kind, &testing::caller(subject).owner)
}

fn function(vod: &Arc<ScriptedTransport>) -> CancelUpload {
    let settings = CancelUploadSettings::load(&testing::settings()).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
    CancelUpload::new(&settings, &ports).unwrap()
}

/// Asks as `user-1`, with the ticket of `shown` if there is one.
async fn ask(vod: &Arc<ScriptedTransport>, kind: &str, id: &str, shown: Option<&Draft>) -> Answer {
    let function = function(vod);
    let mut request = Request::delete(format!("/upload/{kind}/{id}"));
    if let Some(draft) = shown {
        request = request.header(runtime::TICKET_HEADER, draft.ticket(id).expose());
    }
    testing::call_with(&function, request.body(Bytes::new()).unwrap()).await
}

fn video(status: &str, owner: &str) -> Step {
    let user_data = draft(MediaKind::Video, owner).user_data(None).unwrap();
    ok(&json!({"RequestId": "Q", "Video": {
        "VideoId": "video-1", "Status": status, "UserData": user_data,
    }}))
}

fn done() -> Step {
    ok(&json!({"RequestId": "D"}))
}

fn no_video() -> Step {
    refused(404, "InvalidVideo.NotFound")
}

fn no_parts() -> Step {
    refused(400, "InvalidMultipartUpload.NotFound")
}

const LOOK: &str = "GetVideoInfo";
const ABORT: &str = "DeleteMultipartUpload";
const DELETE: &str = "DeleteVideo";

#[tokio::test(start_paused = true)]
async fn the_parts_go_before_the_record() {
    let mine = draft(MediaKind::Video, "user-1");
    for shown in [None, Some(&mine)] {
        for parts in [done(), no_parts()] {
            let vod = ScriptedTransport::new([
                video("Uploading", "user-1"),
                parts,
                video("Uploading", "user-1"),
                done(),
            ]);
            let answer = ask(&vod, "video", "video-1", shown).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!(vod.actions(), [LOOK, ABORT, LOOK, DELETE]);
            assert_eq!(vod.parameters(1)["MediaId"], "video-1");
            assert_eq!(vod.parameters(3)["VideoIds"], "video-1");
            insta::allow_duplicates! {
                insta::assert_json_snapshot!(answer.body, @r#"
                {
                  "Id": "video-1",
                  "RequestId": "11111111-2222-3333-4444-555555555555",
                  "ServerTime": "2026-01-02T03:04:05Z",
                  "Status": "Cancelled"
                }
                "#);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_has_arrived_is_kept() {
    for status in ["UploadSucc", "Transcoding", "Normal", "UploadFail", "Blocked"] {
        let vod = ScriptedTransport::new([video(status, "user-1")]);
        let answer = ask(&vod, "video", "video-1", None).await;
        assert_eq!((answer.status, answer.code()), (409, "Forbidden.IllegalStatus"));
        assert_eq!(vod.actions(), [LOOK]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_completion_that_races_it_keeps_the_video() {
    let vod = ScriptedTransport::new([
        video("Uploading", "user-1"),
        no_parts(),
        video("UploadSucc", "user-1"),
    ]);
    let answer = ask(&vod, "video", "video-1", None).await;
    assert_eq!((answer.status, answer.code()), (409, "Forbidden.IllegalStatus"));
    assert_eq!(vod.actions(), [LOOK, ABORT, LOOK]);
}

#[tokio::test(start_paused = true)]
async fn it_may_be_repeated_with_the_ticket() {
    let mine = draft(MediaKind::Video, "user-1");
    let vod = ScriptedTransport::new([no_video()]);
    assert_eq!(ask(&vod, "video", "video-1", Some(&mine)).await.status, 200);
    // Two at once: one of them finds nothing left to delete.
    for steps in [
        vec![video("Uploading", "user-1"), done(), no_video()],
        vec![video("Uploading", "user-1"), no_video(), no_video()],
        vec![video("Uploading", "user-1"), done(), video("Uploading", "user-1"), no_video()],
    ] {
        let vod = ScriptedTransport::new(steps);
        assert_eq!(ask(&vod, "video", "video-1", Some(&mine)).await.status, 200);
        assert!(vod.is_done());
    }
}

#[tokio::test(start_paused = true)]
async fn to_anyone_else_there_is_no_such_upload() {
    let of_another = draft(MediaKind::Video, "user-2");
    let missing = ask(&ScriptedTransport::new([no_video()]), "video", "video-1", None).await;
    assert_eq!((missing.status, missing.code()), (404, "InvalidVideo.NotFound"));
    let stamped = ScriptedTransport::new([video("Uploading", "user-2")]);
    let foreign = ask(&stamped, "video", "video-1", None).await;
    let nothing = ScriptedTransport::new([]);
    let ticket = ask(&nothing, "video", "video-1", Some(&of_another)).await;
    let impossible = ask(&nothing, "video", "%2e%2e", None).await;
    for answer in [foreign, ticket, impossible] {
        assert_eq!((answer.status, &answer.body), (404, &missing.body));
    }
    for kind in ["image", "attached-media"] {
        let answer = ask(&nothing, kind, "media-1", None).await;
        assert_eq!((answer.status, answer.code()), (404, "NoSuchResource"), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_operator_cancels_what_others_upload() {
    let vod = ScriptedTransport::new([
        video("Uploading", "user-2"),
        done(),
        video("Uploading", "user-2"),
        done(),
    ]);
    let request = Request::delete("/upload/video/video-1").body(Bytes::new()).unwrap();
    let answer = testing::call_as(&function(&vod), testing::operator(), request).await;
    assert_eq!((answer.status, vod.is_done()), (200, true), "{}", answer.body);
}

/// To somebody who needs no ticket, a text that is none shows nothing.
#[tokio::test(start_paused = true)]
async fn what_never_was_cannot_be_cancelled() {
    let of_another_video = draft(MediaKind::Video, "user-1").ticket("video-2");
    for ticket in ["x", "1.AAAA", of_another_video.expose()] {
        let vod = ScriptedTransport::new([no_video()]);
        let request =
            Request::delete("/upload/video/video-1").header(runtime::TICKET_HEADER, ticket);
        let request = request.body(Bytes::new()).unwrap();
        let answer = testing::call_as(&function(&vod), testing::operator(), request).await;
        assert_eq!((answer.status, answer.code()), (404, "InvalidVideo.NotFound"), "{ticket}");
    }
}

#[tokio::test(start_paused = true)]
async fn images_and_attached_media_go_by_their_ticket() {
    let image = |status: &str| {
        ok(&json!({"RequestId": "Q", "ImageInfo": {"ImageId": "media-1", "Status": status}}))
    };
    let media = |status: &str| {
        ok(&json!({"RequestId": "Q",
            "AttachedMediaList": [{"MediaId": "media-1", "Status": status}]}))
    };
    let no_media =
        || ok(&json!({"RequestId": "Q", "AttachedMediaList": [], "NonExistMediaIds": ["media-1"]}));
    let mine = draft(MediaKind::Image, "user-1");
    for (steps, status) in [
        (vec![image("Uploading"), image("Uploading"), done()], 200),
        (vec![image("Uploading"), image("Uploading"), refused(404, "NoSuchResource")], 200),
        (vec![image("Uploading"), image("Normal")], 409),
        (vec![image("Normal")], 409),
        (vec![refused(404, "NoSuchResource")], 200),
    ] {
        let vod = ScriptedTransport::new(steps);
        assert_eq!(ask(&vod, "image", "media-1", Some(&mine)).await.status, status);
        assert!(vod.is_done());
    }
    let mine = draft(MediaKind::AttachedMedia, "user-1");
    for (steps, status) in [
        (vec![media("Uploading"), media("Uploading"), done()], 200),
        (vec![media("Uploading"), media("Normal")], 409),
        (vec![media("Uploading"), no_media()], 200),
        (vec![no_media()], 200),
    ] {
        let vod = ScriptedTransport::new(steps);
        assert_eq!(ask(&vod, "attached-media", "media-1", Some(&mine)).await.status, status);
        assert!(vod.is_done());
    }
}

#[tokio::test(start_paused = true)]
async fn what_vod_does_not_let_us_delete_is_our_mistake() {
    let vod = ScriptedTransport::new([
        video("Uploading", "user-1"),
        done(),
        video("Uploading", "user-1"),
        ok(&json!({"RequestId": "D", "ForbiddenVideoIds": ["video-1"]})),
    ]);
    let answer = ask(&vod, "video", "video-1", None).await;
    assert_eq!((answer.status, answer.code()), (502, "BadGateway"));
}
