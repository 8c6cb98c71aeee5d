//! RegisterMedia: files that lie in a bucket of the account become videos.
//!
//! A file that is a medium already keeps its id and is left alone. Nothing is told of a registration;
//! UserData is for the jobs that follow. Without a template group or workflow nothing is done with
//! the file, and it cannot be played. Choices where the page is silent: a list that is not right in
//! one place registers nothing; files of more than one bucket are an InvalidParameter; a URL that
//! names no object of this account and region, or one without the extension of a medium, goes to
//! FailedFileURLs. A URL may be of the cloud's own form or of this cloud's.

mod address;

use std::sync::Arc;

use model::fields::{extension_of, is_media_extension};
use serde_json::{Value, json};

use self::address::object_of;
use super::library::MediumId;
use super::limits;
use super::metadata;
use super::records::{Common, DEFAULT_APP_ID, ObjectAddress, Video};
use super::status::Status;
use super::user_data::UserData;
use super::{arrival, templates, workflow};
use crate::identifiers;
use crate::rpc::{Answer, Call, Parameters, RpcError};
use crate::state::Cloud;

const MOST: usize = 10;
const URL_BYTES: usize = 1_024;

/// One element of `RegisterMetadatas`.
struct Metadata {
    url: String,
    title: Option<String>,
    description: Option<String>,
    tags: Option<String>,
    cover_url: Option<String>,
    category_id: Option<u64>,
}

impl Metadata {
    fn read(element: &Parameters) -> Result<Self, RpcError> {
        let url = element.required("FileURL")?;
        element.required("Title")?;
        if url.len() > URL_BYTES {
            return Err(limits::too_long("FileURL", URL_BYTES));
        }
        Ok(Self {
            url: url.to_owned(),
            title: limits::title(element)?,
            description: limits::description(element)?,
            tags: limits::tags(element)?,
            cover_url: limits::cover_url(element)?,
            category_id: element.number("CateId")?,
        })
    }
}

/// What is to be done with each new file.
struct Processing {
    template_group_id: Option<String>,
    workflow_id: Option<String>,
    user_data: UserData,
}

/// Registers each file of the list that can be.
pub(crate) fn register_media(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let elements = metadata::elements(parameters, "RegisterMetadatas", MOST)?;
    let files: Result<Vec<Metadata>, RpcError> = elements.iter().map(Metadata::read).collect();
    let files = files?;
    let group = parameters.text("TemplateGroupId");
    let processing = Processing {
        template_group_id: group.map(|_| templates::of_upload(cloud, parameters)).transpose()?,
        workflow_id: workflow::of_upload(cloud, parameters.text("WorkflowId"))?,
        user_data: UserData::read(parameters)?,
    };
    let addresses: Vec<Option<ObjectAddress>> =
        files.iter().map(|file| object_of(cloud, &file.url)).collect();
    let mut buckets = addresses.iter().flatten().map(|address| &address.bucket);
    if let Some(first) = buckets.next()
        && buckets.any(|bucket| bucket != first)
    {
        return Err(RpcError::invalid_parameter("RegisterMetadatas", "files of one bucket"));
    }

    let (mut registered, mut failed) = (Vec::new(), Vec::new());
    for (file, address) in files.into_iter().zip(addresses) {
        let url = file.url.clone();
        let result = address.and_then(|address| register(cloud, file, address, &processing));
        match result {
            Some((id, is_new)) => {
                registered.push(json!({"MediaId": id, "FileURL": url, "NewRegister": is_new}));
            }
            None => failed.push(Value::from(url)),
        }
    }
    Ok(Answer::from_iter([
        ("RegisteredMediaList".to_owned(), registered.into()),
        ("FailedFileURLs".to_owned(), failed.into()),
    ]))
}

/// The MediaId, and whether it is new. `None` when there is no such file.
fn register(
    cloud: &Arc<Cloud>,
    file: Metadata,
    address: ObjectAddress,
    processing: &Processing,
) -> Option<(String, bool)> {
    let extension = extension_of(&address.key).filter(|ext| is_media_extension(ext))?;
    let size = cloud.objects.object(&address.bucket, &address.key)?.size;
    let mut library = cloud.vod.library();
    match library.at(&address.bucket, &address.key) {
        Some(MediumId::Video(id)) => return Some((id, false)),
        Some(MediumId::Image(_) | MediumId::AttachedMedia(_)) => return None,
        None => (),
    }
    let id = identifiers::media_id(&*cloud.config.randomness);
    let now = cloud.now();
    library.add_video(Video {
        common: Common {
            id: id.clone(),
            app_id: DEFAULT_APP_ID.to_owned(),
            title: file.title,
            description: file.description,
            tags: file.tags,
            user_data: processing.user_data.clone(),
            object: address,
            size: None,
            stored: None,
            stored_from: None,
            created: now,
            modified: now,
        },
        reference_id: None,
        category_id: file.category_id,
        cover_url: file.cover_url,
        template_group_id: processing.template_group_id.clone(),
        workflow_id: processing.workflow_id.clone(),
        extension,
        status: Status::Uploading,
        sources: 0,
        report: None,
    });
    let arrived = arrival::store_video(cloud, &mut library, &id, size, None);
    drop(library);
    if let Some((_, work)) = arrived {
        arrival::begin(cloud, &id, work);
    }
    Some((id, true))
}
