//! The policy of a form: until when it is good, and what the form has to say.

use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use jiff::Timestamp;
use serde_json::Value;

use super::form::Form;
use crate::oss::error::OssError;
use crate::oss::request::OssRequest;

/// A policy that was read.
#[derive(Debug)]
pub(in crate::oss) struct Policy {
    expiration: Timestamp,
    conditions: Vec<Condition>,
}

/// One thing that has to hold.
#[derive(Debug)]
struct Condition {
    /// As it stands in the policy, for who has to find out.
    text: String,
    rule: Rule,
}

#[derive(Debug, PartialEq, Eq)]
enum Rule {
    /// Names are lower-case.
    Equals(String, String),
    StartsWith(String, String),
    OneOf(String, Vec<String>),
    NoneOf(String, Vec<String>),
    Length(RangeInclusive<u64>),
}

impl Policy {
    /// Reads the form field `policy`.
    pub(in crate::oss) fn parse(base64: &str) -> Result<Self, OssError> {
        let bytes =
            STANDARD.decode(base64.trim()).map_err(|_| invalid("Policy is not base64-encoded."))?;
        let document: Value = serde_json::from_slice(&bytes)
            .map_err(|error| invalid(&format!("Invalid JSON: {error}")))?;
        let expiration = document
            .get("expiration")
            .and_then(Value::as_str)
            .filter(|text| text.ends_with('Z'))
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| invalid("Invalid expiration."))?;
        let conditions = document
            .get("conditions")
            .and_then(Value::as_array)
            .filter(|conditions| !conditions.is_empty())
            .ok_or_else(|| invalid("Policy has no conditions."))?
            .iter()
            .map(|one| rule(one).map(|rule| Condition { text: one.to_string(), rule }))
            .collect::<Result<_, _>>()?;
        Ok(Self { expiration, conditions })
    }

    /// Holds the form against time and conditions.
    pub(super) fn check(
        &self,
        now: Timestamp,
        form: &Form,
        request: &OssRequest,
    ) -> Result<(), OssError> {
        if now > self.expiration {
            return Err(OssError::access_denied("Invalid according to Policy: Policy expired.")
                .ec("0006-00000213"));
        }
        let value = |name: &str| match name {
            "bucket" => request.target.bucket.as_deref(),
            "key" => request.target.key.as_deref(),
            other => form.get(other),
        };
        match self.conditions.iter().find(|condition| !condition.rule.holds(value)) {
            None => Ok(()),
            Some(failed) => Err(OssError::access_denied(format!(
                "Invalid according to Policy: Policy Condition failed: {}",
                failed.text
            ))),
        }
    }

    /// Whether the policy says that the field has this one value: only then the signature covers it.
    pub(super) fn fixes(&self, name: &str) -> bool {
        let fixed = |rule: &Rule| matches!(rule, Rule::Equals(fixed, _) if fixed == name);
        self.conditions.iter().any(|condition| fixed(&condition.rule))
    }

    /// How long the file may be, in bytes.
    pub(super) fn length_range(&self) -> Option<RangeInclusive<u64>> {
        let ranges = self.conditions.iter().filter_map(|condition| match &condition.rule {
            Rule::Length(range) => Some(range.clone()),
            _ => None,
        });
        ranges.reduce(|a, b| *a.start().max(b.start())..=*a.end().min(b.end()))
    }
}

impl Rule {
    fn holds<'a>(&self, value: impl Fn(&str) -> Option<&'a str>) -> bool {
        match self {
            Self::Equals(name, wanted) => value(name) == Some(wanted),
            Self::StartsWith(name, prefix) => {
                value(name).unwrap_or_default().starts_with(prefix.as_str())
            }
            Self::OneOf(name, values) => {
                value(name).is_some_and(|value| values.iter().any(|one| one == value))
            }
            Self::NoneOf(name, values) => {
                value(name).is_none_or(|value| values.iter().all(|one| one != value))
            }
            // The file is judged when it is here.
            Self::Length(_) => true,
        }
    }
}

fn rule(condition: &Value) -> Result<Rule, OssError> {
    if let Some(object) = condition.as_object() {
        let mut fields = object.iter();
        return match (fields.next(), fields.next()) {
            (Some((name, Value::String(value))), None) => {
                Ok(Rule::Equals(name.to_ascii_lowercase(), plain(value)))
            }
            _ => Err(invalid(
                "Invalid Simple-Condition: Simple-Conditions must have exactly one property \
                 specified.",
            )),
        };
    }
    let Some([Value::String(kind), first, second]) = condition.as_array().map(Vec::as_slice) else {
        return Err(invalid("Invalid Condition: a condition has three items."));
    };
    let field = |first: &Value| {
        first
            .as_str()
            .and_then(|name| name.strip_prefix('$'))
            .map(str::to_ascii_lowercase)
            .ok_or_else(|| invalid("Invalid Condition: the second item must be a $field."))
    };
    let text = |value: &Value| {
        value
            .as_str()
            .map(plain)
            .ok_or_else(|| invalid("Invalid Condition: the third item must be a string."))
    };
    let texts = |value: &Value| match value.as_array() {
        Some(values) => values.iter().map(text).collect(),
        None => {
            Err(invalid("Invalid Condition: the third item must be a list.").ec("0006-00000224"))
        }
    };
    match kind.to_ascii_lowercase().as_str() {
        "eq" => Ok(Rule::Equals(field(first)?, text(second)?)),
        "starts-with" => Ok(Rule::StartsWith(field(first)?, text(second)?)),
        "in" => Ok(Rule::OneOf(field(first)?, texts(second)?)),
        "not-in" => Ok(Rule::NoneOf(field(first)?, texts(second)?)),
        "content-length-range" => match (first.as_u64(), second.as_u64()) {
            (Some(least), Some(most)) if least <= most => Ok(Rule::Length(least..=most)),
            _ => Err(invalid("Invalid Condition: content-length-range needs two sizes.")),
        },
        _ => Err(invalid("Invalid Condition: the operation is unknown.")),
    }
}

/// A dollar sign that is meant as such has a backslash before it.
fn plain(value: &str) -> String {
    value.replace("\\$", "$")
}

fn invalid(why: &str) -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "InvalidPolicyDocument",
        format!("Invalid Policy: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(conditions: &str) -> Result<Policy, &'static str> {
        let text =
            format!(r#"{{"expiration":"2026-01-02T04:00:00.000Z","conditions":[{conditions}]}}"#);
        Policy::parse(&STANDARD.encode(text)).map_err(|error| error.code())
    }

    #[test]
    fn every_form_of_a_condition() {
        for (condition, rule) in [
            (r#"{"Bucket":"media"}"#, Rule::Equals("bucket".into(), "media".into())),
            (r#"["eq","$Key","a\\$b"]"#, Rule::Equals("key".into(), "a$b".into())),
            (r#"["starts-with","$key",""]"#, Rule::StartsWith("key".into(), String::new())),
            (r#"["in","$a",["b"]]"#, Rule::OneOf("a".into(), vec!["b".into()])),
            (r#"["not-in","$a",["b"]]"#, Rule::NoneOf("a".into(), vec!["b".into()])),
            (r#"["content-length-range",1,2]"#, Rule::Length(1..=2)),
        ] {
            assert_eq!(read(condition).unwrap().conditions[0].rule, rule, "{condition}");
        }
    }

    #[test]
    fn what_is_no_policy() {
        for condition in [
            "",
            "1",
            "{}",
            r#"{"a":"b","c":"d"}"#,
            r#"{"a":1}"#,
            r#"["eq","key","a"]"#,
            r#"["eq","$key"]"#,
            r#"["eq","$key",["a"]]"#,
            r#"["in","$key","a"]"#,
            r#"["like","$key","a"]"#,
            r#"["content-length-range",2,1]"#,
            r#"["content-length-range","1","2"]"#,
        ] {
            assert_eq!(read(condition).unwrap_err(), "InvalidPolicyDocument", "{condition}");
        }
        for text in [
            "",
            "{",
            "[]",
            r#"{"conditions":[{"a":"b"}]}"#,
            r#"{"expiration":"2026-01-02T04:00:00+08:00","conditions":[{"a":"b"}]}"#,
        ] {
            let refused = Policy::parse(&STANDARD.encode(text)).unwrap_err();
            assert_eq!(refused.code(), "InvalidPolicyDocument", "{text}");
        }
        assert!(Policy::parse("?").is_err());
    }

    #[test]
    fn ranges_narrow_each_other() {
        let two = r#"["content-length-range",1,9],["content-length-range",3,20]"#;
        assert_eq!(read(two).unwrap().length_range(), Some(3..=9));
        let none = r#"{"a":"b"}"#;
        assert_eq!(read(none).unwrap().length_range(), None);
        assert!(read(none).unwrap().fixes("a"));
        assert!(!read(r#"["starts-with","$a","b"]"#).unwrap().fixes("a"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,80}", condition in ".{0,40}") {
            let _ = Policy::parse(&text);
            let _ = read(&condition);
        }
    }
}
