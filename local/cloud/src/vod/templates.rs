//! Transcoding template groups, and what follows an upload under each.

use md5::{Digest, Md5};

use super::records::TranscodeJob;
use super::status::NextStep;
use crate::config::Definition;
use crate::rpc::{Parameters, RpcError};
use crate::state::Cloud;

/// The built-in group that makes no streams, and the default of a fresh account (RegisterMedia).
pub(super) const NO_TRANSCODE: &str = "VOD_NO_TRANSCODE";

/// Containers that play without transcoding (CreateUploadVideo, usage notes).
const PLAYABLE: [&str; 5] = ["mp4", "flv", "mp3", "m3u8", "webm"];

/// The definitions of a group; none for [`NO_TRANSCODE`]. `None` when there is no such group.
pub(super) fn definitions<'a>(cloud: &'a Cloud, id: &str) -> Option<&'a [Definition]> {
    if id == NO_TRANSCODE {
        return Some(&[]);
    }
    let group = cloud.config.template_groups.iter().find(|group| group.id.as_str() == id)?;
    Some(&group.definitions)
}

/// `TranscodeTemplateId` of a job: the template groups of the configuration do not name their
/// templates, so each has an id made of what it is.
pub(super) fn template_id(group: &str, job: &TranscodeJob) -> String {
    hex::encode(Md5::digest(format!("{group}/{}/{}", job.definition, job.format)))
}

/// The group of an upload.
pub(super) fn of_upload(cloud: &Cloud, parameters: &Parameters) -> Result<String, RpcError> {
    let id = parameters.text("TemplateGroupId").unwrap_or(NO_TRANSCODE);
    definitions(cloud, id).map(|_| id.to_owned()).ok_or_else(|| {
        RpcError::not_found(
            "InvalidTemplateGroupId.NotFound",
            "The TemplateGroupId does not exist.",
        )
    })
}

/// What VOD does with a file of this extension that arrives under a group.
pub(super) fn next_step(definitions: &[Definition], extension: &str) -> NextStep {
    if !definitions.is_empty() {
        NextStep::Transcode
    } else if PLAYABLE.contains(&extension) {
        NextStep::PlayAsIs
    } else {
        NextStep::KeepOnly
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_definitions_the_container_decides() {
        for (extension, step) in [
            ("mp4", NextStep::PlayAsIs),
            ("webm", NextStep::PlayAsIs),
            ("mov", NextStep::KeepOnly),
            ("wav", NextStep::KeepOnly),
        ] {
            assert_eq!(next_step(&[], extension), step, "{extension}");
        }
        let definition = Definition { name: "LD".to_owned(), format: "mp4".to_owned() };
        assert_eq!(next_step(&[definition], "mp4"), NextStep::Transcode);
    }
}
