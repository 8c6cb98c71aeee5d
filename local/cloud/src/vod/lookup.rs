//! Finding the videos that a call is about.

use super::limits;
use super::records::Video;
use crate::rpc::{Call, Parameters, RpcError};

/// VideoId, or else ReferenceId, of a call. One of them must be there.
pub(super) struct VideoName {
    pub(super) id: Option<String>,
    pub(super) reference: Option<String>,
}

impl VideoName {
    /// Reads the two parameters.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, RpcError> {
        let id = parameters.owned("VideoId");
        let reference = limits::word(parameters, "ReferenceId", 6..=64)?;
        if id.is_none() && reference.is_none() {
            return Err(RpcError::missing_parameter("VideoId"));
        }
        Ok(Self { id, reference })
    }
}

/// Looks at the video that VideoId, or else ReferenceId, names.
pub(super) fn video<T>(call: &Call<'_>, look: impl FnOnce(&Video) -> T) -> Result<T, RpcError> {
    let name = VideoName::read(call.parameters)?;
    let library = call.cloud.vod.library();
    library
        .video(name.id.as_deref(), name.reference.as_deref())
        .map(look)
        .ok_or_else(RpcError::no_such_video)
}

/// The ids of a list separated by commas, each once; `None` when there are more than `most`.
pub(super) fn identifiers(list: &str, most: usize) -> Option<Vec<&str>> {
    if list.split(',').count() > most {
        return None;
    }
    let mut ids: Vec<&str> = Vec::new();
    for id in list.split(',').map(str::trim) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_counted_as_sent_and_taken_once() {
        assert_eq!(identifiers("a, b,a", 3).unwrap(), ["a", "b"]);
        assert_eq!(identifiers("a,a,a,a", 3), None);
    }
}
