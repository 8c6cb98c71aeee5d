//! GetAttachedMediaInfo.
//!
//! More than 20 ids are refused with the code that GetUploadDetails has for it; this page has none.

use serde_json::{Map, Value, json};

use super::{common_fields, object};
use crate::rpc::{Answer, Call, RpcError};
use crate::state::Cloud;
use crate::vod::limits;
use crate::vod::records::AttachedMedia;
use crate::vod::urls::{self, UrlOptions};

const MEDIA_IDS: usize = 20;

/// Tells what is known of each medium, and which ids belong to none.
pub(crate) fn attached_media_info(call: &Call<'_>) -> Result<Answer, RpcError> {
    let options = UrlOptions::read(call.parameters)?;
    let ids = call.parameters.required("MediaIds")?;
    if ids.split(',').count() > MEDIA_IDS {
        return Err(limits::too_many_media());
    }
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for id in ids.split(',').map(str::trim) {
        let found = call.cloud.vod.library().attached_media(id).cloned();
        match found {
            Some(media) => known.push(describe(call.cloud, &media, options)),
            None => unknown.push(Value::from(id)),
        }
    }
    Ok(Answer::from_iter([
        ("AttachedMediaList".to_owned(), known.into()),
        ("NonExistMediaIds".to_owned(), unknown.into()),
    ]))
}

fn describe(cloud: &Cloud, media: &AttachedMedia, options: UrlOptions) -> Value {
    let common = &media.common;
    let mut fields = attached_media_fields(cloud, media);
    if common.size.is_some() {
        fields.insert("URL".to_owned(), urls::signed(cloud, &common.object, options).into());
    }
    fields.into()
}

/// Everything but its URL.
pub(crate) fn attached_media_fields(cloud: &Cloud, media: &AttachedMedia) -> Map<String, Value> {
    let common = &media.common;
    // Categories have no operation here: each is a nameless one of the first level.
    let categories: Vec<Value> = media
        .category_ids
        .iter()
        .map(|id| json!({"CateId": id, "CateName": "", "Level": 0, "ParentId": -1}))
        .collect();
    let mut fields = common_fields(cloud, common);
    fields.extend(object(json!({
        "Categories": categories,
        "MediaId": common.id,
        "ModificationTime": model::time::iso8601(common.modified),
        "Status": common.file_status(),
        "Type": media.business_type.as_str(),
    })));
    fields
}
