use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::policy::Context;

fn policy(statements: &Value) -> Result<Policy, PolicyError> {
    Policy::parse(&json!({ "Version": "1", "Statement": statements }).to_string())
}

/// What the policy says when nothing is known of the circumstances.
fn effect(policy: &Policy, action: &str, resource: &str) -> Effect {
    let context = Context::default();
    policy.evaluate(&Question { action, resource, context: &context }).effect
}

#[test]
fn a_prefix_policy_allows_its_prefix_only() {
    let policy = policy(&json!([{
        "Effect": "Allow",
        "Action": ["oss:PutObject", "oss:AbortMultipartUpload"],
        "Resource": "acs:oss:*:*:media/users/7/*",
    }]))
    .unwrap();
    let at = |action, key: &str| effect(&policy, action, &format!("acs:oss:*:1:media/{key}"));
    assert_eq!(at("oss:PutObject", "users/7/a.mp4"), Effect::Allow);
    assert_eq!(at("oss:putobject", "users/7/a.mp4"), Effect::Allow);
    assert_eq!(at("oss:PutObject", "users/8/a.mp4"), Effect::ImplicitDeny);
    assert_eq!(at("oss:PutObject", "Users/7/a.mp4"), Effect::ImplicitDeny);
    assert_eq!(at("oss:GetObject", "users/7/a.mp4"), Effect::ImplicitDeny);
}

#[test]
fn a_deny_beats_every_allow() {
    let policy = policy(&json!([
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
        { "Effect": "Deny", "Action": "vod:Delete*", "Resource": "*" },
    ]))
    .unwrap();
    assert_eq!(effect(&policy, "vod:DeleteVideo", "acs:vod:*:1:*"), Effect::ExplicitDeny);
    assert_eq!(effect(&policy, "vod:GetVideoInfo", "acs:vod:*:1:*"), Effect::Allow);
}

#[test]
fn not_action_is_everything_else() {
    let policy =
        policy(&json!([{ "Effect": "Allow", "NotAction": "oss:Delete?bject", "Resource": ["*"] }]))
            .unwrap();
    assert_eq!(effect(&policy, "oss:PutObject", "acs:oss:*:1:b/k"), Effect::Allow);
    assert_eq!(effect(&policy, "oss:DeleteObject", "acs:oss:*:1:b/k"), Effect::ImplicitDeny);
}

#[test]
fn not_resource_is_everything_else() {
    let policy = policy(&json!([{
        "Effect": "Deny", "Action": "oss:*", "NotResource": "acs:oss:*:*:media/mine/*",
    }]))
    .unwrap();
    assert_eq!(effect(&policy, "oss:PutObject", "acs:oss:*:1:media/yours/a"), Effect::ExplicitDeny);
    assert_eq!(effect(&policy, "oss:PutObject", "acs:oss:*:1:media/mine/a"), Effect::ImplicitDeny);
}

#[test]
fn the_deciding_statement_is_named() {
    let policy = policy(&json!([
        { "Effect": "Allow", "Action": "vod:Get*", "Resource": "*" },
        { "Effect": "Allow", "Action": "vod:*", "Resource": "*" },
        { "Effect": "Deny", "Action": "vod:DeleteVideo", "Resource": "*" },
    ]))
    .unwrap();
    let context = Context::default();
    let statement = |action| {
        policy
            .evaluate(&Question { action, resource: "acs:vod:*:1:*", context: &context })
            .statement
    };
    assert_eq!(statement("vod:GetVideoInfo"), Some(0));
    assert_eq!(statement("vod:CreateUploadVideo"), Some(1));
    assert_eq!(statement("vod:DeleteVideo"), Some(2));
    assert_eq!(statement("oss:PutObject"), None);
}

#[test]
fn a_statement_with_a_condition_applies_when_it_holds() {
    let policy = policy(&json!([{
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": { "Bool": { "acs:SecureTransport": "true" } },
    }]))
    .unwrap();
    for (value, expected) in [
        (Some("true"), Effect::Allow),
        (Some("false"), Effect::ImplicitDeny),
        (None, Effect::ImplicitDeny),
    ] {
        let context = Context::default().with_some("acs:SecureTransport", value);
        let question = Question { action: "vod:GetVideoInfo", resource: "*", context: &context };
        assert_eq!(policy.evaluate(&question).effect, expected, "{value:?}");
    }
}

#[test]
fn principals_stand_in_trust_policies_only() {
    for name in ["Principal", "NotPrincipal"] {
        let mut statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        statement[name] = json!({});
        assert_eq!(
            policy(&json!([statement])).unwrap_err().to_string(),
            format!("Statement[0].{name}: stands only in the trust policy of a role")
        );
    }
}

#[test]
fn a_policy_is_stored_as_its_text() {
    let one = policy(&json!([{ "Effect": "Allow", "Action": "vod:*", "Resource": "*" }])).unwrap();
    let stored = serde_json::to_string(&one).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&stored).unwrap(), one);
    assert!(serde_json::from_str::<Policy>("\"{}\"").is_err());
}

#[test]
fn errors_say_where() {
    let message = |text: &str| Policy::parse(text).unwrap_err().to_string();
    assert!(message("{").starts_with("Policy: not JSON"));
    assert_eq!(message("[]"), "Policy: must be an object");
    assert_eq!(message(r#"{"Version":"2"}"#), "Version: must be \"1\"");
    assert_eq!(message(r#"{"Version":1}"#), "Version: must be \"1\"");
    assert_eq!(message(r#"{"Version":"1"}"#), "Statement: must be a list of at least one");
    assert_eq!(
        message(r#"{"Version":"1","Statement":[]}"#),
        "Statement: must be a list of at least one"
    );
    assert_eq!(message(r#"{"Version":"1","Id":"x"}"#), "Id: is no element of a policy");
}

#[test]
fn statements_are_checked() {
    let message = |statement: Value| policy(&json!([statement])).unwrap_err().to_string();
    assert_eq!(message(json!(1)), "Statement[0]: must be an object");
    assert_eq!(
        message(json!({ "Effect": "allow", "Action": "*", "Resource": "*" })),
        "Statement[0].Effect: must be \"Allow\" or \"Deny\""
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Resource": "*" })),
        "Statement[0]: must have either Action or NotAction"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*" })),
        "Statement[0]: must have either Action or NotAction"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": "*" })),
        "Statement[0]: must have a Resource"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": "PutObject", "Resource": "*" })),
        "Statement[0].Action: \"PutObject\" is not of the form service:Api"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": "*", "Resource": "bucket/*" })),
        "Statement[0].Resource: \"bucket/*\" is not of the form \
         acs:service:region:account:relative-id"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": [1], "Resource": "*" })),
        "Statement[0].Action: must be a text or a list of texts"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": [], "Resource": "*" })),
        "Statement[0].Action: must be a text or a list of texts"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*" })),
        "Statement[0]: must have either Resource or NotResource"
    );
    assert_eq!(
        message(json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Sid": "x" })),
        "Statement[0].Sid: is no element of this statement"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in ".{0,200}") {
        let _ = Policy::parse(&text);
    }

    #[test]
    fn the_order_of_statements_never_matters(
        rules in proptest::collection::vec((any::<bool>(), "[ab*]{1,3}", "[ab*]{1,3}"), 1..6),
        action in "[ab]{1,3}",
        resource in "[ab]{1,3}",
    ) {
        let statements: Vec<Value> = rules
            .iter()
            .map(|(allows, action, resource)| json!({
                "Effect": if *allows { "Allow" } else { "Deny" },
                "Action": format!("x:{action}"),
                "Resource": format!("acs:x:*:*:{resource}"),
            }))
            .collect();
        let mut reversed = statements.clone();
        reversed.reverse();
        let action = format!("x:{action}");
        let resource = format!("acs:x:*:*:{resource}");
        prop_assert_eq!(
            effect(&policy(&json!(statements)).unwrap(), &action, &resource),
            effect(&policy(&json!(reversed)).unwrap(), &action, &resource)
        );
    }
}
