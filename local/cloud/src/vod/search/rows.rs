//! Media as a search sees them: ids, times and all fields of the protocol.

use jiff::Timestamp;
use model::time::iso8601;
use serde_json::{Map, Value, json};

use super::fields::MediaType;
use crate::state::Cloud;
use crate::vod::queries::{attached_media_fields, listed_fields, object};
use crate::vod::records::{AttachedMedia, Image, Video};
use crate::vod::urls;

/// Extensions of audio files ("Limits", formats).
const AUDIO: [&str; 12] =
    ["mp3", "wma", "wav", "aac", "ra", "m4a", "flac", "ape", "ac3", "amr", "caf", "acm"];

/// One medium.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) fields: Map<String, Value>,
}

impl Row {
    /// The value of a field as texts: none when it is absent, several for lists of ids.
    pub(super) fn texts(&self, field: &str) -> Vec<String> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(items)) => items.iter().map(Value::to_string).collect(),
            Some(other) => vec![other.to_string()],
        }
    }
}

/// All media of a type.
pub(super) fn of(cloud: &Cloud, media_type: MediaType) -> Vec<Row> {
    let library = cloud.vod.library();
    match media_type {
        MediaType::Video => {
            library.videos().filter(|v| !is_audio(v)).map(|v| video(cloud, v, "VideoId")).collect()
        }
        MediaType::Audio => {
            library.videos().filter(|v| is_audio(v)).map(|v| video(cloud, v, "AudioId")).collect()
        }
        MediaType::Image => library.images().map(|one| image(cloud, one)).collect(),
        MediaType::Attached => {
            library.all_attached_media().map(|media| attached(cloud, media)).collect()
        }
    }
}

/// Videos and audio files are one kind of record; the extension tells them apart.
fn is_audio(video: &Video) -> bool {
    AUDIO.contains(&video.extension.as_str())
}

fn video(cloud: &Cloud, video: &Video, id_field: &str) -> Row {
    let common = &video.common;
    let transcodes = video.template_group_id.as_deref().is_some_and(|group| {
        crate::vod::templates::definitions(cloud, group).is_some_and(|list| !list.is_empty())
    });
    let mut fields = listed_fields(cloud, video);
    fields.extend(object(json!({
        "MediaSource": "general",
        "PreprocessStatus": "UnPreprocess",
        "Snapshots": [],
        "SpriteSnapshots": [],
        "DownloadSwitch": "on",
        "TranscodeMode": if transcodes { "FastTranscode" } else { "NoTranscode" },
    })));
    fields.insert(id_field.to_owned(), common.id.as_str().into());
    Row { id: common.id.clone(), created: common.created, modified: common.modified, fields }
}

fn image(cloud: &Cloud, image: &Image) -> Row {
    let common = &image.common;
    let fields = object(json!({
        "ImageId": common.id,
        "AppId": common.app_id,
        "CateId": image.category_id,
        "CateName": image.category_id.map(|_| ""),
        "StorageLocation": crate::vod::location_of(cloud, &common.object.bucket),
        "FileName": image.original_file_name,
        "Title": common.title,
        "Tags": common.tags,
        "Description": common.description,
        "Status": common.file_status(),
        "CreationTime": iso8601(common.created),
        "ModificationTime": iso8601(common.modified),
        "URL": urls::plain(cloud, &common.object),
    }));
    Row { id: common.id.clone(), created: common.created, modified: common.modified, fields }
}

fn attached(cloud: &Cloud, media: &AttachedMedia) -> Row {
    let common = &media.common;
    let mut fields = attached_media_fields(cloud, media);
    let name = common.object.key.rsplit('/').next().unwrap_or_default();
    fields.insert("FileName".to_owned(), name.into());
    fields.insert("BusinessType".to_owned(), media.business_type.as_str().into());
    fields.insert("CateId".to_owned(), media.category_ids.clone().into());
    fields.insert("URL".to_owned(), urls::plain(cloud, &common.object).into());
    Row { id: common.id.clone(), created: common.created, modified: common.modified, fields }
}
