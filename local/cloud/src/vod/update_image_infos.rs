//! UpdateImageInfos: title, description, tags and category of up to 20 images.
//!
//! As with UpdateVideoInfo a field is changed only where a new value is given. A list that is not
//! right in one place changes nothing; the page does not say.

use serde_json::Value;

use super::limits;
use super::metadata;
use crate::rpc::{Answer, Call, Parameters, RpcError};

const MOST: usize = 20;

struct Update {
    id: String,
    title: Option<String>,
    description: Option<String>,
    tags: Option<String>,
    category_id: Option<u64>,
}

impl Update {
    fn read(element: &Parameters) -> Result<Self, RpcError> {
        Ok(Self {
            id: element.required("ImageId")?.to_owned(),
            title: limits::title(element)?,
            description: limits::description(element)?,
            tags: limits::tags(element)?,
            category_id: element.number("CateId")?,
        })
    }
}

/// Changes the images that exist and names the others.
pub(crate) fn update_image_infos(call: &Call<'_>) -> Result<Answer, RpcError> {
    let elements = metadata::elements(call.parameters, "UpdateContent", MOST)?;
    let updates: Result<Vec<Update>, RpcError> = elements.iter().map(Update::read).collect();
    let now = call.cloud.now();
    let mut library = call.cloud.vod.library();
    let mut unknown: Vec<Value> = Vec::new();
    for update in updates? {
        let changed = library.change_image(&update.id, |image| {
            let common = &mut image.common;
            common.title = update.title.or(common.title.take());
            common.description = update.description.or(common.description.take());
            common.tags = update.tags.or(common.tags.take());
            common.modified = now;
            image.category_id = update.category_id.or(image.category_id);
        });
        if changed.is_none() {
            unknown.push(update.id.into());
        }
    }
    Ok(Answer::from_iter([("NonExistImageIds".to_owned(), unknown.into())]))
}
