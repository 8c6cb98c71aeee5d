//! GetImageInfo.

use serde_json::json;

use super::{common_fields, object};
use crate::rpc::{Answer, Call, RpcError};
use crate::vod::urls::{self, UrlOptions};

/// Tells what is known of an image. Its URLs are signed once the file has arrived.
pub(crate) fn image_info(call: &Call<'_>) -> Result<Answer, RpcError> {
    let cloud = call.cloud;
    let options = UrlOptions::read(call.parameters)?;
    let id = call.parameters.required("ImageId")?;
    let image = cloud.vod.library().image(id).cloned();
    let image = image.ok_or_else(|| RpcError::no_such_resource("ImageId"))?;
    let common = &image.common;
    let url = common.size.map(|_| urls::signed(cloud, &common.object, options));
    let mut fields = common_fields(cloud, common);
    fields.extend(object(json!({
        "CateId": image.category_id,
        "CateName": image.category_id.map(|_| ""),
        "ImageId": common.id,
        "ImageType": image.kind.as_str(),
        "Mezzanine": object(json!({
            "FileSize": common.size.unwrap_or_default().to_string(),
            "FileURL": url,
            "Width": 0,
            "Height": 0,
            "OriginalFileName": image.original_file_name,
        })),
        "RegionId": cloud.config.region,
        "Status": common.file_status(),
        "URL": url,
    })));
    Ok(Answer::from_iter([("ImageInfo".to_owned(), fields.into())]))
}
