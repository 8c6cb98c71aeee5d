//! Reading the JSON body of a request, with errors that name the field.

use bytes::Bytes;
use model::fields::{BodyError, body_fields};
use serde::de::DeserializeOwned;
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
    typed(object(body)?)
}

/// Reads a request body into its fields, under VOD's names and each at most once.
///
/// # Errors
/// 413 when the body is larger than [`MAX_BODY_BYTES`]; 400 when it is empty, no JSON object, or
/// when a field is repeated.
pub fn object(body: &Bytes) -> Result<Map<String, Value>, ApiError> {
    if body.len() > MAX_BODY_BYTES {
        return Err(ApiError::too_large(MAX_BODY_BYTES));
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiError::bad_request(
            "MalformedJson",
            "The body is empty; send a JSON object.",
        ));
    }
    body_fields(body).map_err(|error| {
        let code = match error {
            BodyError::Malformed(_) => "MalformedJson",
            BodyError::Repeated(_) => "InvalidParameter",
        };
        ApiError::bad_request(code, error.to_string())
    })
}

/// Makes the typed request of the fields of a body.
///
/// # Errors
/// 400 when a field is unknown, missing or of the wrong type. The message names the field.
pub fn typed<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| explain(&error))
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
    let unknown =
        reason.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", expected "));
    let reason = match unknown {
        Some((value, known)) => format!("{value} is not one of the documented values: {known}"),
        None => reason,
    };
    ApiError::bad_request("InvalidParameter", format!("{field}: {reason}."))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

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
