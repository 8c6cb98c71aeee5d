//! DeleteAttachedMedia: attached media go with their files.
//!
//! The page calls MediaIds optional and names no other way to say what to delete: it is required
//! here. More than 20 have the code that GetUploadDetails has for it. No event tells of it, as the
//! page of DeleteMediaComplete says.

use serde_json::Value;

use super::limits;
use super::lookup::identifiers;
use crate::rpc::{Answer, Call, RpcError};

const MOST: usize = 20;

/// Deletes the media that exist and names the others.
pub(crate) fn delete_attached_media(call: &Call<'_>) -> Result<Answer, RpcError> {
    let ids = identifiers(call.parameters.required("MediaIds")?, MOST)
        .ok_or_else(limits::too_many_media)?;
    let mut unknown: Vec<Value> = Vec::new();
    for id in ids {
        let deleted = call.cloud.vod.library().remove_attached_media(id);
        match deleted {
            Some(media) => {
                let object = &media.common.object;
                call.cloud.objects.discard(&object.bucket, &object.key);
            }
            None => unknown.push(id.into()),
        }
    }
    Ok(Answer::from_iter([("NonExistMediaIds".to_owned(), unknown.into())]))
}
