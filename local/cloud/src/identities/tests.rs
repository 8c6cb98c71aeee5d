use super::*;
use crate::policy::Policy;
use crate::testing::{FixedClock, config};

fn resource(path: &str) -> String {
    format!("acs:oss:*:1234567890123456:{path}")
}

#[test]
fn the_account_key_may_do_everything() {
    let identities = Identities::new(&config());
    let key = identities.find("LTAI-local").unwrap();
    assert!(key.security_token.is_none());
    assert!(!key.is_expired(Timestamp::MAX));
    assert_eq!(key.permission.allows("vod:DeleteVideo", "*"), Decision::Allowed);
    assert!(identities.find("LTAI-other").is_none());
}

#[test]
fn an_issued_key_has_a_token_and_an_end() {
    let identities = Identities::new(&config());
    let issued =
        identities.issue(Permission::Everything, 3000, Principal::user_of("1234567890123456"));
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
    let identities = Identities::new(&config());
    let issue =
        || identities.issue(Permission::Everything, 900, Principal::user_of("1234567890123456"));
    let (a, b) = (issue(), issue());
    assert_ne!(a.access_key_id, b.access_key_id);
    assert_ne!(a.access_key_secret, b.access_key_secret);
    assert_ne!(a.security_token, b.security_token);
}

#[test]
fn keys_expired_for_a_day_are_forgotten_when_many_gather() {
    let clock = Arc::new(FixedClock::default());
    let identities = Identities::new(&Config { clock: clock.clone(), ..config() });
    let issue =
        || identities.issue(Permission::Everything, 900, Principal::user_of("1234567890123456"));
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
    let permission = Permission::Object {
        bucket: "outin-a".to_owned(),
        key: "sv/1.mp4".to_owned(),
        prefix: None,
    };
    let allows = |action, path| permission.allows(action, &resource(path)) == Decision::Allowed;
    for action in ["oss:PutObject", "oss:ListParts", "oss:AbortMultipartUpload"] {
        assert!(allows(action, "outin-a/sv/1.mp4"));
        assert!(!allows(action, "outin-a/sv/1.mp4x"));
        assert!(!allows(action, "outin-a/sv/1.mp"));
        assert!(!allows(action, "outin-b/sv/1.mp4"));
        assert!(!allows(action, "outin-a"));
    }
    assert!(!allows("oss:GetObject", "outin-a/sv/1.mp4"));
    assert!(!allows("oss:DeleteObject", "outin-a/sv/1.mp4"));
    assert_eq!(
        permission.allows("vod:GetVideoInfo", "*"),
        Decision::Denied(Denial { policy_type: "SessionPolicy", explicit: false })
    );
}

#[test]
fn a_prefix_reaches_what_begins_with_it() {
    let permission = |prefix: &str| Permission::Object {
        bucket: "b".to_owned(),
        key: "a/list.m3u8".to_owned(),
        prefix: Some(prefix.to_owned()),
    };
    let allows = |prefix, path| {
        permission(prefix).allows("oss:PutObject", &resource(path)) == Decision::Allowed
    };
    assert!(allows("a/", "b/a/1.ts"));
    assert!(allows("a/", "b/a/list.m3u8"));
    assert!(!allows("a/", "b/b/1.ts"));
    assert!(!allows("", "b/b/1.ts"));
}

#[test]
fn a_session_may_do_what_role_and_session_both_allow() {
    let policy = |text: &str| Policy::parse(text).unwrap();
    let role = policy(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"},
            {"Effect":"Deny","Action":"oss:Delete*","Resource":"*"}]}"#,
    );
    let session = policy(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["vod:*","oss:PutObject","oss:DeleteObject"],"Resource":"*"}]}"#,
    );
    let permission = Permission::Policies(vec![role, session]);
    assert_eq!(permission.allows("oss:PutObject", &resource("b/k")), Decision::Allowed);
    let denied = |policy_type, explicit| Decision::Denied(Denial { policy_type, explicit });
    assert_eq!(
        permission.allows("oss:GetObject", &resource("b/k")),
        denied("SessionPolicy", false)
    );
    assert_eq!(
        permission.allows("vod:GetVideoInfo", "*"),
        denied("AccountLevelIdentityBasedPolicy", false)
    );
    assert_eq!(
        permission.allows("oss:DeleteObject", &resource("b/k")),
        denied("AccountLevelIdentityBasedPolicy", true)
    );
    assert_eq!(
        Permission::Policies(Vec::new()).allows("oss:GetObject", "*"),
        denied("AccountLevelIdentityBasedPolicy", false)
    );
}
