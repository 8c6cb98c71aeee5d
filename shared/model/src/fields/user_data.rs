//! `UserData`: a JSON object with the upload's own callback, free data and acceleration
//! ("Request parameters", UserData).

use serde_json::{Map, Value};

use super::{FieldError, FieldErrorCode, limits::is_http_url};

/// Longest `Extend` in bytes.
pub const EXTEND_BYTES: usize = 512;
/// The key of `Extend` under which this service keeps its stamp.
pub const STAMP_KEY: &str = "_stamp";
/// Longest stamp in bytes, with its key, quotes and comma.
pub const STAMP_BYTES: usize = 160;
/// How much of `Extend` is the caller's own.
pub const CALLER_EXTEND_BYTES: usize = EXTEND_BYTES - STAMP_BYTES;
/// Longest `CallbackURL` in bytes (SetMessageCallback).
const CALLBACK_URL_BYTES: usize = 256;

/// Checks `UserData` and gives the text to send: one JSON object in which the documented keys hold
/// objects, the form of every sample of the API pages.
///
/// The value may be an object or a text that holds one, and so may its members, because the
/// documentation shows both.
///
/// # Errors
/// When it is no object, holds a key that is not documented, an `Extend` of more than 512 bytes, or
/// a callback that is no web address.
pub fn user_data(value: &Value) -> Result<String, FieldError> {
    user_data_members(value).map(|object| Value::Object(object).to_string())
}

/// The same before it becomes a text: each member under its documented key. A null is no member.
///
/// # Errors
/// As those of [`user_data`].
pub fn user_data_members(value: &Value) -> Result<Map<String, Value>, FieldError> {
    let mut members = Map::new();
    for (key, member) in object_of("UserData", value)? {
        let member = match key.as_str() {
            "MessageCallback" | "Extend" | "AccelerateConfig" if member.is_null() => continue,
            "MessageCallback" => {
                let callback = object_of("UserData.MessageCallback", &member)?;
                check_callback(&callback)?;
                callback.into()
            }
            "AccelerateConfig" => object_of("UserData.AccelerateConfig", &member)?.into(),
            "Extend" => {
                check_extend(&member)?;
                member
            }
            _ => {
                return Err(FieldError::invalid(
                    "UserData",
                    format!(
                        "holds the unknown key {key:?}; MessageCallback, Extend and \
                         AccelerateConfig are known"
                    ),
                ));
            }
        };
        members.insert(key, member);
    }
    Ok(members)
}

fn object_of(field: &'static str, value: &Value) -> Result<Map<String, Value>, FieldError> {
    let parsed = match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => Some(other.clone()),
    };
    match parsed {
        Some(Value::Object(object)) => Ok(object),
        _ => Err(FieldError::invalid(field, "must be a JSON object, or a text that holds one")),
    }
}

/// What a caller may write into `Extend`: an object, or a text that holds one, beside which the stamp
/// has room.
///
/// # Errors
/// When it is none, holds the key of the stamp, or is longer than [`CALLER_EXTEND_BYTES`] as JSON.
pub fn extend_of_caller(value: &Value) -> Result<Map<String, Value>, FieldError> {
    const NAME: &str = "UserData.Extend";
    let extend = object_of(NAME, value).map_err(|FieldError { field, reason, .. }| {
        FieldError::invalid(field, format!("{reason}: the service adds a key of its own"))
    })?;
    if extend.contains_key(STAMP_KEY) {
        let reason = format!("holds the key {STAMP_KEY:?}, which is reserved for the service");
        return Err(FieldError::invalid(NAME, reason));
    }
    let extend = Value::Object(extend);
    let length = extend.to_string().len();
    match extend {
        Value::Object(extend) if length <= CALLER_EXTEND_BYTES => Ok(extend),
        _ => Err(FieldError::new(
            NAME,
            FieldErrorCode::LengthExceededMax,
            format!(
                "is {length} bytes long; at most {CALLER_EXTEND_BYTES} are taken, because of the \
                 {EXTEND_BYTES} that VOD takes the service needs {STAMP_BYTES}"
            ),
        )),
    }
}

fn check_extend(value: &Value) -> Result<(), FieldError> {
    let length = value.as_str().map_or_else(|| value.to_string().len(), str::len);
    if length <= EXTEND_BYTES {
        return Ok(());
    }
    Err(FieldError::new(
        "UserData.Extend",
        FieldErrorCode::LengthExceededMax,
        format!("is {length} bytes long; at most {EXTEND_BYTES} are taken"),
    ))
}

fn check_callback(callback: &Map<String, Value>) -> Result<(), FieldError> {
    if let Some(url) = callback.get("CallbackURL") {
        let url = url.as_str().unwrap_or_default();
        if url.len() > CALLBACK_URL_BYTES {
            return Err(FieldError::new(
                "UserData.MessageCallback.CallbackURL",
                FieldErrorCode::LengthExceededMax,
                format!("is {} bytes long; at most {CALLBACK_URL_BYTES} are taken", url.len()),
            ));
        }
        if !is_http_url(url) {
            return Err(FieldError::invalid(
                "UserData.MessageCallback.CallbackURL",
                "must be an http:// or https:// URL",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_and_texts_give_the_same() {
        let object = json!({"MessageCallback":{"CallbackURL":"http://e.com/cb"},"Extend":{"n":1}});
        let text = Value::String(object.to_string());
        let inner = json!({
            "MessageCallback": "{\"CallbackURL\":\"http://e.com/cb\"}", "Extend": {"n": 1}
        });
        let expected = user_data(&object).unwrap();
        assert_eq!(user_data(&text).unwrap(), expected);
        assert_eq!(user_data(&inner).unwrap(), expected);
    }

    #[test]
    fn a_null_is_nothing() {
        let nulls = json!({"MessageCallback": null, "Extend": null, "AccelerateConfig": null});
        assert_eq!(user_data(&nulls).unwrap(), "{}");
        assert_eq!(user_data(&json!({"Other": null})).unwrap_err().field, "UserData");
    }

    #[test]
    fn each_wrong_member_is_named() {
        let field = |value: Value| user_data(&value).unwrap_err().field;
        assert_eq!(field(json!("not json")), "UserData");
        assert_eq!(field(json!([])), "UserData");
        assert_eq!(field(json!({"Other": 1})), "UserData");
        assert_eq!(field(json!({"Extend": "x".repeat(513)})), "UserData.Extend");
        assert_eq!(field(json!({"MessageCallback": 5})), "UserData.MessageCallback");
        assert_eq!(
            field(json!({"MessageCallback": {"CallbackURL": "ftp://x"}})),
            "UserData.MessageCallback.CallbackURL"
        );
    }
}
