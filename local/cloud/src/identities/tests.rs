use serde_json::json;

use super::decision::PolicyType;
use super::*;
use crate::config::Options;
use crate::policy::{Context, Policy};
use crate::testing::{FixedClock, config};

/// The answer to whoever has this permission.
fn decide(
    identities: &Identities,
    permission: Permission,
    action: &str,
    resource: &str,
) -> Decision {
    let key = AccessKey { permission, ..identities.find("LTAI-local").unwrap() };
    identities.decide(&key, &Question { action, resource, context: &Context::default() })
}

fn anybody() -> Principal {
    Principal::Account { account_id: "1234567890123456".to_owned() }
}

fn fresh() -> Identities {
    Identities::new(&config()).unwrap()
}

fn resource(path: &str) -> String {
    format!("acs:oss:*:1234567890123456:{path}")
}

#[test]
fn the_account_key_may_do_everything() {
    let identities = Identities::new(&config()).unwrap();
    let key = identities.find("LTAI-local").unwrap();
    assert!(key.security_token.is_none());
    assert!(!key.is_expired(Timestamp::MAX));
    assert!(decide(&identities, key.permission, "vod:DeleteVideo", "*").is_allowed());
    assert!(identities.find("LTAI-other").is_none());
}

#[test]
fn an_issued_key_has_a_token_and_an_end() {
    let identities = Identities::new(&config()).unwrap();
    let issued = identities.issue(Permission::Everything, 3000, anybody());
    assert!(issued.access_key_id.starts_with("STS."));
    let key = identities.find(&issued.access_key_id).unwrap();
    assert_eq!(key.security_token, Some(issued.security_token));
    let end = FixedClock::START + SignedDuration::from_secs(3000);
    assert_eq!(issued.expires_at, end);
    assert!(!key.is_expired(end - SignedDuration::from_secs(1)));
    assert!(key.is_expired(end));
}

#[test]
fn two_keys_never_share_anything() {
    let identities = Identities::new(&config()).unwrap();
    let issue = || identities.issue(Permission::Everything, 900, anybody());
    let (a, b) = (issue(), issue());
    assert_ne!(a.access_key_id, b.access_key_id);
    assert_ne!(a.access_key_secret, b.access_key_secret);
    assert_ne!(a.security_token, b.security_token);
}

#[test]
fn keys_expired_for_a_day_are_forgotten_when_many_gather() {
    let clock = Arc::new(FixedClock::default());
    let identities = Identities::new(&Config { clock: clock.clone(), ..config() }).unwrap();
    let issue = || identities.issue(Permission::Everything, 900, anybody());
    let first = issue().access_key_id;
    for _ in 0..1100 {
        issue();
    }
    assert!(identities.find(&first).is_some());
    clock.advance(SignedDuration::from_hours(48));
    for _ in 0..1100 {
        issue();
    }
    assert!(identities.find(&first).is_none());
    assert!(identities.find("LTAI-local").is_some());
}

#[test]
fn an_upload_credential_reaches_its_object_only() {
    let identities = fresh();
    let decide = |action: &str, resource: &str| {
        let permission = Permission::Object {
            bucket: "outin-a".to_owned(),
            key: "sv/1.mp4".to_owned(),
            prefix: None,
        };
        decide(&identities, permission, action, resource)
    };
    let allows = |action, path| decide(action, &resource(path)).is_allowed();
    for action in ["oss:PutObject", "oss:ListParts", "oss:AbortMultipartUpload"] {
        assert!(allows(action, "outin-a/sv/1.mp4"));
        assert!(!allows(action, "outin-a/sv/1.mp4x"));
        assert!(!allows(action, "outin-a/sv/1.mp"));
        assert!(!allows(action, "outin-b/sv/1.mp4"));
        assert!(!allows(action, "outin-a"));
    }
    assert!(!allows("oss:GetObject", "outin-a/sv/1.mp4"));
    assert!(!allows("oss:DeleteObject", "outin-a/sv/1.mp4"));
    let policy_type = PolicyType::SessionPolicy;
    assert_eq!(
        decide("vod:GetVideoInfo", "*"),
        Decision::Denied(Denial { policy_type, grounds: None })
    );
}

#[test]
fn a_prefix_reaches_what_begins_with_it() {
    let identities = fresh();
    let allows = |prefix: &str, path| {
        let permission = Permission::Object {
            bucket: "b".to_owned(),
            key: "a/list.m3u8".to_owned(),
            prefix: Some(prefix.to_owned()),
        };
        decide(&identities, permission, "oss:PutObject", &resource(path)).is_allowed()
    };
    assert!(allows("a/", "b/a/1.ts"));
    assert!(allows("a/", "b/a/list.m3u8"));
    assert!(!allows("a/", "b/b/1.ts"));
    assert!(!allows("", "b/b/1.ts"));
}

#[test]
fn a_session_may_do_what_role_and_session_both_allow() {
    let role = json!({ "Version": "1", "Statement": [
        { "Effect": "Allow", "Action": "oss:*", "Resource": "*" },
        { "Effect": "Deny", "Action": "oss:Delete*", "Resource": "*" },
    ] });
    let trust = json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": "acs:ram::1234567890123456:root" },
    }] });
    let ram = Ram::parse(
        &json!({ "roles": [{
            "name": "media", "trust_policy": trust,
            "policies": [{ "name": "objects", "document": role }],
        }] })
        .to_string(),
    )
    .unwrap();
    let identities =
        Identities::new(&Config { options: Options { ram, ..Options::default() }, ..config() })
            .unwrap();
    let session = Policy::parse(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["vod:*","oss:PutObject","oss:DeleteObject"],"Resource":"*"}]}"#,
    )
    .unwrap();
    let decide = |role: &str, action: &str| {
        let permission =
            Permission::Session { role: role.to_owned(), policy: Some(session.clone()) };
        decide(&identities, permission, action, &resource("b/k")).to_string()
    };
    assert_eq!(decide("media", "oss:PutObject"), "allowed by Statement[0] of objects");
    assert_eq!(
        decide("media", "oss:GetObject"),
        "denied, because no statement allows it (SessionPolicy)"
    );
    assert_eq!(
        decide("media", "vod:GetVideoInfo"),
        "denied, because no statement allows it (AccountLevelIdentityBasedPolicy)"
    );
    assert_eq!(
        decide("media", "oss:DeleteObject"),
        "denied by Statement[1] of objects (AccountLevelIdentityBasedPolicy)"
    );
    assert_eq!(
        decide("gone", "oss:PutObject"),
        "denied, because no statement allows it (AccountLevelIdentityBasedPolicy)"
    );
}

#[test]
fn an_issued_key_works_on_when_the_cloud_ends_and_a_users_key_is_that_of_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let open = |config: &Config| {
        let storage = Storage::open(directory.path(), "account").unwrap();
        Identities::load(config, &storage).unwrap()
    };
    let identities = open(&config());
    let permission = Permission::Object { bucket: "b".into(), key: "k".into(), prefix: None };
    let issued = identities.issue(permission.clone(), 3000, anybody());
    drop(identities);
    let mut other = config();
    other.account.access_key_id = "LTAI-other".to_owned();
    let identities = open(&other);
    let key = identities.find(&issued.access_key_id).unwrap();
    assert_eq!(key.secret, issued.access_key_secret);
    assert_eq!(key.security_token, Some(issued.security_token));
    assert_eq!((key.expires_at, key.permission), (Some(issued.expires_at), permission));
    assert!(identities.find("LTAI-local").is_none());
    assert!(identities.find("LTAI-other").is_some());
}
