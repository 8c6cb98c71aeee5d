//! GetMessageCallback: the setting of an application, with the fields of its own method only.
//!
//! No page says what an application without a setting gives: here MessageCallback then holds its
//! AppId and nothing else.

use serde_json::{Value, json};

use super::message_callbacks::{MessageCallback, Method};
use super::set_message_callback::app_id;
use crate::rpc::{Answer, Call, RpcError};

/// Shows a setting, its AuthKey included.
pub(crate) fn get_message_callback(call: &Call<'_>) -> Result<Answer, RpcError> {
    let app_id = app_id(call.parameters)?;
    let mut fields =
        call.cloud.vod.message_callbacks.of(&app_id).map_or_else(|| json!({}), describe);
    fields["AppId"] = app_id.into();
    Ok(Answer::from_iter([("MessageCallback".to_owned(), fields)]))
}

fn describe(setting: MessageCallback) -> Value {
    match setting.method {
        Method::Http { url, signed, key } => json!({
            "AuthKey": key.as_ref().map_or("", |key| key.expose()),
            "AuthSwitch": if signed { "on" } else { "off" },
            "CallbackType": "HTTP",
            "CallbackURL": url,
            "EventTypeList": setting.event_types,
        }),
        Method::Mns { endpoint, queue } => json!({
            "CallbackType": "MNS",
            "EventTypeList": setting.event_types,
            "MnsEndpoint": endpoint,
            "MnsQueueName": queue,
        }),
    }
}
