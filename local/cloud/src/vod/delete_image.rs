//! DeleteImage: uploaded images by id or by URL, or the snapshots of a video.
//!
//! Choices where the page is silent: unknown images beside known ones are passed over, and only
//! where none is known the answer is NoSuchResource; at most 20 ids or URLs are taken, else
//! InvalidParameter. A URL is compared without its query. Snapshots lie nowhere here, so a video's
//! are never there.

use signing::encode;

use super::lookup::identifiers;
use super::records::Image;
use super::urls;
use crate::rpc::{Answer, Call, RpcError};

const MOST: usize = 20;
const SNAPSHOT_TYPES: [&str; 5] =
    ["CoverSnapshot", "NormalSnapshot", "SpriteSnapshot", "SpriteOriginSnapshot", "All"];

/// Deletes images and their files.
pub(crate) fn delete_image(call: &Call<'_>) -> Result<Answer, RpcError> {
    let parameters = call.parameters;
    let ids = match parameters.required("DeleteImageType")? {
        "ImageId" => list(call, "ImageIds")?,
        "ImageURL" => by_url(call, &list(call, "ImageURLs")?),
        "VideoId" => return snapshots_of_video(call),
        _ => {
            let expected = "ImageURL, ImageId or VideoId";
            return Err(RpcError::invalid_parameter("DeleteImageType", expected));
        }
    };
    let deleted: Vec<Image> = {
        let mut library = call.cloud.vod.library();
        ids.iter().filter_map(|id| library.remove_image(id)).collect()
    };
    if deleted.is_empty() {
        return Err(RpcError::no_such_resource("Image"));
    }
    for image in deleted {
        let object = &image.common.object;
        call.cloud.objects.discard(&object.bucket, &object.key);
    }
    Ok(Answer::new())
}

fn list(call: &Call<'_>, name: &str) -> Result<Vec<String>, RpcError> {
    let listed = identifiers(call.parameters.required(name)?, MOST)
        .ok_or_else(|| RpcError::invalid_parameter(name, "at most 20, separated by commas"))?;
    Ok(listed.into_iter().map(str::to_owned).collect())
}

/// ImageIds of URLs that are percent-encoded as a whole, as the page asks, or not.
fn by_url(call: &Call<'_>, listed: &[String]) -> Vec<String> {
    let path = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let wanted: Vec<String> = listed
        .iter()
        .flat_map(|url| [Some(path(url)), encode::decode_path(url).map(|url| path(&url))])
        .flatten()
        .collect();
    let library = call.cloud.vod.library();
    library
        .images()
        .filter(|image| wanted.contains(&urls::plain(call.cloud, &image.common.object)))
        .map(|image| image.common.id.clone())
        .collect()
}

fn snapshots_of_video(call: &Call<'_>) -> Result<Answer, RpcError> {
    let parameters = call.parameters;
    let id = parameters.required("VideoId")?;
    let types = parameters.required("ImageType")?;
    if !types.split(',').all(|name| SNAPSHOT_TYPES.contains(&name)) {
        let expected = "types of snapshots separated by commas, or All";
        return Err(RpcError::invalid_parameter("ImageType", expected));
    }
    let library = call.cloud.vod.library();
    library.video(Some(id), None).ok_or_else(RpcError::no_such_video)?;
    Err(RpcError::no_such_resource("Image"))
}
