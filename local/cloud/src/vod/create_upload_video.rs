//! CreateUploadVideo: a record in status Uploading, an address and a credential.
//!
//! Choices where the page is silent: an unknown WorkflowId is a NoSuchResource; a ReferenceId that is taken is an InvalidReferenceId.Duplicate; any CateId is
//! taken; FileSize is not held against the file that comes.

use model::fields::{extension_of, is_media_extension};

use super::records::{Common, Video};
use super::status::Status;
use super::{events, grant, limits, templates, workflow};
use crate::identifiers;
use crate::rpc::{Answer, Call, RpcError};

/// Creates a video or audio record.
pub(crate) fn create_upload_video(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let file_name = parameters.required("FileName")?;
    parameters.required("Title")?;
    let extension = extension_of(file_name)
        .filter(|extension| is_media_extension(extension))
        .ok_or_else(|| {
            RpcError::bad_request(
                "InvalidFileName.Extension",
                "The specified FileName's extension is illegal.",
            )
        })?;
    parameters.number("FileSize")?;
    let category_id = parameters.number("CateId")?;
    let template_group_id = Some(templates::of_upload(cloud, parameters)?);
    let workflow_id = workflow::of_upload(cloud, parameters.text("WorkflowId"))?;
    let reference_id = limits::word(parameters, "ReferenceId", 6..=64)?;

    let randomness = &*cloud.config.randomness;
    let key = grant::video_key(randomness, cloud.now(), &extension);
    let mut common = Common::read(call, identifiers::media_id(randomness), key)?;
    if extension == "m3u8" {
        let folder = common.object.key.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
        common.object.prefix = folder;
    }
    let (id, object) = (common.id.clone(), common.object.clone());
    let video = Video {
        common,
        reference_id,
        category_id,
        cover_url: limits::cover_url(parameters)?,
        template_group_id,
        workflow_id,
        extension,
        status: Status::Uploading,
        sources: 0,
        report: None,
    };
    let (common, created) = (video.common.clone(), events::created(cloud, &video));
    if !cloud.vod.library().add_video(video) {
        return Err(RpcError::bad_request(
            "InvalidReferenceId.Duplicate",
            "The specified ReferenceId already belongs to a video.",
        ));
    }
    events::announce(cloud, &common, None, created);
    let mut answer = Answer::new();
    grant::add_grant(cloud, &id, &object, &mut answer);
    answer.insert("VideoId".to_owned(), id.into());
    Ok(answer)
}
