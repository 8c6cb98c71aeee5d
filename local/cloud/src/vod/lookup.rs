//! Finding the video that a call is about.

use super::limits;
use super::records::Video;
use crate::rpc::{Call, RpcError};

/// Looks at the video that VideoId, or else ReferenceId, names. One of them must be there.
pub(super) fn video<T>(call: &Call<'_>, look: impl FnOnce(&Video) -> T) -> Result<T, RpcError> {
    let id = call.parameters.text("VideoId");
    let reference = limits::word(call.parameters, "ReferenceId", 6..=64)?;
    if id.is_none() && reference.is_none() {
        return Err(RpcError::missing_parameter("VideoId"));
    }
    let library = call.cloud.vod.library();
    library.video(id, reference.as_deref()).map(look).ok_or_else(RpcError::no_such_video)
}
