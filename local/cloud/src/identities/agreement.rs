//! Two evaluators, one answer: ours and a naive one that knows nothing of it, over generated
//! policies of a role and a session and generated questions.

mod naive;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config as Cases, TestRunner};
use serde_json::{Map, Value, json};

use super::*;
use crate::config::Options;
use crate::policy::{Context, Policy};
use crate::testing::config;

const ACTIONS: [&str; 5] =
    ["oss:PutObject", "oss:GetObject", "oss:ListObjects", "vod:GetVideoInfo", "sts:AssumeRole"];
const ACTION_PATTERNS: [&str; 10] = [
    "*",
    "oss:*",
    "oss:Put*",
    "OSS:?etObject",
    "oss:getobject",
    "oss:List*s",
    "oss:GetBucket",
    "vod:Get*Info",
    "*:AssumeRole",
    "vod:*",
];
const RESOURCES: [&str; 6] = [
    "acs:oss:*:1:media",
    "acs:oss:*:1:media/users/7/a.mp4",
    "acs:oss:*:1:media/users/8/a:b",
    "acs:oss:*:1:other/a",
    "acs:vod:cn-shanghai:1:*",
    "acs:ram::1:role/uploader",
];
const RESOURCE_PATTERNS: [&str; 9] = [
    "*",
    "acs:oss:*:*:media/*",
    "acs:oss:*:1:media/users/?/*",
    "acs:oss:*:2:*",
    "acs:*:*:*:*",
    "acs:vod:*:1:*",
    "acs:ram:*:1:role/up*",
    "acs:oss:*:*:media",
    "acs:oss:*:*:*:b",
];

/// Operators with values of their kind, and keys whose values may be of it.
const OPERATORS: [(&[&str], &[&str], &[&str]); 5] = [
    (
        &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        &["oss:Prefix", "acs:UserAgent"],
        &["a", "A", "a*", "?", "10", ""],
    ),
    (
        &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        &["oss:Prefix"],
        &["9", "10", "10.50", "-3"],
    ),
    (
        &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        &["acs:CurrentTime"],
        &["2026-01-02T03:04:05Z", "2026-01-02T11:04:05+08:00", "2025-12-31T23:59:59Z"],
    ),
    (&["Bool"], &["acs:SecureTransport", "acs:MFAPresent"], &["true", "false"]),
    (
        &["IpAddress", "NotIpAddress"],
        &["acs:SourceIp"],
        &["10.1.2.3", "10.0.0.0/8", "10.1.2.0/31", "0.0.0.0/0", "::/0", "::1", "*"],
    ),
];

/// Values that a request may have.
const CIRCUMSTANCES: [(&str, &[&str]); 6] = [
    ("oss:Prefix", &["a", "A", "ab", "10", "10.5", ""]),
    ("acs:UserAgent", &["a", "x"]),
    ("acs:CurrentTime", &["2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z"]),
    ("acs:SecureTransport", &["true", "false"]),
    ("acs:MFAPresent", &["false"]),
    ("acs:SourceIp", &["10.1.2.3", "192.0.2.1", "::1"]),
];

/// One pattern or a list of up to three.
fn one_or_many(of: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop_oneof![
        select(of).prop_map(Value::from),
        subsequence(of, 1..=3.min(of.len())).prop_map(Value::from),
    ]
}

fn condition() -> impl Strategy<Value = Map<String, Value>> {
    let one = select(&OPERATORS[..]).prop_flat_map(|(operators, keys, values)| {
        let keys = proptest::collection::btree_map(select(keys), one_or_many(values), 1..=2);
        (select(operators), keys)
    });
    proptest::collection::vec(one, 0..=2).prop_map(|all| {
        all.into_iter().map(|(name, keys)| (name.to_owned(), json!(keys))).collect()
    })
}

fn policy() -> impl Strategy<Value = Value> {
    let statement = (
        prop::bool::weighted(0.75),
        prop::bool::weighted(0.8),
        one_or_many(&ACTION_PATTERNS),
        prop::bool::weighted(0.8),
        one_or_many(&RESOURCE_PATTERNS),
        condition(),
    )
        .prop_map(|(allows, action, actions, resource, resources, condition)| {
            let mut statement = json!({
                "Effect": if allows { "Allow" } else { "Deny" },
                (if action { "Action" } else { "NotAction" }): actions,
                (if resource { "Resource" } else { "NotResource" }): resources,
            });
            if !condition.is_empty() {
                statement["Condition"] = Value::Object(condition);
            }
            statement
        });
    proptest::collection::vec(statement, 1..=4)
        .prop_map(|statements| json!({ "Version": "1", "Statement": statements }))
}

fn circumstances() -> impl Strategy<Value = BTreeMap<&'static str, &'static str>> {
    CIRCUMSTANCES
        .iter()
        .map(|(key, values)| (Just(*key), prop::option::weighted(0.8, select(*values))))
        .collect::<Vec<_>>()
        .prop_map(|all| all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}

/// The identities of a cloud whose role `r` has these policies.
fn with_role(policies: &[Value]) -> Identities {
    let policies: Vec<_> = policies
        .iter()
        .enumerate()
        .map(|(index, document)| json!({ "name": format!("p{index}"), "document": document }))
        .collect();
    let trust = json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "RAM": "acs:ram::1:root" },
    }] });
    let role = json!({ "name": "r", "trust_policy": trust, "policies": policies });
    let ram = Ram::parse(&json!({ "roles": [role] }).to_string()).unwrap();
    Identities::new(&Config { options: Options { ram, ..Options::default() }, ..config() }).unwrap()
}

#[test]
fn both_evaluators_agree() {
    let tally = RefCell::new(BTreeMap::<String, u32>::new());
    let strategy = (
        proptest::collection::vec(policy(), 0..=2),
        prop::option::weighted(0.6, policy()),
        select(&ACTIONS[..]),
        select(&RESOURCES[..]),
        circumstances(),
    );
    let mut runner =
        TestRunner::new(Cases { cases: 4_000, failure_persistence: None, ..Cases::default() });
    runner
        .run(&strategy, |(role, session, action, resource, circumstances)| {
            let identities = with_role(&role);
            let policy =
                session.as_ref().map(|document| Policy::parse(&document.to_string()).unwrap());
            let permission = Permission::Session { role: "r".to_owned(), policy };
            let key = AccessKey { permission, ..identities.find("LTAI-local").unwrap() };
            let context = circumstances
                .iter()
                .fold(Context::default(), |context, (key, value)| context.with(*key, *value));
            let ours =
                match identities.decide(&key, &Question { action, resource, context: &context }) {
                    Decision::Allowed(_) => "allowed".to_owned(),
                    Decision::Denied(denial) => {
                        format!("{} {}", denial.policy_type.name(), denial.no_permission_type())
                    }
                };
            let naive = naive::decide(&role, session.as_ref(), action, resource, &circumstances);
            *tally.borrow_mut().entry(naive.clone()).or_default() += 1;
            prop_assert_eq!(ours, naive);
            Ok(())
        })
        .unwrap();
    // Every kind of answer was among them, or the generator has dried up.
    let tally = tally.into_inner();
    assert_eq!(tally.len(), 5, "{tally:?}");
    assert!(tally.values().all(|count| *count >= 100), "{tally:?}");
}
