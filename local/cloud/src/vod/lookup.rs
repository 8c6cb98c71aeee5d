//! Finding the videos that a call is about.

use serde_json::Value;

use super::limits;
use super::records::Video;
use crate::rpc::{Answer, Call, Parameters, RpcError};

/// Of VideoIds and ReferenceIds.
const LISTED: usize = 20;

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

/// What VideoIds, or else ReferenceIds, of a call name.
pub(super) struct Listed {
    /// By VideoId, in the order of the call, each once.
    pub(super) found: Vec<(String, Video)>,
    unknown_ids: Vec<Value>,
    unknown_references: Vec<Value>,
}

impl Listed {
    /// The fields about ids that belong to no video.
    pub(super) fn unknown(&self) -> Answer {
        Answer::from_iter([
            ("NonExistVideoIds".to_owned(), self.unknown_ids.clone().into()),
            ("NonExistReferenceIds".to_owned(), self.unknown_references.clone().into()),
        ])
    }
}

/// Looks every listed id up; refused when no video at all is found.
pub(super) fn listed(call: &Call<'_>) -> Result<Listed, RpcError> {
    let parameters = call.parameters;
    let (ids, by_id) = match (parameters.text("VideoIds"), parameters.text("ReferenceIds")) {
        (Some(ids), _) => (ids, true),
        (None, Some(references)) => (references, false),
        (None, None) => return Err(RpcError::missing_parameter("VideoIds")),
    };
    let ids = identifiers(ids, LISTED).ok_or_else(|| {
        RpcError::bad_request("VideoIdsExceededMax", "The VideoIds exceeded maximum.")
    })?;
    let mut listed =
        Listed { found: Vec::new(), unknown_ids: Vec::new(), unknown_references: Vec::new() };
    let library = call.cloud.vod.library();
    for id in ids {
        let (by_video_id, by_reference) = if by_id { (Some(id), None) } else { (None, Some(id)) };
        match library.video(by_video_id, by_reference) {
            Some(video) => listed.found.push((video.common.id.clone(), video.clone())),
            None if by_id => listed.unknown_ids.push(id.into()),
            None => listed.unknown_references.push(id.into()),
        }
    }
    if listed.found.is_empty() {
        return Err(RpcError::no_such_video());
    }
    Ok(listed)
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
