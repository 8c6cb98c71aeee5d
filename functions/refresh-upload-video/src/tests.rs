//! The request's own rule, and the function as an adapter sees it, over a scripted VOD.

use grant::Draft;
use runtime::testing::{self, Answer, FixedClock, ScriptedTransport, Step, ok, refused};
use serde_json::{Value, json};
use settings::Settings as _;

use super::*;

fn read(text: &'static str) -> Result<VideoSelector, String> {
    body::parse::<RefreshRequest>(&Bytes::from_static(text.as_bytes()))
        .and_then(|request| request.checked())
        .map_err(|error| error.to_string())
}

#[test]
fn one_id_is_needed_and_one_is_enough() {
    assert!(read(r#"{"VideoId":"abc"}"#).is_ok());
    assert!(read(r#"{"referenceId":"order-1"}"#).is_ok());
    assert_eq!(read("{}").unwrap_err(), "MissingParameter: VideoId or ReferenceId is required.");
    assert!(read(r#"{"VideoId":"abc","ReferenceId":"order-1"}"#).is_err());
}

#[test]
fn a_malformed_id_is_named() {
    let error = read(r#"{"VideoId":"../etc"}"#).unwrap_err();
    assert!(error.starts_with("InvalidParameter: VideoId:"), "{error}");
}

fn draft(subject: &str) -> Draft {
    let keys = GrantSettings::load(&testing::settings()).unwrap().grant_keys;
    grant::testing::draft(&keys, MediaKind::Video, &testing::caller(subject).owner)
}

fn function(vod: &Arc<ScriptedTransport>) -> RefreshUploadVideo {
    let settings = RefreshUploadVideoSettings::load(&testing::settings()).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
    RefreshUploadVideo::new(&settings, &ports).unwrap()
}

/// Asks as `user-1`, with the ticket of `shown` in the header if there is one.
async fn ask_with(vod: &Arc<ScriptedTransport>, body: &Value, shown: Option<&Draft>) -> Answer {
    let function = function(vod);
    let mut request = Request::post("/upload/video/refresh");
    if let Some(draft) = shown {
        request = request.header(runtime::TICKET_HEADER, draft.ticket("video-1").expose());
    }
    testing::call_with(&function, request.body(body.to_string().into()).unwrap()).await
}

/// The same with the ticket of `user-1`.
async fn ask(vod: &Arc<ScriptedTransport>, body: &Value) -> Answer {
    ask_with(vod, body, Some(&draft("user-1"))).await
}

/// What GetVideoInfo tells of a video of this owner.
fn video_in(status: &str, subject: &str) -> Step {
    let user_data = draft(subject).user_data(None).unwrap();
    ok(&json!({"RequestId": "Q", "Video": {
        "VideoId": "video-1", "Status": status, "UserData": user_data,
    }}))
}

fn video_of(subject: &str) -> Step {
    video_in("Uploading", subject)
}

fn refreshed() -> Value {
    json!({
        "RequestId": "REFRESHED-1", "VideoId": "video-1",
        "UploadAddress": testing::upload_address(), "UploadAuth": testing::upload_auth(),
    })
}

#[tokio::test]
async fn the_answer_is_that_of_vod_with_two_times_and_the_ticket() {
    for id in ["VideoId", "ReferenceId"] {
        let vod = ScriptedTransport::new([video_of("user-1"), ok(&refreshed())]);
        let answer = ask(&vod, &json!({id: "video-1"})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(vod.actions(), ["GetVideoInfo", "RefreshUploadVideo"]);
        assert_eq!(
            vod.parameters(1).into_iter().collect::<Vec<_>>(),
            [("VideoId".into(), "video-1".into())]
        );
        assert_eq!(answer.body["Ticket"], draft("user-1").ticket("video-1").expose());
        insta::allow_duplicates! {
            insta::assert_json_snapshot!(answer.body, {
                ".UploadAddress" => "[address]", ".UploadAuth" => "[auth]", ".Ticket" => "[ticket]",
            }, @r#"
            {
              "Expiration": "2026-01-02T03:54:05Z",
              "RequestId": "REFRESHED-1",
              "ServerTime": "2026-01-02T03:04:05Z",
              "Ticket": "[ticket]",
              "UploadAddress": "[address]",
              "UploadAuth": "[auth]",
              "VideoId": "video-1"
            }
            "#);
        }
    }
}

#[tokio::test]
async fn the_ticket_may_stand_in_the_body() {
    // Nothing but the ticket says whose the video is: VOD has no UserData of it.
    let unstamped = json!({"VideoId": "video-1", "Status": "Uploading"});
    let unstamped = ok(&json!({"RequestId": "Q", "Video": unstamped}));
    let vod = ScriptedTransport::new([unstamped, ok(&refreshed())]);
    let ticket = draft("user-1").ticket("video-1");
    let body = json!({"VideoId": "video-1", "Ticket": ticket.expose()});
    assert_eq!(ask_with(&vod, &body, None).await.status, 200);
    assert!(vod.is_done());
}

#[tokio::test]
async fn what_has_arrived_cannot_be_replaced() {
    let mine = draft("user-1");
    for status in ["UploadSucc", "Transcoding", "TranscodeFail", "Checking", "Blocked", "Normal"] {
        for shown in [None, Some(&mine)] {
            let vod = ScriptedTransport::new([video_in(status, "user-1")]);
            let answer = ask_with(&vod, &json!({"VideoId": "video-1"}), shown).await;
            assert_eq!((answer.status, answer.code()), (409, "Forbidden.IllegalStatus"));
        }
    }
    // A file that did not come through may be sent again.
    let failed = ScriptedTransport::new([video_in("UploadFail", "user-1"), ok(&refreshed())]);
    assert_eq!(ask(&failed, &json!({"VideoId": "video-1"})).await.status, 200);
}

#[tokio::test]
async fn whoever_may_not_upload_videos_any_more_gets_no_new_credential() {
    let vod = ScriptedTransport::new([]);
    let rules = "{version: 1, default-role: u, roles: {u: {sts: true, image: {may-set: all}}}}";
    let settings = testing::settings().with("ACCESS_RULES", rules);
    let settings = RefreshUploadVideoSettings::load(&settings).unwrap();
    let ports = testing::ports_over(vod, FixedClock::at("2026-01-02T03:04:05Z"));
    let function = RefreshUploadVideo::new(&settings, &ports).unwrap();
    let body = json!({"VideoId": "video-1", "Ticket": draft("user-1").ticket("video-1").expose()});
    let request = Request::post("/upload/video/refresh").body(body.to_string().into()).unwrap();
    let answer = testing::call_with(&function, request).await;
    assert_eq!((answer.status, answer.code()), (403, "Forbidden.Operation"));
}

#[tokio::test]
async fn a_client_that_kept_only_the_id_is_known_by_the_stamp_and_gets_a_ticket() {
    for id in ["VideoId", "ReferenceId"] {
        let vod = ScriptedTransport::new([video_of("user-1"), ok(&refreshed())]);
        let answer = ask_with(&vod, &json!({id: "video-1"}), None).await;
        assert_eq!((answer.status, vod.actions().len()), (200, 2));
        assert_eq!(answer.body["Ticket"], draft("user-1").ticket("video-1").expose());
    }
}

#[tokio::test]
async fn an_operator_refreshes_for_others_and_gets_no_ticket_of_theirs() {
    let vod = ScriptedTransport::new([video_of("user-1"), ok(&refreshed())]);
    let body = json!({"VideoId": "video-1"}).to_string();
    let request = Request::post("/upload/video/refresh").body(body.into()).unwrap();
    let answer = testing::call_as(&function(&vod), testing::operator(), request).await;
    assert_eq!((answer.status, answer.body.get("Ticket")), (200, None));
}

#[tokio::test]
async fn to_anyone_else_there_is_no_such_video() {
    let by_id = json!({"VideoId": "video-1"});
    let missing = ScriptedTransport::new([refused(404, "InvalidVideo.NotFound")]);
    let missing = ask_with(&missing, &by_id, None).await;
    assert_eq!((missing.status, missing.code()), (404, "InvalidVideo.NotFound"));
    let of_another = ScriptedTransport::new([video_of("user-2")]);
    let foreign_reference = ScriptedTransport::new([video_of("user-2")]);
    let unstamped = ok(&json!({"RequestId": "Q", "Video": {
        "VideoId": "video-1", "Status": "Uploading", "UserData": "{\"Extend\":{}}",
    }}));
    let nothing = ScriptedTransport::new([]);
    let forged = json!({"VideoId": "video-1", "Ticket": "1.AAAA"});
    for answer in [
        ask_with(&of_another, &by_id, None).await,
        ask_with(&foreign_reference, &json!({"ReferenceId": "order-1"}), None).await,
        ask_with(&ScriptedTransport::new([unstamped]), &by_id, None).await,
        ask_with(&nothing, &by_id, Some(&draft("user-2"))).await,
        ask_with(&nothing, &json!({"VideoId": "video-2"}), Some(&draft("user-1"))).await,
        // One that is shown decides, also before a right one.
        ask_with(&nothing, &forged, Some(&draft("user-1"))).await,
    ] {
        assert_eq!((answer.status, &answer.body), (404, &missing.body));
    }
}

#[tokio::test]
async fn without_one_valid_id_no_call_is_spent() {
    for body in [json!({}), json!({"VideoId": "a b"}), json!({"VideoId": "v", "Title": "t"})] {
        assert_eq!(ask(&ScriptedTransport::new([]), &body).await.status, 400, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_failure_of_vod_has_its_answer() {
    let mut unreadable = refreshed();
    unreadable["UploadAuth"] = "e30=".into();
    for (steps, status, code) in [
        (vec![refused(400, "Throttling.User"); 4], 429, "Throttling.User"),
        (vec![refused(404, "InvalidVideo.NotFound")], 404, "InvalidVideo.NotFound"),
        (vec![refused(400, "InvalidVideo.Damaged")], 409, "InvalidVideo.Damaged"),
        (vec![refused(403, "Forbidden.RAM")], 502, "BadGateway"),
        (vec![ok(&unreadable)], 502, "BadGateway"),
        (vec![refused(503, "ServiceUnavailable"); 4], 503, "ServiceUnavailable"),
    ] {
        let vod = ScriptedTransport::new([vec![video_of("user-1")], steps].concat());
        let answer = ask(&vod, &json!({"VideoId": "video-1"})).await;
        assert_eq!((answer.status, answer.code()), (status, code));
        assert!(vod.is_done(), "{code}");
        let passes = matches!(status, 429 | 503);
        assert_eq!(answer.headers.contains_key("retry-after"), passes, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_busy_moment_is_bridged() {
    let steps = [video_of("user-1"), refused(400, "Throttling.Api"), ok(&refreshed())];
    let vod = ScriptedTransport::new(steps);
    assert_eq!(ask(&vod, &json!({"VideoId": "video-1"})).await.status, 200);
}
