//! What both templates are read with.

use serde_yaml_ng::Value;

/// Reads a template. CloudFormation's short tags stay on the values as tags.
pub(crate) fn parse(text: &str) -> Value {
    serde_yaml_ng::from_str(text).unwrap()
}

/// The value at the end of a path of keys; `Null` where there is none.
pub(crate) fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(value, |value, key| value.get(*key).unwrap_or(&Value::Null))
}

/// The entries of a mapping, by name; none where there is no mapping.
pub(crate) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let mapping = value.as_mapping();
    mapping.into_iter().flatten().map(|(key, value)| (key.as_str().unwrap(), value))
}

/// The texts of a list; none where there is no list.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    let list = value.as_sequence();
    list.into_iter().flatten().map(|one| one.as_str().unwrap_or("(no text)")).collect()
}

/// The text behind a tag: `("Ref", "HttpApi")` of `!Ref HttpApi`.
pub(crate) fn tagged(value: &Value) -> Option<(String, &Value)> {
    let Value::Tagged(tagged) = value else { return None };
    Some((tagged.tag.to_string().trim_start_matches('!').to_owned(), &tagged.value))
}

/// A value as a reader of the template sees it, on one line.
pub(crate) fn shown(value: &Value) -> String {
    serde_yaml_ng::to_string(value).unwrap().trim().replace('\n', " ")
}

/// Names every key of `value` that is not among `known`.
pub(crate) fn check_keys(place: &str, value: &Value, known: &[&str], findings: &mut Vec<String>) {
    for (key, _) in entries(value).filter(|(key, _)| !known.contains(key)) {
        findings.push(format!("{place}: {key} is not known here"));
    }
}

/// Says so when `found` is not `expected`.
pub(crate) fn check(
    place: &str,
    what: &str,
    found: &Value,
    expected: impl Into<Value>,
    findings: &mut Vec<String>,
) {
    let expected = expected.into();
    if *found != expected {
        findings.push(format!("{place}: {what} is {}, not {}", shown(found), shown(&expected)));
    }
}
