//! Whether a value that stands in the rules is one that VOD would take.
//!
//! The limits are those of `model::fields`, which the functions check requests by.

use model::{
    ReferenceId,
    fields::{self, FieldError},
};
use serde_json::{Map, Value};

use super::catalog::BUSINESS_TYPES;

/// The prefix of the members of UserData.
pub(super) const USER_DATA: &str = "UserData.";

type Checked = Result<(), FieldError>;

fn text<'a>(name: &'static str, value: &'a Value) -> Result<&'a str, FieldError> {
    match value {
        Value::String(text) if text.is_empty() => {
            Err(FieldError::invalid(name, "must not be empty"))
        }
        Value::String(text) => Ok(text),
        _ => Err(FieldError::invalid(name, "must be a text; in the rules, put it in quotes")),
    }
}

fn one_of(name: &'static str, value: &Value, words: &[&str]) -> Checked {
    if words.contains(&text(name, value)?) {
        Ok(())
    } else {
        Err(FieldError::invalid(name, format!("must be one of {}", words.join(", "))))
    }
}

pub(super) fn file_name(name: &'static str, value: &Value) -> Checked {
    fields::file_name(name, text(name, value)?)
}

pub(super) fn title(name: &'static str, value: &Value) -> Checked {
    fields::title(text(name, value)?)
}

pub(super) fn description(name: &'static str, value: &Value) -> Checked {
    fields::description(text(name, value)?)
}

pub(super) fn tags(name: &'static str, value: &Value) -> Checked {
    fields::tags(text(name, value)?)
}

pub(super) fn category_ids(name: &'static str, value: &Value) -> Checked {
    fields::category_ids(text(name, value)?)
}

pub(super) fn cover_url(name: &'static str, value: &Value) -> Checked {
    fields::cover_url(text(name, value)?)
}

pub(super) fn storage_location(name: &'static str, value: &Value) -> Checked {
    fields::storage_location(text(name, value)?)
}

pub(super) fn identifier(name: &'static str, value: &Value) -> Checked {
    fields::identifier(name, text(name, value)?)
}

pub(super) fn reference_id(name: &'static str, value: &Value) -> Checked {
    match text(name, value)?.parse::<ReferenceId>() {
        Ok(_) => Ok(()),
        Err(error) => Err(FieldError::invalid(name, format!("must be {}", error.expected))),
    }
}

pub(super) fn whole_number(name: &'static str, value: &Value) -> Checked {
    if value.is_u64() { Ok(()) } else { Err(FieldError::invalid(name, "must be a whole number")) }
}

/// `FileSize`: a number for videos, a text for attached media, both taken for either.
pub(super) fn file_size(name: &'static str, value: &Value) -> Checked {
    bytes(value).map(drop).ok_or_else(|| FieldError::invalid(name, "must be a number of bytes"))
}

/// The number of bytes that a `FileSize` says.
pub(super) fn bytes(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn boolean(name: &'static str, value: &Value) -> Checked {
    if value.is_boolean() {
        Ok(())
    } else {
        Err(FieldError::invalid(name, "must be true or false"))
    }
}

pub(super) fn image_type(name: &'static str, value: &Value) -> Checked {
    one_of(name, value, &["default", "cover"])
}

pub(super) fn business_type(name: &'static str, value: &Value) -> Checked {
    one_of(name, value, &BUSINESS_TYPES.map(fields::AttachedMediaType::as_str))
}

pub(super) fn image_ext(name: &'static str, value: &Value) -> Checked {
    one_of(name, &lower(value), fields::IMAGE_EXTENSIONS)
}

pub(super) fn media_ext(name: &'static str, value: &Value) -> Checked {
    one_of(name, &lower(value), &super::catalog::extensions(model::MediaKind::AttachedMedia))
}

fn lower(value: &Value) -> Value {
    value.as_str().map_or_else(|| value.clone(), |text| text.to_ascii_lowercase().into())
}

/// `UserData.MessageCallback` and `UserData.AccelerateConfig`.
pub(super) fn user_data_member(name: &'static str, value: &Value) -> Checked {
    member(name, value).map(drop)
}

/// The value in the form that requests are brought into, so that both can be compared.
pub(super) fn normal(name: &'static str, value: Value) -> Value {
    match member(name, &value) {
        Ok(Some(normal)) if name.starts_with(USER_DATA) => normal,
        _ => value,
    }
}

fn member(name: &'static str, value: &Value) -> Result<Option<Value>, FieldError> {
    let member = name.strip_prefix(USER_DATA).unwrap_or(name);
    let mut whole = Map::new();
    whole.insert(member.to_owned(), value.clone());
    Ok(fields::user_data_members(&whole.into())?.get(member).cloned())
}

/// `UserData.Extend`, as the service takes it of a caller.
pub(super) fn extend(_: &'static str, value: &Value) -> Checked {
    fields::extend_of_caller(value).map(drop)
}
