use serde_json::json;

use super::*;
use crate::peer::Peer;

fn conditions(condition: &Value) -> Result<Conditions, PolicyError> {
    let statement = json!({ "Condition": condition });
    Conditions::parse("Statement[0]", statement.as_object().unwrap())
}

/// Whether a condition on `oss:Prefix`, or for dates and addresses on their own key, holds.
fn holds(operator: &str, key: &str, values: &Value, actual: &str) -> bool {
    let context = Context::default().with(key, actual);
    conditions(&json!({ operator: { key: values } })).unwrap().hold(&context)
}

#[test]
fn texts_are_compared_as_the_operator_says() {
    let holds = |operator, values: Value, actual| holds(operator, "oss:Prefix", &values, actual);
    assert!(holds("StringEquals", json!("a*"), "a*"));
    assert!(!holds("StringEquals", json!("a*"), "ab"));
    assert!(!holds("StringEquals", json!("a"), "A"));
    assert!(holds("StringNotEquals", json!("a"), "A"));
    assert!(holds("StringEqualsIgnoreCase", json!("Ä"), "ä"));
    assert!(!holds("StringNotEqualsIgnoreCase", json!("a"), "A"));
    assert!(holds("StringLike", json!("users/?/*"), "users/7/a"));
    assert!(!holds("StringNotLike", json!("users/?/*"), "users/7/a"));
}

#[test]
fn numbers_are_compared_by_value() {
    let holds = |operator, values: Value, actual| holds(operator, "oss:Prefix", &values, actual);
    assert!(holds("NumericEquals", json!("10"), "10.0"));
    assert!(holds("NumericNotEquals", json!("10"), "11"));
    assert!(holds("NumericLessThan", json!("10"), "9"));
    assert!(!holds("NumericLessThan", json!("10"), "10"));
    assert!(holds("NumericLessThanEquals", json!("10"), "10"));
    assert!(holds("NumericGreaterThan", json!("9"), "10"));
    assert!(holds("NumericGreaterThanEquals", json!("10"), "10"));
    assert!(!holds("NumericNotEquals", json!("10"), "ten"), "not a number is not another number");
}

#[test]
fn dates_are_compared_as_moments() {
    let holds = |operator, limit: &str| {
        holds(operator, "acs:CurrentTime", &json!(limit), "2026-01-02T03:04:05Z")
    };
    assert!(holds("DateEquals", "2026-01-02T11:04:05+08:00"));
    assert!(holds("DateNotEquals", "2026-01-02T11:04:05Z"));
    assert!(holds("DateLessThan", "2026-01-02T03:04:06Z"));
    assert!(!holds("DateLessThan", "2026-01-02T03:04:05Z"));
    assert!(holds("DateLessThanEquals", "2026-01-02T03:04:05Z"));
    assert!(holds("DateGreaterThan", "2026-01-02T03:04:04Z"));
    assert!(holds("DateGreaterThanEquals", "2026-01-02T03:04:05Z"));
}

#[test]
fn addresses_lie_in_ranges() {
    let holds = |operator, values: Value, actual| holds(operator, "acs:SourceIp", &values, actual);
    assert!(holds("IpAddress", json!("203.0.113.7"), "203.0.113.7"));
    assert!(holds("IpAddress", json!(["192.0.2.0/24", "203.0.113.0/24"]), "203.0.113.7"));
    assert!(!holds("IpAddress", json!("192.0.2.0/24"), "203.0.113.7"));
    assert!(holds("IpAddress", json!("*"), "203.0.113.7"));
    assert!(holds("IpAddress", json!("2001:db8::/32"), "2001:db8::1"));
    assert!(!holds("IpAddress", json!("0.0.0.0/0"), "::1"));
    assert!(holds("NotIpAddress", json!("192.0.2.0/24"), "203.0.113.7"));
}

#[test]
fn of_several_values_one_must_match_or_none_when_negated() {
    let holds = |operator, actual| holds(operator, "oss:Prefix", &json!(["a", "b"]), actual);
    assert!(holds("StringEquals", "b"));
    assert!(!holds("StringEquals", "c"));
    assert!(!holds("StringNotEquals", "b"));
    assert!(holds("StringNotEquals", "c"));
}

#[test]
fn all_operators_and_all_keys_must_hold() {
    let condition = conditions(&json!({
        "Bool": { "acs:SecureTransport": "true", "acs:MFAPresent": "false" },
        "IpAddress": { "acs:SourceIp": "127.0.0.0/8" },
    }))
    .unwrap();
    let context = |secure: bool, address: &str| {
        let peer = Peer { address: address.parse().unwrap(), secure };
        Context::new("2026-01-02T03:04:05Z".parse().unwrap(), peer)
    };
    assert!(condition.hold(&context(true, "127.0.0.1")));
    assert!(condition.hold(&context(true, "::ffff:127.0.0.1")), "IPv4 in the form of IPv6");
    assert!(!condition.hold(&context(false, "127.0.0.1")));
    assert!(!condition.hold(&context(true, "10.0.0.1")));
}

#[test]
fn a_key_that_is_not_there_makes_it_false() {
    for (operator, value) in [
        ("StringEquals", "a"),
        ("StringNotEquals", "a"),
        ("StringNotLike", "a"),
        ("NumericNotEquals", "1"),
        ("DateNotEquals", "2026-01-02T03:04:05Z"),
        ("Bool", "false"),
        ("NotIpAddress", "10.0.0.1"),
    ] {
        let condition = conditions(&json!({ operator: { "acs:SourceVpc": value } })).unwrap();
        assert!(!condition.hold(&Context::default()), "{operator}");
    }
}

#[test]
fn every_documented_key_is_taken() {
    for key in [
        "acs:CurrentTime",
        "acs:SourceIp",
        "acs:SecureTransport",
        "acs:MFAPresent",
        "acs:UserAgent",
        "acs:AccessId",
        "acs:SourceVpc",
        "oss:Prefix",
        "oss:Delimiter",
        "oss:BucketTag/team",
        "oss:ExistingObjectTag/team",
        "oss:RequestObjectTag/team",
        "oss:x-oss-acl",
        "oss:x-oss-object-acl",
        "sts:ExternalId",
    ] {
        assert!(conditions(&json!({ "StringEquals": { key: "x" } })).is_ok(), "{key}");
    }
}

#[test]
fn what_cannot_be_judged_is_refused_by_name() {
    let message = |condition: Value| conditions(&condition).unwrap_err().to_string();
    let unknown_key = "is no condition key of RAM, STS, VOD or OSS that this cloud evaluates";
    assert_eq!(message(json!({})), "Statement[0].Condition: must not be empty");
    assert_eq!(message(json!("x")), "Statement[0].Condition: must be an object");
    assert_eq!(
        message(json!({ "BoolIfExists": { "acs:MFAPresent": "true" } })),
        "Statement[0].Condition.BoolIfExists: is no operator of the RAM documentation"
    );
    assert_eq!(
        message(json!({ "Bool": { "acs:secureTransport": "true" } })),
        format!("Statement[0].Condition.Bool.acs:secureTransport: {unknown_key}")
    );
    assert_eq!(
        message(json!({ "StringEquals": { "oss:BucketTag/": "x" } })),
        format!("Statement[0].Condition.StringEquals.oss:BucketTag/: {unknown_key}")
    );
    assert_eq!(
        message(json!({ "Bool": { "acs:SecureTransport": true } })),
        "Statement[0].Condition.Bool.acs:SecureTransport: must be a text or a list of texts"
    );
    assert_eq!(
        message(json!({ "Bool": { "acs:SecureTransport": "yes" } })),
        "Statement[0].Condition.Bool.acs:SecureTransport: \"yes\" is not \"true\" or \"false\""
    );
    for (operator, value) in [
        ("NumericEquals", "NaN"),
        ("NumericEquals", "ten"),
        ("DateLessThan", "2026-01-02"),
        ("DateLessThan", "2026-01-02T03:04:05"),
        ("IpAddress", "10.0.0.0/33"),
        ("IpAddress", "10.0.*"),
    ] {
        let message = message(json!({ operator: { "acs:SourceIp": [value] } }));
        assert!(message.contains(&format!("{value:?} is not ")), "{message}");
    }
}
