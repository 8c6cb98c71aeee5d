//! CreateUploadAttachedMedia: watermarks, subtitles and material.
//!
//! No page lists errors or says what happens without MediaExt and without an extension in FileName:
//! here that is a MissingParameter, and a type that the BusinessType does not take is an
//! InvalidParameter.

use model::fields::AttachedMediaType;

use super::records::{AttachedMedia, Common};
use super::{grant, limits, upload, urls};
use crate::identifiers;
use crate::rpc::{Answer, Call, RpcError};

/// Creates a record of an attached medium.
pub(crate) fn create_upload_attached_media(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let business_type = match parameters.required("BusinessType")? {
        "watermark" => AttachedMediaType::Watermark,
        "subtitle" => AttachedMediaType::Subtitle,
        "material" => AttachedMediaType::Material,
        _ => {
            let expected = "watermark, subtitle or material";
            return Err(RpcError::invalid_parameter("BusinessType", expected));
        }
    };
    let extension = upload::extension(call, "MediaExt", "FileName")
        .ok_or_else(|| RpcError::missing_parameter("MediaExt"))?;
    if !business_type.takes(&extension) {
        let expected = format!("one of {}", business_type.extensions().join(", "));
        return Err(RpcError::invalid_parameter("MediaExt", &expected));
    }
    parameters.number("FileSize")?;
    let category_ids = limits::category_ids(parameters)?;

    let randomness = &*cloud.config.randomness;
    let name = grant::unique_name(randomness, cloud.now());
    let key = format!("{}/{name}.{extension}", business_type.as_str());
    let common = Common::read(call, identifiers::media_id(randomness), key)?;
    let (id, object) = (common.id.clone(), common.object.clone());
    cloud.vod.library().add_attached_media(AttachedMedia { common, business_type, category_ids });

    let mut answer = Answer::new();
    grant::add_grant(cloud, &id, &object, &mut answer);
    let url = urls::plain(cloud, &object);
    answer.insert("MediaURL".to_owned(), url.clone().into());
    answer.insert("FileURL".to_owned(), url.into());
    answer.insert("MediaId".to_owned(), id.into());
    Ok(answer)
}
