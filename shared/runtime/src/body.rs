//! Reading the JSON body of a request, with errors that name the field.
//!
//! Bodies use VOD's own names (`FileName`, `CoverURL`); the same names with a small first letter
//! (`fileName`, `coverURL`, `coverUrl`) are taken too, because that is what an app's JSON looks
//! like. A field given twice, in either form, is refused: no one could tell which one counts.

use std::fmt;

use bytes::Bytes;
use serde::{
    Deserialize,
    de::{self, DeserializeOwned, MapAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::ApiError;

/// Largest body in bytes that a function reads.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// Reads a request body into a type whose fields have VOD's names.
///
/// # Errors
/// 413 when the body is larger than [`MAX_BODY_BYTES`]; 400 when it is empty, no JSON object, or
/// when a field is unknown, missing, repeated or of the wrong type. The message names the field.
pub fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, ApiError> {
    if body.len() > MAX_BODY_BYTES {
        return Err(ApiError::too_large(MAX_BODY_BYTES));
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiError::bad_request(
            "MalformedJson",
            "The body is empty; send a JSON object.",
        ));
    }
    let fields: Fields = serde_json::from_slice(body).map_err(|error| {
        let repeated = error.to_string();
        if let Some((message, _)) = repeated.split_once(REPEATED) {
            return ApiError::bad_request("InvalidParameter", format!("{message} is given twice."));
        }
        ApiError::bad_request("MalformedJson", format!("The body is not a JSON object: {error}."))
    })?;
    serde_path_to_error::deserialize(Value::Object(fields.0)).map_err(|error| explain(&error))
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let reason = error.inner().to_string();
    // serde says which one in backticks: unknown field `X`, expected …; missing field `X`.
    let named = reason.split('`').nth(1).unwrap_or_default();
    if reason.starts_with("unknown field") {
        let named = if named.is_empty() { "An empty name" } else { named };
        return ApiError::bad_request(
            "UnknownParameter",
            format!("{named} is not a field of this request."),
        );
    }
    if reason.starts_with("missing field") {
        return ApiError::bad_request("MissingParameter", format!("{named} is required."));
    }
    let field = error.path().to_string();
    // Ids name themselves; and a Rust type is no word for the author of an app.
    let reason = reason.strip_prefix(&format!("{field} ")).unwrap_or(&reason);
    let reason = reason.replace("expected u64", "expected a whole number");
    let reason = match reason.strip_prefix("unknown variant ") {
        Some(rest) => format!(
            "{} is not one of the documented values",
            rest.replace(", expected", "; expected")
        ),
        None => reason,
    };
    ApiError::bad_request("InvalidParameter", format!("{field}: {reason}."))
}

const REPEATED: &str = "\u{0}repeated";

/// The members of a JSON object under VOD's names, each at most once.
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
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "PascalCase", deny_unknown_fields)]
    struct Sample {
        file_name: String,
        #[serde(rename = "CoverURL")]
        cover_url: Option<String>,
        file_size: Option<u64>,
    }

    fn read(body: &str) -> Result<Sample, String> {
        parse(&Bytes::copy_from_slice(body.as_bytes())).map_err(|error| error.to_string())
    }

    #[test]
    fn documented_and_camel_case_names_are_the_same() {
        let expected = Sample {
            file_name: "a.mp4".into(),
            cover_url: Some("http://e/c".into()),
            file_size: Some(3),
        };
        for body in [
            r#"{"FileName":"a.mp4","CoverURL":"http://e/c","FileSize":3}"#,
            r#"{"fileName":"a.mp4","coverURL":"http://e/c","fileSize":3}"#,
            r#"{"fileName":"a.mp4","coverUrl":"http://e/c","fileSize":3}"#,
        ] {
            assert_eq!(read(body).unwrap(), expected, "{body}");
        }
    }

    #[test]
    fn each_mistake_is_named() {
        let cases = [
            ("", "MalformedJson: The body is empty; send a JSON object."),
            ("  ", "MalformedJson: The body is empty; send a JSON object."),
            (
                r#"{"FileName":"a","Foo":1}"#,
                "UnknownParameter: Foo is not a field of this request.",
            ),
            ("{}", "MissingParameter: FileName is required."),
            (
                r#"{"FileName":5}"#,
                "InvalidParameter: FileName: invalid type: integer `5`, expected a string.",
            ),
            (
                r#"{"FileName":"a","FileSize":-1}"#,
                "InvalidParameter: FileSize: invalid value: integer `-1`, expected a whole number.",
            ),
            (r#"{"FileName":"a","fileName":"b"}"#, "InvalidParameter: FileName is given twice."),
            (r#"{"FileName":"a","FileName":"b"}"#, "InvalidParameter: FileName is given twice."),
        ];
        for (body, expected) in cases {
            assert_eq!(read(body).unwrap_err(), expected, "{body}");
        }
        for body in ["[]", "5", "{", "{\"a\":1}x", "null"] {
            assert!(read(body).unwrap_err().starts_with("MalformedJson: "), "{body}");
        }
    }

    #[test]
    fn large_and_deep_bodies_are_refused() {
        let large = format!(r#"{{"FileName":"{}"}}"#, "a".repeat(MAX_BODY_BYTES));
        assert!(read(&large).unwrap_err().starts_with("RequestEntityTooLarge: "));
        let deep = format!(r#"{{"FileName":{}"#, "[".repeat(10_000));
        assert!(read(&deep).unwrap_err().starts_with("MalformedJson: "));
    }
}
