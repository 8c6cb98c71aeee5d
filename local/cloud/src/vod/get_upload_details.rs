//! GetUploadDetails: how far uploads are, by the word of the clients that send them.
//!
//! A video of which no client reported has the fields that VOD knows itself and none of the client's
//! (UploadSource, DeviceModel), its sizes and ratio from the file once it has arrived. The page
//! does not say whether it is listed at all. UploadStatus is UPLOADING, then SUCCESS: words of the
//! list that the page refers to. Status is the video's own word, not the sample's. UploadIP is the
//! address that the file came from, as OSS saw it, once it has arrived; before that it is absent.

use model::time::iso8601;
use serde_json::{Value, json};

use super::limits;
use super::lookup::identifiers;
use super::queries::object;
use super::records::Video;
use crate::rpc::{Answer, Call, RpcError};

const MOST: usize = 20;

/// Tells how far each upload is, and which ids belong to no video.
pub(crate) fn get_upload_details(call: &Call<'_>) -> Result<Answer, RpcError> {
    let parameters = call.parameters;
    let ids =
        identifiers(parameters.required("MediaIds")?, MOST).ok_or_else(limits::too_many_media)?;
    if parameters.text("MediaType").is_some_and(|kind| kind != "video") {
        return Err(RpcError::invalid_parameter("MediaType", "video"));
    }
    let library = call.cloud.vod.library();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for id in ids {
        match library.video(Some(id), None) {
            Some(video) => known.push(describe(video)),
            None => unknown.push(Value::from(id)),
        }
    }
    Ok(Answer::from_iter([
        ("UploadDetails".to_owned(), known.into()),
        ("NonExistMediaIds".to_owned(), unknown.into()),
        ("ForbiddenMediaIds".to_owned(), json!([])),
    ]))
}

fn describe(video: &Video) -> Value {
    let common = &video.common;
    let report = video.report.as_ref();
    let (uploaded, whole, ratio) = match (common.size, report) {
        (Some(size), _) => (Some(size), Some(size), Some(1.0)),
        (None, Some(report)) => (Some(report.uploaded), Some(report.file_size), Some(report.ratio)),
        (None, None) => (None, None, None),
    };
    object(json!({
        "MediaId": common.id,
        "Title": common.title,
        "Status": video.status.as_str(),
        "UploadStatus": if common.size.is_some() { "SUCCESS" } else { "UPLOADING" },
        "UploadSize": uploaded,
        "FileSize": whole,
        "UploadRatio": ratio,
        "UploadIP": common.stored_from,
        "UploadSource": report.and_then(|report| report.source.as_deref()),
        "DeviceModel": report.and_then(|report| report.device_model.as_deref()),
        "CreationTime": iso8601(common.created),
        "ModificationTime": iso8601(common.modified),
        "CompletionTime": common.stored.map(iso8601),
    }))
    .into()
}
