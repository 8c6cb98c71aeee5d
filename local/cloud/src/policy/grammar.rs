//! What every element of a policy document is read with: errors that say where, and the forms that
//! the grammar knows.
//!
//! Source: RAM documentation, "Policy structure and syntax".

use serde_json::{Map, Value};

/// Why a document is no policy (`InvalidParameter.PolicyGrammar`). Says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub(crate) struct PolicyError {
    place: String,
    problem: String,
}

impl PolicyError {
    pub(super) fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

/// The statements of a document: an object of `Version` "1" and at least one `Statement`, each with
/// its place.
pub(super) fn statements<T>(
    document: &Value,
    read: impl Fn(&str, &Map<String, Value>) -> Result<T, PolicyError>,
) -> Result<Vec<T>, PolicyError> {
    let fields = object("Policy", document)?;
    if let Some(name) = fields.keys().find(|name| !["Version", "Statement"].contains(&&***name)) {
        return Err(PolicyError::new(name, "is no element of a policy"));
    }
    if fields.get("Version").and_then(Value::as_str) != Some("1") {
        return Err(PolicyError::new("Version", "must be \"1\""));
    }
    let statements = fields
        .get("Statement")
        .and_then(Value::as_array)
        .filter(|statements| !statements.is_empty())
        .ok_or_else(|| PolicyError::new("Statement", "must be a list of at least one"))?;
    statements
        .iter()
        .enumerate()
        .map(|(index, statement)| {
            let place = format!("Statement[{index}]");
            read(&place, object(&place, statement)?)
        })
        .collect()
}

/// Refuses elements that a statement of this kind has not.
pub(super) fn only(
    place: &str,
    fields: &Map<String, Value>,
    known: &[&str],
) -> Result<(), PolicyError> {
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            Err(PolicyError::new(format!("{place}.{name}"), "is no element of this statement"))
        }
    }
}

/// `Effect`: whether the statement allows.
pub(super) fn effect(place: &str, fields: &Map<String, Value>) -> Result<bool, PolicyError> {
    match fields.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Ok(true),
        Some("Deny") => Ok(false),
        _ => Err(PolicyError::new(format!("{place}.Effect"), "must be \"Allow\" or \"Deny\"")),
    }
}

/// An object.
pub(super) fn object<'a>(
    place: &str,
    value: &'a Value,
) -> Result<&'a Map<String, Value>, PolicyError> {
    value.as_object().ok_or_else(|| PolicyError::new(place, "must be an object"))
}

/// A text or a list of at least one text. Numbers and booleans stand in quotation marks.
pub(super) fn texts(place: &str, value: &Value) -> Result<Vec<String>, PolicyError> {
    let error = || PolicyError::new(place, "must be a text or a list of texts");
    let list = match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(error))
            .collect::<Result<_, _>>()?,
        _ => return Err(error()),
    };
    if list.is_empty() { Err(error()) } else { Ok(list) }
}
