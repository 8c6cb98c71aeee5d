//! `UserData` of an upload or a job: its own callback URL and free data ("Request parameters").
//!
//! The documentation types the members as texts and shows them as objects: both are taken. No page
//! says what happens to unknown keys or broken JSON; here unknown keys are ignored and broken JSON
//! is an InvalidParameter.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::limits::{is_web_address, too_long};
use crate::rpc::{Parameters, RpcError};

const EXTEND_BYTES: usize = 512;
/// The rule of SetMessageCallback.
const CALLBACK_URL_BYTES: usize = 256;

/// What was read from `UserData`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UserData {
    /// The whole text as it came.
    pub(crate) text: Option<String>,
    /// `MessageCallback.CallbackURL`, which takes the events in place of the account's.
    pub(crate) callback_url: Option<String>,
    /// `Extend` as events carry it: a text stays, anything else becomes its JSON text.
    pub(crate) extend: Option<String>,
}

impl UserData {
    /// Reads the parameter of this name.
    pub(crate) fn read(parameters: &Parameters) -> Result<Self, RpcError> {
        let Some(text) = parameters.text("UserData") else { return Ok(Self::default()) };
        let members = object(&Value::String(text.to_owned()))
            .ok_or_else(|| RpcError::invalid_parameter("UserData", "a JSON object"))?;
        let callback_url = members.get("MessageCallback").map(callback_url).transpose()?.flatten();
        let extend = members.get("Extend").map(extend).transpose()?;
        Ok(Self { text: Some(text.to_owned()), callback_url, extend })
    }
}

fn callback_url(value: &Value) -> Result<Option<String>, RpcError> {
    const NAME: &str = "UserData.MessageCallback";
    let callback =
        object(value).ok_or_else(|| RpcError::invalid_parameter(NAME, "a JSON object"))?;
    let kind = callback.get("CallbackType").map_or(Some("http"), Value::as_str);
    if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("http")) {
        return Err(RpcError::invalid_parameter(
            "UserData.MessageCallback.CallbackType",
            "http, the only one that the local cloud delivers",
        ));
    }
    let Some(url) = callback.get("CallbackURL") else { return Ok(None) };
    let url = url.as_str().filter(|url| is_web_address(url)).ok_or_else(|| {
        RpcError::invalid_parameter("UserData.MessageCallback.CallbackURL", "an http or https URL")
    })?;
    if url.len() > CALLBACK_URL_BYTES {
        return Err(too_long("UserData.MessageCallback.CallbackURL", CALLBACK_URL_BYTES));
    }
    Ok(Some(url.to_owned()))
}

fn extend(value: &Value) -> Result<String, RpcError> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if text.len() > EXTEND_BYTES {
        return Err(too_long("UserData.Extend", EXTEND_BYTES));
    }
    Ok(text)
}

/// An object, or the object that a text holds.
fn object(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(members) => Some(members.clone()),
        Value::String(text) => serde_json::from_str(text).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<UserData, RpcError> {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        UserData::read(&Parameters::new(vec![("UserData".to_owned(), text)]))
    }

    #[test]
    fn objects_and_texts_mean_the_same() {
        let nested = read(&json!({
            "MessageCallback": {"CallbackURL": "http://e.com/cb?x=1"}, "Extend": {"n": 1}
        }))
        .unwrap();
        let texts = read(&json!({
            "MessageCallback": "{\"CallbackType\":\"http\",\"CallbackURL\":\"http://e.com/cb?x=1\"}",
            "Extend": "{\"n\":1}"
        }))
        .unwrap();
        assert_eq!(nested.callback_url.as_deref(), Some("http://e.com/cb?x=1"));
        assert_eq!(nested.callback_url, texts.callback_url);
        assert_eq!(nested.extend.as_deref(), Some("{\"n\":1}"));
        assert_eq!(nested.extend, texts.extend);
    }

    #[test]
    fn absent_and_unknown_members_are_nothing() {
        assert_eq!(UserData::read(&Parameters::default()).unwrap(), UserData::default());
        let other = read(&json!({"AccelerateConfig": {}, "Own": 1})).unwrap();
        assert_eq!((other.callback_url, other.extend), (None, None));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let refusal = |value: Value| read(&value).unwrap_err().to_string();
        assert!(refusal(json!("no json")).contains("UserData is not valid"));
        assert!(refusal(json!("[]")).contains("UserData is not valid"));
        assert!(refusal(json!({"MessageCallback": 1})).contains("UserData.MessageCallback"));
        assert!(refusal(json!({"MessageCallback": {"CallbackType": "mns"}})).contains("Type"));
        assert!(refusal(json!({"MessageCallback": {"CallbackURL": "x"}})).contains("CallbackURL"));
        assert!(refusal(json!({"Extend": "x".repeat(513)})).starts_with("LengthExceededMax"));
        let long = format!("http://e/{}", "a".repeat(256));
        let long = refusal(json!({"MessageCallback": {"CallbackURL": long}}));
        assert!(long.starts_with("LengthExceededMax"), "{long}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,80}") {
            let _ = UserData::read(&Parameters::new(vec![("UserData".to_owned(), text)]));
        }
    }
}
