//! SetMessageCallback: who is told of which events, one setting for each application.
//!
//! A call replaces the whole setting: what it does not name is not kept. Choices where the page is
//! silent: CallbackType is HTTP when absent, as in the page's own sample; AuthSwitch is off when
//! absent; `on` needs an AuthKey, in this call; parameters of the other method are ignored, as the
//! page says of each; every wrong value is an InvalidParameter, a URL that is too long a
//! LengthExceededMax. An EventTypeList may name only types of the overview page.

use model::Secret;

use super::limits;
use super::message_callbacks::{MessageCallback, Method, URL_BYTES, are_event_types};
use super::records::DEFAULT_APP_ID;
use crate::rpc::{Answer, Call, Parameters, RpcError};

const KEY_CHARACTERS: usize = 32;

/// Puts a setting in place of the application's earlier one.
pub(crate) fn set_message_callback(call: &Call<'_>) -> Result<Answer, RpcError> {
    let parameters = call.parameters;
    let app_id = app_id(parameters)?;
    let method = match parameters.text("CallbackType") {
        None | Some("HTTP") => http(parameters)?,
        Some("MNS") => mns(parameters)?,
        Some(_) => return Err(RpcError::invalid_parameter("CallbackType", "HTTP or MNS")),
    };
    let event_types = parameters.owned("EventTypeList").unwrap_or_default();
    if !event_types.is_empty() && !are_event_types(&event_types) {
        let expected = "ALL, or event types separated by commas";
        return Err(RpcError::invalid_parameter("EventTypeList", expected));
    }
    call.cloud.vod.message_callbacks.set(&app_id, MessageCallback { method, event_types });
    Ok(Answer::new())
}

/// `AppId` of the three operations.
pub(super) fn app_id(parameters: &Parameters) -> Result<String, RpcError> {
    let app_id = limits::word(parameters, "AppId", 1..=64)?;
    Ok(app_id.unwrap_or_else(|| DEFAULT_APP_ID.to_owned()))
}

fn http(parameters: &Parameters) -> Result<Method, RpcError> {
    let url = parameters.required("CallbackURL")?;
    if url.len() > URL_BYTES {
        return Err(limits::too_long("CallbackURL", URL_BYTES));
    }
    if !limits::is_web_address(url) {
        return Err(RpcError::invalid_parameter("CallbackURL", "one http or https URL"));
    }
    let signed = match parameters.text("AuthSwitch") {
        None | Some("off") => false,
        Some("on") => true,
        Some(_) => return Err(RpcError::invalid_parameter("AuthSwitch", "on or off")),
    };
    let key = parameters.text("AuthKey");
    if signed && key.is_none() {
        return Err(RpcError::missing_parameter("AuthKey"));
    }
    if key.is_some_and(|key| !is_auth_key(key)) {
        let expected = "at most 32 characters with upper-case and lower-case letters and digits";
        return Err(RpcError::invalid_parameter("AuthKey", expected));
    }
    Ok(Method::Http { url: url.to_owned(), signed, key: key.map(Secret::from) })
}

fn is_auth_key(key: &str) -> bool {
    let has = |of: fn(&u8) -> bool| key.as_bytes().iter().any(of);
    key.chars().count() <= KEY_CHARACTERS
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

fn mns(parameters: &Parameters) -> Result<Method, RpcError> {
    let endpoint = parameters.required("MnsEndpoint")?;
    if !limits::is_web_address(endpoint) {
        return Err(RpcError::invalid_parameter("MnsEndpoint", "an http or https URL"));
    }
    let queue = parameters.required("MnsQueueName")?;
    Ok(Method::Mns { endpoint: endpoint.to_owned(), queue: queue.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mix_letters_of_both_cases_and_digits() {
        for (key, good) in [
            ("Test1234Key", true),
            ("aA1", true),
            ("dsf346dvet", false),
            ("ABCDEF12", false),
            ("abcDEFgh", false),
        ] {
            assert_eq!(is_auth_key(key), good, "{key}");
        }
        assert!(is_auth_key(&format!("aA{}", "1".repeat(30))));
        assert!(!is_auth_key(&format!("aA{}", "1".repeat(31))));
    }
}
