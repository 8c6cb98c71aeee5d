//! The body of a request: the fields of CreateUploadImage and their limits.

use client::operations;
use model::fields::{self, FieldError, ImageType};
use serde::Deserialize;
use serde_json::Value;

/// The fields of CreateUploadImage that a caller may give ("CreateUploadImage", request parameters).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(extend("allOf" = model::schema::extension_of_image()))
)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ImageRequest {
    /// `default` or `cover`.
    pub image_type: ImageType,
    /// The extension; VOD takes `png` when there is none.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::ImageExt>"))]
    pub image_ext: Option<String>,
    /// Name of the source; `ImageExt` wins over its extension.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::FileName>"))]
    pub original_file_name: Option<String>,
    /// At most 128 bytes.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Title>"))]
    pub title: Option<String>,
    /// At most 16 tags of 32 bytes, separated by commas.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Tags>"))]
    pub tags: Option<String>,
    /// At most 1,024 bytes.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Description>"))]
    pub description: Option<String>,
    /// Id of a category.
    pub cate_id: Option<u64>,
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

impl ImageRequest {
    /// Checks every limit and gives the call to make.
    ///
    /// # Errors
    /// The first field that VOD would refuse.
    pub fn checked(self) -> Result<operations::CreateUploadImage, FieldError> {
        fields::check(self.image_ext.as_deref(), check_extension)?;
        fields::check(self.original_file_name.as_deref(), |name| {
            fields::file_name("OriginalFileName", name)
        })?;
        if self.image_ext.is_none() {
            fields::check(self.original_file_name.as_deref(), check_name)?;
        }
        fields::check(self.title.as_deref(), fields::title)?;
        fields::check(self.tags.as_deref(), fields::tags)?;
        fields::check(self.description.as_deref(), fields::description)?;
        fields::check(self.storage_location.as_deref(), fields::storage_location)?;
        fields::check(self.app_id.as_deref(), |id| fields::identifier("AppId", id))?;
        Ok(operations::CreateUploadImage {
            image_type: self.image_type,
            image_ext: self.image_ext.map(|extension| extension.to_ascii_lowercase()),
            original_file_name: self.original_file_name,
            title: self.title,
            tags: self.tags,
            description: self.description,
            cate_id: self.cate_id,
            user_data: self.user_data.as_ref().map(fields::user_data).transpose()?,
            storage_location: self.storage_location,
            app_id: self.app_id,
        })
    }
}

/// What the image will be: `ImageExt`, else what its name ends in, else what VOD takes it for.
pub(crate) fn extension_of(create: &operations::CreateUploadImage) -> Option<String> {
    let from_name = || create.original_file_name.as_deref().and_then(fields::extension_of);
    create.image_ext.clone().or_else(from_name).or_else(|| Some("png".into()))
}

/// Without `ImageExt` the name's extension counts, if it has one.
fn check_name(name: &str) -> Result<(), FieldError> {
    match fields::extension_of(name) {
        Some(extension) if !fields::is_image_extension(&extension) => Err(FieldError::invalid(
            "OriginalFileName",
            format!("ends in .{extension}; VOD takes {}", fields::IMAGE_EXTENSIONS.join(", ")),
        )),
        _ => Ok(()),
    }
}

fn check_extension(extension: &str) -> Result<(), FieldError> {
    if fields::is_image_extension(extension) {
        return Ok(());
    }
    Err(FieldError::invalid(
        "ImageExt",
        format!("is {extension:?}; VOD takes {}", fields::IMAGE_EXTENSIONS.join(", ")),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(body: Value) -> Result<operations::CreateUploadImage, String> {
        let request: ImageRequest =
            serde_json::from_value(body).map_err(|error| error.to_string())?;
        request.checked().map_err(|error| format!("{} {}", error.code.as_str(), error.field))
    }

    #[test]
    fn every_documented_field_is_passed_on() {
        let create = check(json!({
            "ImageType": "cover", "ImageExt": "JPG", "OriginalFileName": "a.jpg", "Title": "t",
            "Tags": "a", "Description": "d", "CateId": 4, "UserData": "{\"Extend\":\"x\"}",
            "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com", "AppId": "app-1000000"
        }))
        .unwrap();
        assert_eq!(create.image_type, ImageType::Cover);
        assert_eq!(create.image_ext.as_deref(), Some("jpg"));
        assert_eq!(create.user_data.as_deref(), Some(r#"{"Extend":"x"}"#));
    }

    #[test]
    fn each_limit_is_checked_before_a_call_is_spent() {
        let with = |field: &str, value: Value| {
            let mut body = json!({"ImageType": "default"});
            body[field] = value;
            check(body).unwrap_err()
        };
        assert!(with("ImageType", json!("banner")).contains("unknown variant"));
        assert_eq!(with("ImageExt", json!("bmp")), "InvalidParameter ImageExt");
        assert_eq!(with("OriginalFileName", json!("a\0")), "IllegalCharacters OriginalFileName");
        assert_eq!(with("OriginalFileName", json!("a.mov")), "InvalidParameter OriginalFileName");
        assert_eq!(with("Title", json!("x".repeat(129))), "LengthExceededMax Title");
        assert_eq!(with("Tags", json!("a,,b")), "InvalidParameter Tags");
        assert_eq!(with("Description", json!("\u{7}")), "IllegalCharacters Description");
        assert_eq!(with("UserData", json!(5)), "InvalidParameter UserData");
        assert_eq!(with("StorageLocation", json!("")), "InvalidParameter StorageLocation");
        assert_eq!(with("AppId", json!("a b")), "InvalidParameter AppId");
        assert!(check(json!({})).unwrap_err().contains("ImageType"));
    }
}
