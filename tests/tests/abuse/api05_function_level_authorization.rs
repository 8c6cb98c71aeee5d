//! API5: operations. Those that a role may not call, those that are for nobody outside, and methods
//! that a path does not have.

use std::fs;

use serde_json::json;
use tests::{
    API_KEY, FunctionCompute, HttpRequest, LambdaFunction, Stack, World, artefact, fixture,
    registry::{Trigger, functions},
};

use crate::attack::{KINDS, User, assert_there_is_none, refusal};

const RULES: &str = "
version: 1
roles:
  support: {acts-for-others: true}
  uploader: {video: {may-set: [FileName, Title]}}
";

#[tokio::test]
async fn a_role_does_what_it_may_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("access.yaml");
    fs::write(&file, RULES).unwrap();
    let stack = Stack::start(&["--access-rules", file.to_str().unwrap()]);
    let with = |role: &str| User::with(&stack, "user-1", &json!({"roles": [role]}));
    let (nobody, support, uploader) = (with("none-of-these"), with("support"), with("uploader"));

    for (kind, _, body) in KINDS {
        let path = format!("/upload/{kind}");
        for (user, may) in [(&nobody, false), (&support, false), (&uploader, kind == "video")] {
            let answer = user.send("POST", &path, body).await;
            assert_eq!(answer.status, if may { 200 } else { 403 }, "{kind}: {}", answer.body);
        }
    }
    for user in [&nobody, &support, &uploader] {
        for method in ["GET", "POST"] {
            let answer = user.send(method, "/sts/token", "").await;
            assert_eq!(refusal(&answer), (403, "Forbidden.Operation"));
        }
    }
}

/// Somebody is shut out while their uploads run: what they hold opens nothing any more.
#[tokio::test]
async fn whoever_loses_the_right_to_upload_loses_what_follows_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("access.yaml");
    let banned = "roles:\n  banned: {}\n";
    let rules = fs::read_to_string(tests::root().join("shared/access/access.yaml")).unwrap();
    fs::write(&file, rules.replacen("roles:\n", banned, 1)).unwrap();
    let stack = Stack::start(&["--access-rules", file.to_str().unwrap()]);
    let user = User::new(&stack, "user-1");
    let same = User::with(&stack, "user-1", &json!({"roles": ["banned"]}));
    for (kind, _, _) in KINDS {
        let granted = user.granted(kind).await;
        let ticket = Some(granted.ticket.as_str());
        for method in ["GET", "DELETE"] {
            let answer = same.about(method, kind, &granted.id, ticket).await;
            assert_eq!(refusal(&answer), (403, "Forbidden.Operation"), "{method} {kind}");
        }
        assert_eq!(user.about("GET", kind, &granted.id, ticket).await.status, 200);
        if kind == "video" {
            let answer = same.refresh(&granted.id, ticket).await;
            assert_eq!(refusal(&answer), (403, "Forbidden.Operation"));
        }
    }
}

#[tokio::test]
async fn acting_for_others_is_a_role_of_its_own() {
    let stack = Stack::start(&[]);
    let granted = User::new(&stack, "user-1").granted("video").await;
    let user = User::new(&stack, "user-2");
    let operator = User::with(&stack, "boss", &json!({"roles": ["operator"]}));
    assert_there_is_none(&user.refresh(&granted.id, None).await, "video");
    assert_eq!(operator.refresh(&granted.id, None).await.status, 200);
    assert_there_is_none(&user.about("DELETE", "video", &granted.id, None).await, "video");
    assert_eq!(operator.about("DELETE", "video", &granted.id, None).await.status, 200);
}

#[tokio::test]
async fn methods_and_disguises_of_methods_reach_nothing_else() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    let granted = user.granted("video").await;
    let path = format!("/upload/video/{}", granted.id);
    for method in ["PUT", "PATCH", "POST", "TRACE", "PROPFIND", "delete", "LOCK"] {
        let answer = user.send(method, &path, "").await;
        assert!(matches!(answer.status, 405 | 501), "{method}: {}", answer.body);
    }
    for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let answer = user.send_with("GET", &path, "", &[(header, "DELETE")]).await;
        assert_eq!((answer.status, &answer.body["Status"]), (200, &json!("Uploading")));
    }
    assert_eq!(user.about("GET", "video", &granted.id, None).await.status, 200);
}

/// What runs behind a queue or a clock, and what belongs to a platform or to the local cloud. Each
/// function is asked as it is deployed: the platform's paths are there for the platform alone.
#[tokio::test]
async fn what_is_for_nobody_outside_has_no_route() {
    let world = World::start().await;
    // Whoever took it for an event would take it.
    let event = fixture("function-compute/mns-topic-json.json");
    for function in functions() {
        let (name, settings) = (function.name, world.settings_of(function.name));
        let program = artefact(name);
        let on_function_compute = FunctionCompute::start(&program, name, &settings).await;
        let on_function_compute = on_function_compute.unwrap_or_else(|ended| panic!("{ended:?}"));
        let on_lambda = LambdaFunction::start(&program, name, &settings).await;
        for path in FOR_NOBODY_OUTSIDE {
            for method in ["GET", "POST"] {
                let request = HttpRequest::new(method, path).key(API_KEY).json(&event);
                let what = format!("{name}: {method} {path}");
                let answer = on_function_compute.http(&request).await;
                match function.trigger {
                    Trigger::Http { .. } => {
                        assert_eq!(refusal(&answer), (404, "NoSuchRoute"), "{what}");
                        let answer = on_lambda.http(&request).await;
                        assert_eq!(refusal(&answer), (404, "NoSuchRoute"), "{what}");
                    }
                    // It takes no request at all; a queue or a schedule brings it events.
                    Trigger::Queue | Trigger::Schedule => {
                        assert_eq!(refusal(&answer), (400, "UnsupportedEvent"), "{what}");
                    }
                }
            }
        }
    }
}

const FOR_NOBODY_OUTSIDE: [&str; 16] = [
    "/process-upload",
    "/sweep-uploads",
    "/invoke",
    "/initialize",
    "/pre-stop",
    "/pre-freeze",
    "/http-invoke",
    "/2018-06-01/runtime/invocation/next",
    "/2015-03-31/functions/function/invocations",
    "/_local/health",
    "/_local/state",
    "/healthz",
    "/metrics",
    "/admin",
    "/.env",
    "/debug/pprof",
];

/// The webhook listens to VOD's signature and to nobody's key.
#[tokio::test]
async fn no_identity_opens_the_webhook() {
    let stack = Stack::start(&[]);
    let user = User::with(&stack, "boss", &json!({"roles": ["operator"]}));
    let body = json!({"EventType": "FileUploadComplete", "VideoId": "v"}).to_string();
    let answer = user.send("POST", "/callback/vod", &*body).await;
    assert!(matches!(refusal(&answer).0, 401 | 403), "{}", answer.body);
    let by_key = stack.send("POST", "/callback/vod", body.into()).await;
    assert!(matches!(refusal(&by_key).0, 401 | 403), "{}", by_key.body);
}
