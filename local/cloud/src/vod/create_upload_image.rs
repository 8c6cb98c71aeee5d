//! CreateUploadImage: a record, an address and a credential that cannot be refreshed.
//!
//! No page lists errors: a wrong ImageType or ImageExt is an InvalidParameter. OriginalFileName
//! names the type when ImageExt is absent; without either the type is png.

use model::fields::{IMAGE_EXTENSIONS, ImageType, is_image_extension};

use super::records::{Common, Image};
use super::{grant, upload, urls};
use crate::identifiers;
use crate::rpc::{Answer, Call, RpcError};

/// Creates an image record.
pub(crate) fn create_upload_image(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let kind = match parameters.required("ImageType")? {
        "default" => ImageType::Default,
        "cover" => ImageType::Cover,
        _ => return Err(RpcError::invalid_parameter("ImageType", "default or cover")),
    };
    let extension =
        upload::extension(call, "ImageExt", "OriginalFileName").unwrap_or_else(|| "png".to_owned());
    if !is_image_extension(&extension) {
        let expected = format!("one of {}", IMAGE_EXTENSIONS.join(", "));
        return Err(RpcError::invalid_parameter("ImageExt", &expected));
    }
    let category_id = parameters.number("CateId")?;

    let id = identifiers::media_id(&*cloud.config.randomness);
    let key = format!("image/{}/{}.{extension}", kind.as_str(), id.to_ascii_uppercase());
    let common = Common::read(call, id.clone(), key)?;
    let object = common.object.clone();
    let original_file_name = parameters.owned("OriginalFileName");
    cloud.vod.library().add_image(Image { common, category_id, kind, original_file_name });

    let mut answer = Answer::new();
    grant::add_grant(cloud, &id, &object, &mut answer);
    let url = urls::plain(cloud, &object);
    answer.insert("ImageURL".to_owned(), url.clone().into());
    answer.insert("FileURL".to_owned(), url.into());
    answer.insert("ImageId".to_owned(), id.into());
    Ok(answer)
}
