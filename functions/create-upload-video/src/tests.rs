//! The function as an adapter sees it, over a scripted VOD.

use client::TransportErrorKind;
use runtime::testing::{
    self, Answer, FixedClock, REQUEST_ID, ScriptedTransport, Step, ok, refused,
};
use serde_json::{Value, json};
use settings::Settings as _;

use super::*;

const NOW: &str = "2026-01-02T03:04:05Z";

async fn ask(vod: &Arc<ScriptedTransport>, body: &Value) -> Answer {
    ask_under(None, vod, body).await
}

/// The same under other rules than those compiled in.
async fn ask_under(rules: Option<&str>, vod: &Arc<ScriptedTransport>, body: &Value) -> Answer {
    let settings = testing::settings().with("ACCESS_RULES", rules.unwrap_or_default());
    let settings = CreateUploadVideoSettings::load(&settings).unwrap();
    let ports = testing::ports_over(vod.clone(), FixedClock::at(NOW));
    let function = CreateUploadVideo::new(&settings, &ports).unwrap();
    testing::call(&function, "POST", "/upload/video", &body.to_string()).await
}

fn request() -> Value {
    json!({"FileName": "a.mp4", "Title": "First"})
}

fn created() -> Value {
    json!({
        "RequestId": "CREATED-1", "VideoId": "video-1", "UploadAddress": testing::upload_address(),
        "UploadAuth": testing::upload_auth(),
    })
}

#[tokio::test]
async fn the_answer_is_that_of_vod_with_two_times() {
    let vod = ScriptedTransport::new([ok(&created())]);
    let answer = ask(&vod, &request()).await;
    assert_eq!(
        (answer.status, answer.headers["cache-control"].as_bytes()),
        (200, &b"no-store"[..])
    );
    assert_eq!(answer.body["UploadAuth"], testing::upload_auth());
    insta::assert_json_snapshot!(
        answer.body, {
            ".UploadAddress" => "[address]", ".UploadAuth" => "[auth]", ".Ticket" => "[ticket]",
        }, @r#"
    {
      "Expiration": "2026-01-02T03:54:05Z",
      "RequestId": "CREATED-1",
      "ServerTime": "2026-01-02T03:04:05Z",
      "Ticket": "[ticket]",
      "UploadAddress": "[address]",
      "UploadAuth": "[auth]",
      "VideoId": "video-1"
    }
    "#);
}

#[tokio::test]
async fn every_field_reaches_vod_under_its_own_name() {
    let vod = ScriptedTransport::new([ok(&created())]);
    let body = json!({
        "fileName": "films/视频 1.MP4", "title": "First & last", "Description": "d",
        "coverUrl": "https://e.com/c.png", "FileSize": 3, "CateId": 4, "Tags": "a,b",
        "UserData": {"Extend": {"k": 1}, "MessageCallback": {"CallbackURL": "https://e.com/cb"}},
        "TemplateGroupId": "group-1", "WorkflowId": "flow-1", "AppId": "app-1000000",
        "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com", "ReferenceId": "order-1",
        "EnableFirstFrameCover": true, "GenerateThumbnail": false,
    });
    let answer = ask_under(Some(testing::RULES_OF_ALL_FIELDS), &vod, &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(vod.actions(), ["CreateUploadVideo"]);
    let mut sent = vod.parameters(0);
    let user_data = grant::testing::with_stamp_hidden(&sent["UserData"]);
    sent.insert("UserData".into(), user_data);
    insta::assert_json_snapshot!(sent, @r#"
    {
      "AppId": "app-1000000",
      "CateId": "4",
      "CoverURL": "https://e.com/c.png",
      "Description": "d",
      "EnableFirstFrameCover": "true",
      "FileName": "films/视频 1.MP4",
      "FileSize": "3",
      "GenerateThumbnail": "false",
      "ReferenceId": "order-1",
      "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com",
      "Tags": "a,b",
      "TemplateGroupId": "group-1",
      "Title": "First & last",
      "UserData": "{\"Extend\":{\"_stamp\":\"[stamp]\",\"k\":1},\"MessageCallback\":{\"CallbackURL\":\"https://e.com/cb\"}}",
      "WorkflowId": "flow-1"
    }
    "#);
}

#[tokio::test]
async fn what_is_not_the_callers_to_set_is_refused_and_spends_no_call() {
    for (field, value) in [
        ("TemplateGroupId", json!("group-1")),
        ("workflowId", json!("flow-1")),
        ("StorageLocation", json!("out-x.oss-cn-shanghai.aliyuncs.com")),
        ("AppId", json!("app-1000001")),
        ("CateId", json!(4)),
        ("coverUrl", json!("https://e.com/c.png")),
        ("EnableFirstFrameCover", json!(true)),
        ("GenerateThumbnail", json!(false)),
        ("UserData", json!({"MessageCallback": {"CallbackURL": "https://e.com/cb"}})),
        ("UserData", json!(r#"{"MessageCallback":"{\"CallbackURL\":\"https://e.com/cb\"}"}"#)),
        ("UserData", json!({"Extend": {}, "AccelerateConfig": {"Type": "oss"}})),
    ] {
        let mut body = request();
        body[field] = value;
        let answer = ask(&ScriptedTransport::new([]), &body).await;
        assert_eq!((answer.status, answer.code()), (403, "Forbidden.Parameter"), "{body}");
        let message = answer.body["Message"].as_str().unwrap();
        assert!(message.starts_with("Role uploader may not set "), "{message}");
    }
}

#[tokio::test]
async fn a_name_that_only_looks_like_a_field_is_none() {
    for name in [
        "templategroupid",
        "TEMPLATEGROUPID",
        "TemplateGroupId ",
        " TemplateGroupId",
        "Template\u{200B}GroupId",
        "TemplateGrоupId",
        "Template.GroupId",
        "UserData.MessageCallback",
        "UserData ",
        "userdata",
        "",
    ] {
        let mut body = request();
        body[name] = json!("group-1");
        for rules in [None, Some(testing::RULES_OF_ALL_FIELDS)] {
            let answer = ask_under(rules, &ScriptedTransport::new([]), &body).await;
            assert_eq!((answer.status, answer.code()), (400, "UnknownParameter"), "{body}");
        }
    }
    for member in ["messageCallback", "MessageCallback ", "MessageCаllback", "Extend.x", ""] {
        let mut body = request();
        body["UserData"] = json!({member: {"CallbackURL": "https://e.com/cb"}});
        let answer = ask(&ScriptedTransport::new([]), &body).await;
        assert_eq!((answer.status, answer.code()), (400, "InvalidParameter"), "{body}");
    }
}

#[tokio::test]
async fn a_null_sets_nothing() {
    let vod = ScriptedTransport::new([ok(&created())]);
    let mut body = request();
    for name in ["TemplateGroupId", "WorkflowId", "UserData", "Tags"] {
        body[name] = Value::Null;
    }
    assert_eq!(ask(&vod, &body).await.status, 200);
    let sent = vod.parameters(0).into_keys().collect::<Vec<_>>();
    assert_eq!(sent, ["FileName", "ReferenceId", "Title", "UserData"]);
}

#[tokio::test]
async fn rules_of_the_operator_replace_those_compiled_in() {
    let rules = "{version: 1, default-role: u, roles: {u: {video: {may-set: [FileName, Title], \
                 forced: {TemplateGroupId: group-1}, defaults: {Title: Untitled}}}}}";
    let vod = ScriptedTransport::new([ok(&created())]);
    let body = json!({"FileName": "a.mp4"});
    assert_eq!(ask_under(Some(rules), &vod, &body).await.status, 200);
    let sent = vod.parameters(0);
    assert_eq!((sent["Title"].as_str(), sent["TemplateGroupId"].as_str()), ("Untitled", "group-1"));
    let settings = testing::settings().with("ACCESS_RULES", "version: 2");
    let error = CreateUploadVideoSettings::load(&settings).unwrap_err().to_string();
    assert!(error.contains("ACCESS_RULES: line 1: "), "{error}");
}

#[tokio::test]
async fn a_field_that_vod_would_refuse_spends_no_call() {
    for (body, code, named) in [
        (json!({"Title": "t"}), "MissingParameter", "FileName"),
        (json!({"FileName": "a.exe", "Title": "t"}), "InvalidFileName.Extension", "FileName"),
        (json!({"FileName": "a.mp4", "Title": "t", "Foo": 1}), "UnknownParameter", "Foo"),
        (json!({"FileName": "a.mp4", "Title": 5}), "InvalidParameter", "Title"),
        (json!({"FileName": "a.mp4", "Title": "😀"}), "IllegalCharacters", "Title"),
        (json!([]), "MalformedJson", "JSON object"),
    ] {
        let answer = ask(&ScriptedTransport::new([]), &body).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{body}");
        let message = answer.body["Message"].as_str().unwrap();
        assert!(message.contains(named), "{message}");
        assert_eq!(answer.body["RequestId"], REQUEST_ID);
    }
}

#[tokio::test(start_paused = true)]
async fn over_the_quota_the_answer_says_when_to_come_back() {
    let vod = ScriptedTransport::new(vec![refused(400, "Throttling.User"); 4]);
    let answer = ask(&vod, &request()).await;
    assert_eq!((answer.status, answer.code()), (429, "Throttling.User"));
    assert_eq!(answer.headers["retry-after"], "1");
    assert!(vod.is_done());
}

#[tokio::test]
async fn a_refusal_of_a_field_is_passed_on_as_vod_wrote_it() {
    let vod = ScriptedTransport::new([refused(404, "InvalidTemplateGroupId.NotFound")]);
    let answer = ask(&vod, &request()).await;
    assert_eq!(answer.status, 404);
    insta::assert_json_snapshot!(answer.body, @r#"
    {
      "Code": "InvalidTemplateGroupId.NotFound",
      "Message": "InvalidTemplateGroupId.NotFound.",
      "RequestId": "REFUSED-1",
      "ServerTime": "2026-01-02T03:04:05Z"
    }
    "#);
}

#[tokio::test]
async fn a_refusal_of_our_own_keys_tells_the_caller_nothing() {
    for step in [refused(403, "Forbidden.RAM"), refused(404, "InvalidAccessKeyId.NotFound")] {
        let answer = ask(&ScriptedTransport::new([step]), &request()).await;
        assert_eq!((answer.status, answer.code()), (502, "BadGateway"));
        let text = answer.body.to_string();
        for hidden in ["RAM", "InvalidAccessKeyId", "testAccessKey", "REFUSED-1"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }
}

#[tokio::test]
async fn a_credential_that_cannot_be_read_is_not_passed_on() {
    let mut broken = created();
    broken["UploadAuth"] = "bm90IGpzb24=".into();
    let answer = ask(&ScriptedTransport::new([ok(&broken)]), &request()).await;
    assert_eq!((answer.status, answer.code()), (502, "BadGateway"));
    assert!(answer.body.get("UploadAuth").is_none());
}

/// The draft of [`request`], which has always the same stamp here.
async fn own_user_data() -> Value {
    let vod = ScriptedTransport::new([ok(&created())]);
    ask(&vod, &request()).await;
    vod.parameters(0)["UserData"].clone().into()
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_looked_up_by_the_reference_id_that_was_sent() {
    let found = json!({"RequestId": "Q", "Video": {
        "VideoId": "video-1", "Status": "Uploading", "UserData": own_user_data().await,
    }});
    let vod = ScriptedTransport::new([
        Step::Fail(TransportErrorKind::Broken),
        ok(&found),
        ok(&created()),
    ]);
    let answer = ask(&vod, &request()).await;
    assert_eq!((answer.status, answer.body["VideoId"].as_str()), (200, Some("video-1")));
    assert_eq!(vod.actions(), ["CreateUploadVideo", "GetVideoInfo", "RefreshUploadVideo"]);
    let sent = vod.parameters(0)["ReferenceId"].clone();
    assert_eq!(sent.len(), 32, "a random one, because the caller gave none");
    assert_eq!(vod.parameters(1)["ReferenceId"], sent);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_gives_nobody_the_video_of_another() {
    let keys = GrantSettings::load(&testing::settings()).unwrap().grant_keys;
    let owner = testing::caller("user-1").owner;
    let other = grant::testing::draft(&keys, MediaKind::Video, &owner).user_data(None).unwrap();
    for user_data in [json!(other), json!("{}"), Value::Null] {
        let found = json!({"RequestId": "Q", "Video": {
            "VideoId": "video-1", "Status": "Uploading", "UserData": user_data,
        }});
        let vod = ScriptedTransport::new([Step::Fail(TransportErrorKind::Broken), ok(&found)]);
        let mut request = request();
        request["ReferenceId"] = "order-of-another".into();
        assert_eq!(ask(&vod, &request).await.status, 409);
        assert_eq!(vod.actions(), ["CreateUploadVideo", "GetVideoInfo"]);
    }
}

#[tokio::test]
async fn the_ticket_shows_whose_the_video_is() {
    let vod = ScriptedTransport::new([ok(&created())]);
    let ticket = ask(&vod, &request()).await.body["Ticket"].as_str().unwrap().to_owned();
    let keys = GrantSettings::load(&testing::settings()).unwrap().grant_keys;
    let ticket = grant::Ticket::read(&keys, &ticket.into()).unwrap();
    let owner = |subject: &str| model::Owner::of(subject.parse().unwrap());
    assert!(ticket.shows(MediaKind::Video, "video-1", &owner("user-1")));
    assert!(!ticket.shows(MediaKind::Video, "video-1", &owner("user-2")));
    let sent = &vod.parameters(0)["UserData"];
    let stamp = grant::user_data::stamp_in_user_data(&keys, sent).unwrap();
    assert_eq!((stamp.grant.id, stamp.grant.extension), (ticket.grant, Some("mp4".into())));
}

#[tokio::test]
async fn without_a_caller_nothing_is_granted() {
    let settings = CreateUploadVideoSettings::load(&testing::settings()).unwrap();
    let ports = testing::ports_over(ScriptedTransport::new([]), FixedClock::at(NOW));
    let function = CreateUploadVideo::new(&settings, &ports).unwrap();
    let context = Context { caller: None, ..testing::context() };
    let body = Bytes::from(request().to_string());
    let request = Request::post("/upload/video").body(body).unwrap();
    assert_eq!(function.handle(request, &context).await.status(), 401);
}

#[tokio::test]
async fn the_settings_must_name_a_region_of_vod() {
    let settings = testing::settings().with("VOD_REGION", "mars-1");
    let settings = CreateUploadVideoSettings::load(&settings).unwrap();
    let ports = testing::ports_over(ScriptedTransport::new([]), FixedClock::at(NOW));
    assert!(CreateUploadVideo::new(&settings, &ports).is_err());
}
