//! RefreshUploadVideo: a new credential for the same address.
//!
//! The address stays, so that a client goes on with its multipart upload. No page lists states in
//! which this is refused; it works in all, and a second file under the same address replaces the
//! first and is processed again.

use super::{grant, lookup};
use crate::rpc::{Answer, Call, RpcError};

/// Issues a new credential for a video.
pub(crate) fn refresh_upload_video(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (id, object) =
        lookup::video(call, |video| (video.common.id.clone(), video.common.object.clone()))?;
    let mut answer = Answer::new();
    grant::add_grant(call.cloud, &id, &object, &mut answer);
    answer.insert("VideoId".to_owned(), id.into());
    Ok(answer)
}
