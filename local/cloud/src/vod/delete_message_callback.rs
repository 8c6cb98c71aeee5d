//! DeleteMessageCallback: nobody is told of an application's events any more.
//!
//! The page calls AppId required and gives it a default: it may be absent here. An application
//! without a setting is no error; the page lists none.

use super::set_message_callback::app_id;
use crate::rpc::{Answer, Call, RpcError};

/// Forgets the setting of an application.
pub(crate) fn delete_message_callback(call: &Call<'_>) -> Result<Answer, RpcError> {
    let app_id = app_id(call.parameters)?;
    call.cloud.vod.message_callbacks.remove(&app_id);
    Ok(Answer::new())
}
