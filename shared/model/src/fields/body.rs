//! The JSON body of a request: its fields under VOD's names.
//!
//! VOD's names (`FileName`, `CoverURL`) are taken, and the same with a small first letter
//! (`fileName`, `coverURL`, `coverUrl`), because that is what an app's JSON looks like. A field
//! given twice, in either form, is refused: no one could tell which one counts.

use std::fmt;

use serde::{
    Deserialize,
    de::{self, MapAccess, Visitor},
};
use serde_json::{Map, Value};

/// A body whose fields cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is no JSON object.
    #[error("The body is not a JSON object: {0}.")]
    Malformed(String),
    /// A field is given twice.
    #[error("{0} is given twice.")]
    Repeated(String),
}

/// Reads the fields of a body.
///
/// # Errors
/// When it is no JSON object, or gives a field twice.
pub fn body_fields(body: &[u8]) -> Result<Map<String, Value>, BodyError> {
    match serde_json::from_slice::<Fields>(body) {
        Ok(fields) => Ok(fields.0),
        Err(error) => {
            let reason = error.to_string();
            Err(match reason.split_once(REPEATED) {
                Some((name, _)) => BodyError::Repeated(name.to_owned()),
                None => BodyError::Malformed(reason),
            })
        }
    }
}

/// Marks the one reason that is not serde's own.
const REPEATED: &str = "\u{0}repeated";

struct Fields(Map<String, Value>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Fields;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Fields, A::Error> {
                let mut fields = Map::new();
                while let Some((key, value)) = access.next_entry::<String, Value>()? {
                    let name = documented_name(&key);
                    if fields.contains_key(&name) {
                        return Err(de::Error::custom(format!("{name}{REPEATED}")));
                    }
                    fields.insert(name, value);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// `fileName` as `FileName`, `coverUrl` as `CoverURL`.
fn documented_name(key: &str) -> String {
    let mut letters = key.chars();
    let name: String = match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => return String::new(),
    };
    match name.strip_suffix("Url") {
        Some(stem) => format!("{stem}URL"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn small_first_letters_are_made_up_for_and_nothing_else() {
        let body = br#"{"fileName":1,"coverUrl":2,"Title":3,"tITLE":4,"FILENAME":5," FileName":6}"#;
        let expected = json!({
            "FileName": 1, "CoverURL": 2, "Title": 3, "TITLE": 4, "FILENAME": 5, " FileName": 6
        });
        assert_eq!(Value::Object(body_fields(body).unwrap()), expected);
    }

    #[test]
    fn a_field_given_twice_is_refused_by_its_name() {
        for body in [r#"{"Title":1,"title":2}"#, r#"{"Title":1,"\u0054itle":1}"#] {
            let error = body_fields(body.as_bytes()).unwrap_err();
            assert_eq!(error, BodyError::Repeated("Title".into()), "{body}");
        }
        for body in ["", "[]", "5", "{", "{}x", "null", "\u{feff}{}"] {
            let error = body_fields(body.as_bytes()).unwrap_err();
            assert!(matches!(error, BodyError::Malformed(_)), "{body}: {error}");
        }
    }
}
