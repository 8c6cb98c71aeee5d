//! Users with policies and keys of their own, as OSS sees them.

use model::Credentials;
use serde_json::{Value, json};

use super::stage::{Ask, Scheme, Stage};
use crate::config::Options;
use crate::identities::Ram;

async fn stage(status: &str, statements: Value) -> Stage {
    let policy = json!({ "Version": "1", "Statement": statements });
    let ram = json!({ "users": [{
        "name": "alice",
        "access_keys": [{ "id": "LTAI-alice", "secret": "alice-secret", "status": status }],
        "policies": [{ "name": "own", "document": policy }],
    }] });
    let ram = Ram::parse(&ram.to_string()).unwrap();
    Stage::with(Options { ram, ..Options::default() }).await
}

fn alice() -> Credentials {
    Credentials::long_lived("LTAI-alice", "alice-secret")
}

#[tokio::test]
async fn a_disabled_key_has_a_fine_code_of_its_own() {
    let stage =
        stage("Inactive", json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }])).await;
    for scheme in Scheme::ALL {
        let answer = stage.send_as(Ask::put("k", "x"), &alice(), scheme).await;
        assert_eq!(answer.outcome(), (403, "InvalidAccessKeyId".to_owned()), "{scheme:?}");
        assert_eq!(answer.element("EC"), "0002-00000904");
        assert_eq!(answer.element("OSSAccessKeyId"), "LTAI-alice");
    }
}

#[tokio::test]
async fn the_policies_of_a_user_hold_for_every_kind_of_signature() {
    let stage = stage(
        "Active",
        json!([
            { "Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:media/mine/*" },
            { "Effect": "Deny", "Action": "oss:Delete*", "Resource": "*" },
        ]),
    )
    .await;
    for scheme in Scheme::ALL {
        let send = async |ask: Ask| stage.send_as(ask, &alice(), scheme).await;
        assert_eq!(send(Ask::put("mine/a", "x")).await.status, 200, "{scheme:?}");
        let outside = send(Ask::put("yours/a", "x")).await;
        assert_eq!(outside.outcome(), (403, "AccessDenied".to_owned()), "{scheme:?}");
        assert_eq!(outside.element("PolicyType"), "AccountLevelIdentityBasedPolicy");
        assert_eq!(outside.element("EC"), "0003-00000202");
        assert_eq!(outside.element("AuthPrincipalType"), "SubUser");
        let denied = send(Ask::new("DELETE", "mine/a")).await;
        assert_eq!(denied.element("EC"), "0003-00000201", "{scheme:?}");
        assert_eq!(denied.element("NoPermissionType"), "ExplicitDeny");
    }
}

#[tokio::test]
async fn circumstances_decide() {
    let here = json!({ "IpAddress": { "acs:SourceIp": "127.0.0.1" } });
    let elsewhere = json!({ "IpAddress": { "acs:SourceIp": "192.0.2.0/24" } });
    let agent = json!({ "StringLike": { "acs:UserAgent": "uploader/*" } });
    let own_key = json!({ "StringEquals": { "acs:AccessId": "LTAI-alice" } });
    let late = json!({ "DateGreaterThan": { "acs:CurrentTime": "2026-01-02T03:04:05Z" } });
    let secure = json!({ "Bool": { "acs:SecureTransport": "true" } });
    // Prefix is a parameter of ListObjects and never restricts an upload.
    let prefix = json!({ "StringLike": { "oss:Prefix": "*" } });
    for (condition, status) in [
        (here, 200),
        (elsewhere, 403),
        (agent, 200),
        (own_key, 200),
        (late, 403),
        (secure, 403),
        (prefix, 403),
    ] {
        let statement = json!({
            "Effect": "Allow", "Action": "oss:PutObject", "Resource": "*", "Condition": condition,
        });
        let stage = stage("Active", json!([statement])).await;
        let ask = Ask::put("k", "x").header("user-agent", "uploader/1.0");
        let answer = stage.send_as(ask, &alice(), Scheme::HeaderV4).await;
        assert_eq!(answer.status, status, "{condition}");
    }
}

#[tokio::test]
async fn a_listing_is_allowed_by_its_prefix() {
    let stage = stage(
        "Active",
        json!([{
            "Effect": "Allow", "Action": "oss:ListObjects", "Resource": "acs:oss:*:*:media",
            "Condition": { "StringLike": { "oss:Prefix": ["users/7/*"] } },
        }]),
    )
    .await;
    let list = async |prefix: Option<&str>| {
        let ask = Ask::new("GET", "");
        let ask = if prefix.is_some() { ask.query("prefix", prefix) } else { ask };
        stage.send_as(ask, &alice(), Scheme::HeaderV4).await
    };
    assert_ne!(list(Some("users/7/a")).await.status, 403);
    assert_eq!(list(Some("users/8/")).await.status, 403);
    assert_eq!(list(None).await.status, 403);
}

#[tokio::test]
async fn an_acl_has_the_last_word_where_no_policy_says_anything() {
    let nothing = json!([{ "Effect": "Allow", "Action": "vod:*", "Resource": "*" }]);
    let denied = json!([{ "Effect": "Deny", "Action": "oss:GetObject", "Resource": "*" }]);
    for (statements, public, private) in [(nothing, 200, 403), (denied, 403, 403)] {
        let stage = stage("Active", statements).await;
        let open = Ask::put("open", "x").header("x-oss-object-acl", "public-read");
        assert_eq!(stage.send(open).await.status, 200);
        assert_eq!(stage.send(Ask::put("closed", "x")).await.status, 200);
        let get = async |key| {
            stage.send_as(Ask::new("GET", key), &alice(), Scheme::HeaderV4).await.status
        };
        assert_eq!(get("open").await, public);
        assert_eq!(get("closed").await, private);
        let write = stage.send_as(Ask::put("open", "y"), &alice(), Scheme::HeaderV4).await;
        assert_eq!(write.status, 403);
    }
}
