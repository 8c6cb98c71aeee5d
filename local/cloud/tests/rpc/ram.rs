//! RAM users, roles and the account itself: who may call what, and who may become whom.

use local_cloud::ServiceRoleError;
use model::Credentials;
use serde_json::{Value, json};

use crate::stage::{Answer, Call, Stage, redact, temporary_key};

const ACCOUNT: &str = "1234567890123456";

fn document(statements: &Value) -> Value {
    json!({ "Version": "1", "Statement": statements })
}

fn trusting(principal: &Value) -> Value {
    document(&json!([{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal }]))
}

fn allowing(action: &str, resource: &str) -> Value {
    let statement = json!({ "Effect": "Allow", "Action": action, "Resource": resource });
    json!([{ "name": "own", "document": document(&json!([statement])) }])
}

fn user(name: &str, policies: &Value) -> Value {
    let key = json!({ "id": format!("LTAI-{name}"), "secret": format!("{name}-secret") });
    json!({ "name": name, "access_keys": [key], "policies": policies })
}

fn key(name: &str) -> Credentials {
    Credentials::long_lived(format!("LTAI-{name}"), format!("{name}-secret"))
}

fn arn(role: &str) -> String {
    format!("acs:ram::{ACCOUNT}:role/{role}")
}

async fn assume(stage: &Stage, by: Credentials, role: &str, more: &[(&str, &str)]) -> Answer {
    let arn = arn(role);
    let mut parameters = vec![("RoleArn", arn.as_str()), ("RoleSessionName", "session")];
    parameters.extend_from_slice(more);
    Call::sts("AssumeRole", &parameters).by(by).send(stage).await
}

fn no_permission() -> (u16, String) {
    (403, "NoPermission".to_owned())
}

#[tokio::test]
async fn a_user_may_do_what_its_policies_allow() {
    let conditional = document(&json!([
        { "Effect": "Allow", "Action": "vod:*", "Resource": "acs:vod:*:*" },
        {
            "Effect": "Deny", "NotAction": "vod:Create*", "Resource": "*",
            "Condition": {
                "IpAddress": { "acs:SourceIp": ["127.0.0.0/8", "::1"] },
                "Bool": { "acs:SecureTransport": "false" },
            },
        },
    ]));
    let policies = json!([{ "name": "uploads", "document": conditional }]);
    let stage = Stage::with_ram(&json!({
        "users": [user("alice", &policies), user("bob", &json!([]))],
    }))
    .await;
    let create = || Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]);
    for scheme in [|call: Call| call, Call::acs3] {
        scheme(create().by(key("alice"))).send(&stage).await.success();
        let look = scheme(Call::vod("GetVideoInfo", &[("VideoId", "v")])).by(key("alice"));
        assert_eq!(look.send(&stage).await.refusal(), (403, "Forbidden".to_owned()));
        let nothing = scheme(create().by(key("bob"))).send(&stage).await;
        assert_eq!(nothing.refusal(), (403, "Forbidden".to_owned()));
    }
}

#[tokio::test]
async fn a_disabled_key_is_told_from_one_that_never_was() {
    let stage = Stage::with_ram(&json!({ "users": [{
        "name": "alice",
        "access_keys": [{ "id": "LTAI-alice", "secret": "alice-secret", "status": "Inactive" }],
        "policies": allowing("*", "*"),
    }] }))
    .await;
    for scheme in [|call: Call| call, Call::acs3] {
        let call = |key| scheme(Call::sts("GetCallerIdentity", &[]).by(key));
        let disabled = call(key("alice")).send(&stage).await.refusal();
        assert_eq!(disabled, (400, "InvalidAccessKeyId.Inactive".to_owned()));
        let unknown = call(key("nobody")).send(&stage).await.refusal();
        assert_eq!(unknown, (404, "InvalidAccessKeyId.NotFound".to_owned()));
    }
}

#[tokio::test]
async fn caller_and_role_must_both_agree() {
    let role = |name: &str, principal: &Value| json!({ "name": name, "trust_policy": trusting(principal) });
    let stage = Stage::with_ram(&json!({
        "users": [
            user("alice", &allowing("sts:AssumeRole", &format!("acs:ram:*:{ACCOUNT}:role/a*"))),
            user("bob", &json!([])),
        ],
        "roles": [
            role("a-alice", &json!({ "RAM": format!("acs:ram::{ACCOUNT}:user/alice") })),
            role("a-bob", &json!({ "RAM": format!("acs:ram::{ACCOUNT}:user/bob") })),
            role("a-service", &json!({ "Service": "fc.aliyuncs.com" })),
            role("b-all", &json!({ "RAM": format!("acs:ram::{ACCOUNT}:root") })),
        ],
    }))
    .await;
    assume(&stage, key("alice"), "a-alice", &[]).await.success();
    // The role does not trust her.
    assert_eq!(assume(&stage, key("alice"), "a-bob", &[]).await.refusal(), no_permission());
    assert_eq!(assume(&stage, key("alice"), "a-service", &[]).await.refusal(), no_permission());
    // Her policy does not reach it.
    assert_eq!(assume(&stage, key("alice"), "b-all", &[]).await.refusal(), no_permission());
    // Nobody told him that he may.
    assert_eq!(assume(&stage, key("bob"), "a-bob", &[]).await.refusal(), no_permission());
    assert_eq!(assume(&stage, key("bob"), "none", &[]).await.refusal(), no_permission());
    let unknown = assume(&stage, key("alice"), "a-none", &[]).await.refusal();
    assert_eq!(unknown, (404, "EntityNotExist.Role".to_owned()));
}

#[tokio::test]
async fn the_account_itself_may_do_everything_but_assume_a_role() {
    let stage = Stage::with_ram(&json!({
        "account_access_keys": [{ "id": "LTAI-root", "secret": "root-secret" }],
    }))
    .await;
    let create = Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]);
    create.by(key("root")).send(&stage).await.success();
    let refused = assume(&stage, key("root"), "uploader", &[]).await;
    assert_eq!(refused.refusal(), no_permission());
    assert_eq!(refused.json()["Message"], "Roles may not be assumed by root accounts.");
    let identity = Call::sts("GetCallerIdentity", &[]).by(key("root")).send(&stage).await;
    let identity = redact(&identity.success());
    assert_eq!(identity["IdentityType"], "Account");
    assert_eq!(identity["Arn"], format!("acs:ram::{ACCOUNT}:root"));
    assert_eq!(identity["PrincipalId"], ACCOUNT);
    assert_eq!(identity["UserId"], ACCOUNT);
}

#[tokio::test]
async fn a_session_lasts_as_long_as_its_role_lets_it() {
    let stage = Stage::with_ram(&json!({ "roles": [{
        "name": "long",
        "max_session_duration": 5_400,
        "trust_policy": trusting(&json!({ "RAM": format!("acs:ram::{ACCOUNT}:root") })),
    }] }))
    .await;
    let ask = async |seconds: &str| {
        assume(&stage, Stage::own_key(), "long", &[("DurationSeconds", seconds)]).await
    };
    assert_eq!(ask("5400").await.success()["Credentials"]["Expiration"], "2026-01-02T04:34:05Z");
    for seconds in ["5401", "43201", "899", "-900", "900.5"] {
        let refused = ask(seconds).await;
        let code = "InvalidParameter.DurationSeconds".to_owned();
        assert_eq!(refused.refusal(), (400, code), "{seconds}");
    }
    let message = ask("5401").await.json()["Message"].clone();
    assert_eq!(message, "The Min/Max value of DurationSeconds is 15min/90min.");
    let ordinary = assume(&stage, Stage::own_key(), "uploader", &[("DurationSeconds", "3601")]);
    let message = ordinary.await.json()["Message"].clone();
    assert_eq!(message, "The Min/Max value of DurationSeconds is 15min/1hr.");
}

#[tokio::test]
async fn a_role_can_ask_for_the_external_id() {
    let trust = document(&json!([{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": format!("acs:ram::{ACCOUNT}:root") },
        "Condition": { "StringEquals": { "sts:ExternalId": "ticket-7" } },
    }]));
    let stage =
        Stage::with_ram(&json!({ "roles": [{ "name": "partner", "trust_policy": trust }] })).await;
    let ask = async |more: &[(&str, &str)]| assume(&stage, Stage::own_key(), "partner", more).await;
    ask(&[("ExternalId", "ticket-7")]).await.success();
    assert_eq!(ask(&[("ExternalId", "ticket-8")]).await.refusal(), no_permission());
    assert_eq!(ask(&[]).await.refusal(), no_permission());
}

#[tokio::test]
async fn a_session_becomes_another_role_that_trusts_its_own() {
    let stage = Stage::with_ram(&json!({ "roles": [
        {
            "name": "first",
            "trust_policy": trusting(&json!({ "RAM": format!("acs:ram::{ACCOUNT}:root") })),
            "policies": allowing("sts:AssumeRole", "*"),
        },
        {
            "name": "second",
            "trust_policy": trusting(&json!({ "RAM": arn("first") })),
            "policies": allowing("vod:CreateUploadVideo", "*"),
        },
    ] }))
    .await;
    let first = temporary_key(&assume(&stage, Stage::own_key(), "first", &[]).await.success());
    let second = temporary_key(&assume(&stage, first.clone(), "second", &[]).await.success());
    let create = |key: &Credentials| {
        Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]).by(key.clone())
    };
    create(&second).send(&stage).await.success();
    assert_eq!(create(&first).send(&stage).await.refusal(), (403, "Forbidden".to_owned()));
    // The user of the account's key is not that role.
    let refused = assume(&stage, Stage::own_key(), "second", &[]).await;
    assert_eq!(refused.refusal(), no_permission());
}

#[tokio::test]
async fn a_service_gets_the_roles_that_trust_it() {
    let stage = Stage::with_ram(&json!({ "roles": [{
        "name": "fc-create",
        "trust_policy": trusting(&json!({ "Service": ["fc.aliyuncs.com"] })),
        "policies": allowing("vod:CreateUploadVideo", "*"),
    }] }))
    .await;
    let name = "instance".parse().unwrap();
    let ask = |service, role| stage.cloud.assume_role_as_service(service, role, &name);
    let key = ask("fc.aliyuncs.com", "fc-create").unwrap();
    let create = Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]);
    create.by(key).send(&stage).await.success();
    assert_eq!(
        ask("mns.aliyuncs.com", "fc-create").unwrap_err(),
        ServiceRoleError::NotTrusted {
            role: "fc-create".to_owned(),
            service: "mns.aliyuncs.com".to_owned(),
        }
    );
    assert_eq!(
        ask("fc.aliyuncs.com", "none").unwrap_err(),
        ServiceRoleError::NoSuchRole("none".to_owned())
    );
}

#[tokio::test]
async fn a_session_policy_is_bounded_in_characters() {
    let stage = Stage::new().await;
    let policy = |characters: usize| {
        let text = allowing("vod:*", "*")[0]["document"].to_string();
        let padding = characters - text.chars().count();
        text.replacen('{', &format!("{{{}", " ".repeat(padding)), 1)
    };
    let ask = async |policy: &str| {
        assume(&stage, Stage::own_key(), "uploader", &[("Policy", policy)]).await
    };
    ask(&policy(2_048)).await.success();
    let refused = ask(&policy(2_049)).await.refusal();
    assert_eq!(refused, (400, "InvalidParameter.PolicySize".to_owned()));
}
