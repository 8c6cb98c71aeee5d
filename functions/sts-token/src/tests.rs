//! The function as an adapter sees it, over a scripted STS and a clock that is moved.

mod keeping;
mod owners;
mod policies;
mod start;

use std::time::Duration;

use access::{Caller, Role};
use http::Request;
use runtime::testing::{self, Answer, FixedClock, ScriptedTransport, Step, ok, refused};
use serde_json::json;
use settings::{Fixed, Settings as _};

use super::*;

struct Rig {
    function: StsToken,
    sts: Arc<ScriptedTransport>,
    clock: Arc<FixedClock>,
}

/// The settings of a deployment for a bucket of its own.
fn settings() -> Fixed {
    testing::settings()
        .with("STS_ROLE_ARN", "acs:ram::1234567890123456:role/uploader")
        .with("STS_BUCKET", "media-of-users")
}

fn function(settings: &Fixed, ports: &Ports) -> StsToken {
    StsToken::new(&StsTokenSettings::load(settings).unwrap(), ports).unwrap()
}

fn rig_with(settings: &Fixed, steps: impl IntoIterator<Item = Step>) -> Rig {
    let sts = ScriptedTransport::new(steps);
    let clock = FixedClock::at("2026-01-02T00:00:00Z");
    let ports = testing::ports_over(sts.clone(), clock.clone());
    Rig { function: function(settings, &ports), sts, clock }
}

fn rig(steps: impl IntoIterator<Item = Step>) -> Rig {
    rig_with(&settings(), steps)
}

impl Rig {
    async fn ask(&self) -> Answer {
        testing::call(&self.function, "GET", "/sts/token", "").await
    }

    /// The AccessKeyId handed out, or the code of the failure.
    async fn key(&self) -> String {
        key(&self.ask().await)
    }

    fn calls(&self) -> usize {
        self.sts.requests().len()
    }
}

fn key(answer: &Answer) -> String {
    let key = answer.body["AccessKeyId"].as_str();
    key.unwrap_or_else(|| answer.code()).to_owned()
}

async fn ask_as(function: &StsToken, caller: Caller) -> Answer {
    let request = Request::get("/sts/token").body(Bytes::new()).unwrap();
    testing::call_as(function, caller, request).await
}

/// A token of this name until this moment.
fn token(name: &str, expiration: &str) -> Step {
    ok(&json!({
        "RequestId": "ASSUMED-1",
        "AssumedRoleUser": {"Arn": "acs:ram::1:role/uploader/s", "AssumedRoleId": "1:s"},
        "Credentials": {
            "AccessKeyId": name, "AccessKeySecret": "testTokenSecret",
            "SecurityToken": "testSecurityToken", "Expiration": expiration,
        },
    }))
}

fn first() -> Step {
    token("STS.first", "2026-01-02T01:00:00Z")
}

fn second() -> Step {
    token("STS.second", "2026-01-02T02:00:00Z")
}

#[tokio::test]
async fn get_and_post_give_the_same_fields() {
    let rig = rig([first()]);
    let answer = rig.ask().await;
    assert_eq!(
        (answer.status, answer.headers["cache-control"].as_bytes()),
        (200, &b"no-store"[..])
    );
    insta::assert_json_snapshot!(
        answer.body, { ".AccessKeySecret" => "[secret]", ".SecurityToken" => "[token]" }, @r#"
    {
      "AccessKeyId": "STS.first",
      "AccessKeySecret": "[secret]",
      "Bucket": "media-of-users",
      "Expiration": "2026-01-02T01:00:00Z",
      "Prefix": "uploads/users/user-1/",
      "RequestId": "11111111-2222-3333-4444-555555555555",
      "SecurityToken": "[token]",
      "ServerTime": "2026-01-02T00:00:00Z",
      "StatusCode": 200,
      "status": 200
    }
    "#);
    assert_eq!(answer.body["AccessKeySecret"], "testTokenSecret");
    assert_eq!(answer.body["SecurityToken"], "testSecurityToken");
    for body in ["", "{}"] {
        let posted = testing::call(&rig.function, "POST", "/sts/token", body).await;
        assert_eq!((posted.status, posted.body), (200, answer.body.clone()));
    }
    assert_eq!(rig.calls(), 1);
}

#[tokio::test]
async fn the_region_of_the_bucket_is_told_where_it_is_known() {
    let settings = settings().with("STS_BUCKET_REGION", "cn-beijing");
    let rig = rig_with(&settings, [first()]);
    assert_eq!(rig.ask().await.body["Region"], "cn-beijing");
}

#[tokio::test]
async fn a_token_for_vod_alone_names_no_bucket() {
    let settings = settings()
        .with("STS_BUCKET", "")
        .with("STS_BUCKET_REGION", "cn-beijing")
        .with("STS_VOD", "on");
    let rig = rig_with(&settings, [first()]);
    let body = rig.ask().await.body;
    assert_eq!(body["AccessKeyId"], "STS.first");
    for field in ["Bucket", "Prefix", "Region"] {
        assert!(body.get(field).is_none(), "{body}");
    }
}

#[tokio::test]
async fn the_owner_and_the_settings_say_what_a_token_may_do() {
    let rig = rig([first()]);
    rig.ask().await;
    assert_eq!(rig.sts.actions(), ["AssumeRole"]);
    assert_eq!(rig.sts.requests()[0].uri().host(), Some("sts.cn-shanghai.aliyuncs.com"));
    let mut sent = rig.sts.parameters(0);
    let policy = sent.remove("Policy").unwrap();
    assert!(policy.contains("media-of-users/uploads/users/user-1/*"), "{policy}");
    insta::assert_json_snapshot!(sent, @r#"
    {
      "DurationSeconds": "3600",
      "RoleArn": "acs:ram::1234567890123456:role/uploader",
      "RoleSessionName": "user-1-cf5489f3f20bf5c7"
    }
    "#);
}

#[tokio::test]
async fn a_wish_of_the_caller_is_refused_and_spends_no_call() {
    let rig = rig([]);
    for (body, code) in [
        (r#"{"DurationSeconds":43200}"#, "UnknownParameter"),
        (r#"{"policy":"{}"}"#, "UnknownParameter"),
        (r#"{"Prefix":"uploads/users/user-2/"}"#, "UnknownParameter"),
        ("[]", "MalformedJson"),
        ("{", "MalformedJson"),
    ] {
        let answer = testing::call(&rig.function, "POST", "/sts/token", body).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{body}");
    }
    assert_eq!(rig.calls(), 0);
}

#[tokio::test]
async fn a_role_that_may_not_have_tokens_gets_none() {
    let rules = "\
version: 1
roles:
  servers:
    sts: true
  users:
    sts: false
    video: {may-set: all}
";
    let rig = rig_with(&settings().with("ACCESS_RULES", rules), [first()]);
    let caller = |roles: &[&str]| Caller {
        roles: roles.iter().map(|role| Role::new(role).unwrap()).collect(),
        ..testing::caller("user-1")
    };
    for (roles, message) in [
        (&["users"][..], "Role users may not ask for STS tokens."),
        (&[], "You have no role that may do anything here."),
        (&["admin"], "You have no role that may do anything here."),
    ] {
        let answer = ask_as(&rig.function, caller(roles)).await;
        assert_eq!((answer.status, answer.code()), (403, "Forbidden.Operation"), "{roles:?}");
        assert_eq!(answer.body["Message"], message);
    }
    assert_eq!(rig.calls(), 0);
    // A token that is kept is no way around them either.
    assert_eq!(ask_as(&rig.function, caller(&["servers"])).await.status, 200);
    assert_eq!(ask_as(&rig.function, caller(&["users"])).await.status, 403);
}

#[tokio::test]
async fn nobody_gets_a_token_for_nobody() {
    let rig = rig([]);
    let context = Context { caller: None, ..testing::context() };
    let request = Request::get("/sts/token").body(Bytes::new()).unwrap();
    assert_eq!(rig.function.handle(request, &context).await.status(), 401);
}

#[tokio::test(start_paused = true)]
async fn a_busy_sts_is_told_as_such() {
    let rig = rig(vec![refused(400, "Throttling.User"); 4]);
    let answer = rig.ask().await;
    assert_eq!((answer.status, answer.code()), (429, "Throttling.User"));
    assert_eq!(answer.headers["retry-after"], "1");
}
