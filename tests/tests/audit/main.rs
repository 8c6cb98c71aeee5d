//! One line of the audit for each credential that is given out, renewed, taken back or refused, on Lambda
//! and behind the local gateway; and none that holds a secret.
//!
//! The functions are those of the registry, over a local cloud in this process, so a function or a route
//! that is new must be given a case here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod emf;
mod lines;
mod refusals;
mod stage;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{
    API_KEY, HttpRequest,
    registry::{self, Function},
};

use stage::{Place, Stage, USER_AGENT};

/// What a good request comes to: event, kind, and the field of the answer that holds the media's id.
struct Expected {
    event: &'static str,
    kind: &'static str,
    id: Option<&'static str>,
}

/// Each route with a good request, and the line that follows; none where nothing is given.
async fn each_route(stage: &Stage) -> Vec<(HttpRequest, Option<Expected>)> {
    let post = |path: &str, body: Value| HttpRequest::new("POST", path).json(&body);
    let issued = |kind, id| Some(Expected { event: "issued", kind, id });
    let mut cases = vec![
        (
            post("/upload/video", json!({"FileName": "a.mp4", "Title": "First"})),
            issued("video", Some("VideoId")),
        ),
        (
            post("/upload/image", json!({"ImageType": "default", "ImageExt": "png"})),
            issued("image", Some("ImageId")),
        ),
        (
            post("/upload/attached-media", json!({"BusinessType": "subtitle", "MediaExt": "srt"})),
            issued("attached-media", Some("MediaId")),
        ),
        (HttpRequest::new("GET", "/sts/token"), issued("sts-token", None)),
        (post("/sts/token", json!({})), issued("sts-token", None)),
    ];
    let video = stage.created("video").await;
    cases.push((
        post("/upload/video/refresh", json!({ "VideoId": video.id })),
        Some(Expected { event: "refreshed", kind: "video", id: Some("VideoId") }),
    ));
    for kind in ["video", "image", "attached-media"] {
        let upload = stage.created(kind).await;
        let path = format!("/upload/{kind}/{}", upload.id);
        let request =
            |method| HttpRequest::new(method, &path).header("x-upload-ticket", &upload.ticket);
        cases.push((request("GET"), None));
        let id = Some("Id");
        cases.push((request("DELETE"), Some(Expected { event: "cancelled", kind, id })));
    }
    cases.into_iter().map(|(request, expected)| (request.key(API_KEY), expected)).collect()
}

/// The declared routes that these requests have, `/callback/vod` left out: VOD gets no credential.
fn routes_of<'a>(requests: impl Iterator<Item = &'a HttpRequest>) -> BTreeSet<(String, String)> {
    let declared = |target: &str| {
        let mut segments: Vec<_> = target.split('/').collect();
        if segments.len() == 4 && segments[3] != "refresh" {
            segments[3] = "{id}";
        }
        segments.join("/")
    };
    requests.map(|one| (one.method.clone(), declared(&one.target))).collect()
}

#[tokio::test]
async fn whatever_is_given_out_has_one_line_and_only_that() {
    let stage = Stage::start().await;
    for place in [Place::Lambda, Place::Gateway] {
        let cases = each_route(&stage).await;
        let functions = registry::functions();
        let registered = functions.iter().flat_map(Function::routes);
        let registered = registered.filter(|route| route.path != "/callback/vod");
        let registered: BTreeSet<_> =
            registered.map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
        assert_eq!(routes_of(cases.iter().map(|(request, _)| request)), registered);

        for (request, expected) in cases {
            let (answer, lines) = stage.ask(place, &request).await;
            let what = format!("{place:?} {} {}: {}", request.method, request.target, answer.body);
            assert_eq!(answer.status, 200, "{what}");
            let audit = lines.audit();
            let Some(Expected { event, kind, id }) = expected else {
                assert!(audit.is_empty(), "{what}: {audit:?}");
                continue;
            };
            assert_eq!(audit.len(), 1, "{what}: {audit:?}");
            let line = &audit[0];
            let text = |name: &str| line[name].as_str().unwrap_or_default();
            assert_eq!((text("event"), text("kind")), (event, kind), "{what}");
            assert_eq!((text("voucher"), text("subject")), ("api-key", ":api-key"), "{what}");
            assert_eq!(text("user_agent"), USER_AGENT, "{what}");
            assert_eq!(text("client_address"), place.client(), "{what}");
            assert_eq!(text("request_id"), answer.headers["x-request-id"], "{what}");
            assert_eq!(line["status"], 200, "{what}");
            assert_eq!(line["media_id"], id.map_or(Value::Null, |id| answer.body[id].clone()));
            assert_eq!(line["until"], answer.body["Expiration"], "{what}");
            assert_eq!(line.get("grant_id").is_some(), kind != "sts-token", "{what}");
            assert_eq!(line.get("code"), None, "{what}");
            lines.hold_no_secret_of(&request, &answer);
            emf::check(place, line);
        }
    }
}

#[tokio::test]
async fn a_credential_in_an_answer_never_goes_without_a_line() {
    // The same the other way round: found by what an answer holds, not by what a case expects.
    let stage = Stage::start().await;
    for (request, _) in each_route(&stage).await {
        let (answer, lines) = stage.ask(Place::Lambda, &request).await;
        let gives = ["UploadAuth", "SecurityToken", "AccessKeySecret"]
            .iter()
            .any(|name| answer.body.get(name).is_some());
        let told = lines
            .audit()
            .iter()
            .any(|line| ["issued", "refreshed"].contains(&line["event"].as_str().unwrap()));
        assert_eq!(gives, told, "{} {}: {}", request.method, request.target, answer.body);
    }
}
