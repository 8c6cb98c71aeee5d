//! GetMezzanineInfo: the source file of a video.
//!
//! FileURL is signed by OSS under either OutputType, because the account has no CDN domain; it is
//! absent until the file has arrived.

use serde_json::json;

use super::object;
use crate::rpc::{Answer, Call, RpcError};
use crate::vod::lookup;
use crate::vod::records::Video;
use crate::vod::urls::{self, UrlOptions};

/// Tells what is known of the source file.
pub(crate) fn mezzanine_info(call: &Call<'_>) -> Result<Answer, RpcError> {
    let cloud = call.cloud;
    let options = UrlOptions::read(call.parameters)?;
    let additions = additions(call)?;
    let video: Video = lookup::video(call, Video::clone)?;
    let (common, address) = (&video.common, &video.common.object);
    let stored = cloud.objects.object(&address.bucket, &address.key);
    let md5 = stored.as_ref().and_then(|stored| stored.md5).map(hex::encode);
    let mut fields = object(json!({
        "VideoId": common.id,
        "FileName": address.key,
        "FileURL": common.size.map(|_| urls::signed(cloud, address, options)),
        "FileMD5": md5,
        "CRC64": stored.as_ref().map(|stored| stored.crc64.to_string()),
        "Size": common.size.unwrap_or_default(),
        "Duration": "0",
        "Bitrate": "0",
        "Fps": "0",
        "Width": 0,
        "Height": 0,
        "Status": common.file_status(),
        "OutputType": options.output_type,
        "PreprocessStatus": "UnPreprocess",
        "StorageClass": "Standard",
        "CreationTime": model::time::iso8601(common.created),
    }));
    for list in additions {
        fields.insert(list.to_owned(), json!([]));
    }
    Ok(Answer::from_iter([("Mezzanine".to_owned(), fields.into())]))
}

/// The lists that AdditionType asks for.
fn additions(call: &Call<'_>) -> Result<Vec<&'static str>, RpcError> {
    let asked = call.parameters.text("AdditionType");
    asked
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(|kind| match kind.trim() {
            "video" => Ok("VideoStreamList"),
            "audio" => Ok("AudioStreamList"),
            _ => Err(RpcError::invalid_parameter("AdditionType", "video, audio or both")),
        })
        .collect()
}
