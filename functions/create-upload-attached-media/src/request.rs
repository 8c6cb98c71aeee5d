//! The body of a request: the fields of CreateUploadAttachedMedia and their limits.

use client::operations;
use model::fields::{self, AttachedMediaType, FieldError};
use serde::Deserialize;
use serde_json::Value;

/// The fields of CreateUploadAttachedMedia that a caller may give ("CreateUploadAttachedMedia",
/// request parameters).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(extend("allOf" = model::schema::extension_of_attached_media()))
)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AttachedMediaRequest {
    /// `watermark`, `subtitle` or `material`.
    pub business_type: AttachedMediaType,
    /// The extension, one that the type takes; it wins over that of `FileName`.
    pub media_ext: Option<String>,
    /// Name of the source.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::FileName>"))]
    pub file_name: Option<String>,
    /// Size of the source in bytes. VOD documents a text here and a number for videos: both are
    /// taken.
    #[serde(default, deserialize_with = "size")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::FileSize>"))]
    pub file_size: Option<u64>,
    /// At most 128 bytes.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Title>"))]
    pub title: Option<String>,
    /// At most 1,024 bytes.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Description>"))]
    pub description: Option<String>,
    /// At most 16 tags of 32 bytes, separated by commas.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Tags>"))]
    pub tags: Option<String>,
    /// At most 5 ids, separated by commas.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::CateIds>"))]
    pub cate_ids: Option<String>,
    /// `MessageCallback`, `Extend` and `AccelerateConfig`, as an object or as a text.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<grant::schema::UserData>"))]
    pub user_data: Option<Value>,
    /// One of the account's buckets, by host name.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::StorageLocation>"))]
    pub storage_location: Option<String>,
    /// Application within the account.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Identifier>"))]
    pub app_id: Option<String>,
}

fn size<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a number of bytes, as a number or as digits")]
    enum Size {
        Number(u64),
        Text(String),
    }
    match Option::<Size>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Size::Number(bytes)) => Ok(Some(bytes)),
        Some(Size::Text(digits)) => digits.parse().map(Some).map_err(|_| {
            serde::de::Error::custom("expected a number of bytes, as a number or as digits")
        }),
    }
}

impl AttachedMediaRequest {
    /// Checks every limit and gives the call to make.
    ///
    /// # Errors
    /// The first field that VOD would refuse.
    pub fn checked(self) -> Result<operations::CreateUploadAttachedMedia, FieldError> {
        let media_ext = self.extension()?;
        fields::check(self.file_name.as_deref(), |name| fields::file_name("FileName", name))?;
        fields::check(self.title.as_deref(), fields::title)?;
        fields::check(self.description.as_deref(), fields::description)?;
        fields::check(self.tags.as_deref(), fields::tags)?;
        fields::check(self.cate_ids.as_deref(), fields::category_ids)?;
        fields::check(self.storage_location.as_deref(), fields::storage_location)?;
        fields::check(self.app_id.as_deref(), |id| fields::identifier("AppId", id))?;
        Ok(operations::CreateUploadAttachedMedia {
            business_type: self.business_type,
            media_ext: Some(media_ext),
            file_name: self.file_name,
            file_size: self.file_size,
            title: self.title,
            description: self.description,
            tags: self.tags,
            cate_ids: self.cate_ids,
            user_data: self.user_data.as_ref().map(fields::user_data).transpose()?,
            storage_location: self.storage_location,
            app_id: self.app_id,
        })
    }

    /// `MediaExt`, else the extension of `FileName`. VOD does not say what applies when both are
    /// missing, so that is refused.
    fn extension(&self) -> Result<String, FieldError> {
        let from_name = || self.file_name.as_deref().and_then(fields::extension_of);
        let Some(extension) = self.media_ext.clone().or_else(from_name) else {
            return Err(FieldError::missing("MediaExt"));
        };
        if self.business_type.takes(&extension) {
            return Ok(extension.to_ascii_lowercase());
        }
        Err(FieldError::invalid(
            "MediaExt",
            format!(
                "is {extension:?}; {} takes {}",
                self.business_type.as_str(),
                self.business_type.extensions().join(", ")
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(body: Value) -> Result<operations::CreateUploadAttachedMedia, String> {
        let request: AttachedMediaRequest =
            serde_json::from_value(body).map_err(|error| error.to_string())?;
        request.checked().map_err(|error| format!("{} {}", error.code.as_str(), error.field))
    }

    #[test]
    fn every_documented_field_is_passed_on() {
        let create = check(json!({
            "BusinessType": "subtitle", "MediaExt": "SRT", "FileName": "a.srt", "FileSize": "12",
            "Title": "t", "Description": "d", "Tags": "a", "CateIds": "1,2",
            "UserData": {"Extend": "x"}, "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com",
            "AppId": "app-1000000"
        }))
        .unwrap();
        assert_eq!(create.business_type, AttachedMediaType::Subtitle);
        assert_eq!(create.media_ext.as_deref(), Some("srt"));
        assert_eq!(create.file_size, Some(12));
    }

    #[test]
    fn the_extension_comes_from_the_name_when_none_is_given() {
        let create = check(json!({"BusinessType": "watermark", "FileName": "logo.PNG"})).unwrap();
        assert_eq!(create.media_ext.as_deref(), Some("png"));
    }

    #[test]
    fn each_limit_is_checked_before_a_call_is_spent() {
        let with = |field: &str, value: Value| {
            let mut body = json!({"BusinessType": "subtitle", "MediaExt": "srt"});
            body[field] = value;
            check(body).unwrap_err()
        };
        assert!(with("BusinessType", json!("logo")).contains("unknown variant"));
        assert_eq!(with("MediaExt", json!("png")), "InvalidParameter MediaExt");
        assert!(with("FileSize", json!("many")).contains("number of bytes"));
        assert!(with("FileSize", json!(-1)).contains("number of bytes"));
        assert_eq!(with("Title", json!("x".repeat(129))), "LengthExceededMax Title");
        assert_eq!(with("Description", json!("x".repeat(1_025))), "LengthExceededMax Description");
        assert_eq!(with("Tags", json!("x".repeat(33))), "LengthExceededMax Tags");
        assert_eq!(with("CateIds", json!("1,2,3,4,5,6")), "InvalidParameter CateIds");
        assert_eq!(with("UserData", json!([])), "InvalidParameter UserData");
        assert_eq!(with("StorageLocation", json!("a b")), "InvalidParameter StorageLocation");
        assert_eq!(with("AppId", json!("")), "InvalidParameter AppId");
        assert_eq!(
            check(json!({"BusinessType": "subtitle"})).unwrap_err(),
            "MissingParameter MediaExt"
        );
    }
}
