//! RAM policies: what the grammar takes can be judged, twice the same, and a Deny of everything wins
//! over all that it says.
#![no_main]

use fuzz::{Member, object};
use libfuzzer_sys::fuzz_target;
use local_cloud::{Ram, fuzzing};
use serde_json::{Value, json};

const ELEMENTS: &[&str] = &[
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "Version",
    "Statement",
    "Sid",
];
const VALUES: &[&str] =
    &["Allow", "Deny", "*", "oss:", "vod:*", "acs:oss:*:*:", "acs:vod:*:*", "fc.aliyuncs.com"];
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "NumericLessThanEquals",
    "DateGreaterThan",
    "Bool",
    "IpAddress",
    "NotIpAddress",
    "BoolIfExists",
];
const KEYS: &[&str] = &["acs:SourceIp", "acs:CurrentTime", "oss:Prefix", "acs:SecureTransport"];
const KEY_VALUES: &[&str] =
    &["10.0.0.0/8", "::1/", "2026-01-02T03:04:05", "true", "-1", "1e308", "*?"];

fuzz_target!(|input: (u8, Vec<Member>, u8, Vec<Member>, &str, &str, &str)| {
    let (form, members, operator, keys, action, resource, value) = input;
    let statement = object(ELEMENTS, VALUES, &members);
    let statement: Value = serde_json::from_str(&statement).unwrap_or(Value::Null);
    let statement = match form % 3 {
        0 => statement,
        _ => complete(statement, OPERATORS[usize::from(operator) % OPERATORS.len()], &keys),
    };
    let _ = fuzzing::ask_policy(action, action, resource, &[]);
    let _ = Ram::parse(value);

    let document = json!({ "Version": "1", "Statement": [statement] });
    let circumstances: Vec<_> = KEYS.iter().map(|key| (*key, value)).collect();
    let ask = |document: &Value| {
        fuzzing::ask_policy(&document.to_string(), action, resource, &circumstances)
    };
    match ask(&document) {
        Err(refusal) => assert!(refusal.contains(": "), "{refusal}"),
        Ok(allowed) => {
            assert_eq!(ask(&document), Ok(allowed));
            let mut denied = document.clone();
            let all = json!({ "Effect": "Deny", "Action": "*", "Resource": "*" });
            denied["Statement"].as_array_mut().unwrap().push(all);
            assert_eq!(ask(&denied), Ok(false));
        }
    }
    let _ = fuzzing::ask_trust_policy(&document, value, &circumstances);
});

/// What a statement must have, where the members did not give it, and one condition.
fn complete(statement: Value, operator: &str, keys: &[Member<'_>]) -> Value {
    let mut whole = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    if let (Some(whole), Value::Object(members)) = (whole.as_object_mut(), statement) {
        if members.contains_key("NotAction") {
            whole.remove("Action");
        }
        if members.contains_key("NotResource") {
            whole.remove("Resource");
        }
        whole.extend(members);
    }
    if let Ok(keys) = serde_json::from_str::<Value>(&object(KEYS, KEY_VALUES, keys)) {
        whole["Condition"] = json!({ operator: keys });
    }
    whole
}
