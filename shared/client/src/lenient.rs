//! Readers for answers whose values come in more than one type.
//!
//! The documentation's samples write the same field as a number on one page and as a text on the
//! next; neither may fail a call. An absent, null or empty value is no value.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

/// A whole number, written as a number or a text.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    number(deserializer)
}

/// A number with or without a fraction, written as a number or a text.
pub(crate) fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    number(deserializer)
}

/// A text, written as a text, a number or a truth.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(truth) => Ok(Some(truth.to_string())),
        _ => Err(D::Error::custom("expected a text")),
    }
}

/// A list that may be null.
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn number<'de, D: Deserializer<'de>, T: FromStr>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => return Err(D::Error::custom("expected a number")),
    };
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| D::Error::custom("expected a number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sample {
        #[serde(default, deserialize_with = "whole")]
        size: Option<u64>,
        #[serde(default, deserialize_with = "decimal")]
        duration: Option<f64>,
        #[serde(default, deserialize_with = "text")]
        title: Option<String>,
        #[serde(default, deserialize_with = "list")]
        ids: Vec<String>,
    }

    fn read(json: &str) -> Option<Sample> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn numbers_come_as_numbers_or_texts() {
        let expected =
            Sample { size: Some(7), duration: Some(1.5), title: Some("3".into()), ids: vec![] };
        let numbers = r#"{"size":7,"duration":1.5,"title":3,"ids":null,"unknown":{}}"#;
        let texts = r#"{"size":"7","duration":" 1.5 ","title":"3","ids":[]}"#;
        assert_eq!(read(numbers).as_ref(), Some(&expected));
        assert_eq!(read(texts).as_ref(), Some(&expected));
    }

    #[test]
    fn absent_null_and_empty_are_no_value() {
        let expected = Sample { size: None, duration: None, title: None, ids: vec![] };
        assert_eq!(read("{}").as_ref(), Some(&expected));
        let nulls = r#"{"size":null,"duration":"","title":null}"#;
        assert_eq!(read(nulls).as_ref(), Some(&expected));
    }

    #[test]
    fn other_types_are_refused() {
        for json in [r#"{"size":[]}"#, r#"{"size":"x"}"#, r#"{"size":-1}"#, r#"{"title":{}}"#] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
