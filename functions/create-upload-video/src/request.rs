//! The body of a request: the fields of CreateUploadVideo and their limits.

use client::operations;
use model::{
    Randomness, ReferenceId, TemplateGroupId,
    fields::{self, FieldError, FieldErrorCode},
};
use serde::Deserialize;
use serde_json::Value;

/// The fields of CreateUploadVideo that a caller may give ("CreateUploadVideo", request parameters).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct VideoRequest {
    /// Name or path of the source; its extension must be one that VOD takes.
    #[cfg_attr(feature = "openapi", schemars(with = "model::schema::VideoFileName"))]
    pub file_name: String,
    /// At most 128 bytes.
    #[cfg_attr(feature = "openapi", schemars(with = "model::schema::Title", extend("minLength" = 1)))]
    pub title: String,
    /// At most 1,024 bytes.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Description>"))]
    pub description: Option<String>,
    /// A cover of the caller's own.
    #[serde(rename = "CoverURL")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::WebAddress>"))]
    pub cover_url: Option<String>,
    /// Size of the source in bytes; VOD does not enforce it.
    pub file_size: Option<u64>,
    /// Id of a category.
    pub cate_id: Option<u64>,
    /// At most 16 tags of 32 bytes, separated by commas.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Tags>"))]
    pub tags: Option<String>,
    /// `MessageCallback`, `Extend` and `AccelerateConfig`, as an object or as a text.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<grant::schema::UserData>"))]
    pub user_data: Option<Value>,
    /// Transcoding template group to use instead of the account's default.
    pub template_group_id: Option<TemplateGroupId>,
    /// Workflow to run; it wins over the template group.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Identifier>"))]
    pub workflow_id: Option<String>,
    /// One of the account's buckets, by host name.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::StorageLocation>"))]
    pub storage_location: Option<String>,
    /// Application within the account.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<model::schema::Identifier>"))]
    pub app_id: Option<String>,
    /// The caller's own id, unique within the account.
    pub reference_id: Option<ReferenceId>,
    /// Uses the first frame as cover.
    pub enable_first_frame_cover: Option<bool>,
    /// Makes thumbnails.
    pub generate_thumbnail: Option<bool>,
}

impl VideoRequest {
    /// Checks every limit and gives the call to make.
    ///
    /// A request without a `ReferenceId` gets a random one: if the answer of the call is lost, the
    /// video can be looked up by it, and no orphan is left behind by trying again.
    ///
    /// # Errors
    /// The first field that VOD would refuse.
    pub fn checked(
        self,
        randomness: &dyn Randomness,
    ) -> Result<operations::CreateUploadVideo, FieldError> {
        check_file_name(&self.file_name)?;
        if self.title.is_empty() {
            return Err(FieldError::missing("Title"));
        }
        fields::title(&self.title)?;
        fields::check(self.description.as_deref(), fields::description)?;
        fields::check(self.cover_url.as_deref(), fields::cover_url)?;
        fields::check(self.tags.as_deref(), fields::tags)?;
        fields::check(self.storage_location.as_deref(), fields::storage_location)?;
        fields::check(self.workflow_id.as_deref(), |id| fields::identifier("WorkflowId", id))?;
        fields::check(self.app_id.as_deref(), |id| fields::identifier("AppId", id))?;
        Ok(operations::CreateUploadVideo {
            file_name: self.file_name,
            title: self.title,
            description: self.description,
            cover_url: self.cover_url,
            file_size: self.file_size,
            cate_id: self.cate_id,
            tags: self.tags,
            user_data: self.user_data.as_ref().map(fields::user_data).transpose()?,
            template_group_id: self.template_group_id,
            workflow_id: self.workflow_id,
            storage_location: self.storage_location,
            app_id: self.app_id,
            reference_id: Some(
                self.reference_id.unwrap_or_else(|| ReferenceId::random(randomness)),
            ),
            enable_first_frame_cover: self.enable_first_frame_cover,
            generate_thumbnail: self.generate_thumbnail,
        })
    }
}

fn check_file_name(name: &str) -> Result<(), FieldError> {
    if name.is_empty() {
        return Err(FieldError::missing("FileName"));
    }
    fields::file_name("FileName", name)?;
    match fields::extension_of(name) {
        Some(extension) if fields::is_media_extension(&extension) => Ok(()),
        found => Err(FieldError::new(
            "FileName",
            FieldErrorCode::InvalidFileNameExtension,
            format!(
                "{}; VOD takes {}",
                found.map_or("has no extension".into(), |found| format!("ends in .{found}")),
                fields::VIDEO_EXTENSIONS.join(", ")
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Fixed;

    impl Randomness for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0x11);
        }
    }

    fn check(body: Value) -> Result<operations::CreateUploadVideo, String> {
        let request: VideoRequest =
            serde_json::from_value(body).map_err(|error| error.to_string())?;
        request.checked(&Fixed).map_err(|error| format!("{} {}", error.code.as_str(), error.field))
    }

    #[test]
    fn every_documented_field_is_passed_on() {
        let create = check(json!({
            "FileName": "/films/a.MP4", "Title": "t", "Description": "d",
            "CoverURL": "https://e/c.png", "FileSize": 3, "CateId": 4, "Tags": "a,b",
            "UserData": {"Extend": {"k": 1}}, "TemplateGroupId": "g-1", "WorkflowId": "w-1",
            "StorageLocation": "out-x.oss-cn-shanghai.aliyuncs.com", "AppId": "app-1000000",
            "ReferenceId": "order-1234", "EnableFirstFrameCover": true, "GenerateThumbnail": false
        }))
        .unwrap();
        assert_eq!(create.user_data.as_deref(), Some(r#"{"Extend":{"k":1}}"#));
        assert_eq!(create.reference_id.unwrap().as_str(), "order-1234");
        assert_eq!(create.file_size, Some(3));
        assert_eq!(create.generate_thumbnail, Some(false));
    }

    #[test]
    fn without_a_reference_id_a_random_one_is_made() {
        let create = check(json!({"FileName": "a.mp4", "Title": "t"})).unwrap();
        assert_eq!(create.reference_id.unwrap().as_str(), "11".repeat(16));
    }

    #[test]
    fn each_limit_is_checked_before_a_call_is_spent() {
        let cases = [
            (json!({"FileName": "", "Title": "t"}), "MissingParameter FileName"),
            (json!({"FileName": "a.exe", "Title": "t"}), "InvalidFileName.Extension FileName"),
            (
                json!({"FileName": "noextension", "Title": "t"}),
                "InvalidFileName.Extension FileName",
            ),
            (json!({"FileName": "a\n.mp4", "Title": "t"}), "IllegalCharacters FileName"),
            (json!({"FileName": "a.mp4", "Title": ""}), "MissingParameter Title"),
            (json!({"FileName": "a.mp4", "Title": "x".repeat(129)}), "LengthExceededMax Title"),
            (json!({"FileName": "a.mp4", "Title": "😀"}), "IllegalCharacters Title"),
        ];
        for (body, expected) in cases {
            assert_eq!(check(body.clone()).unwrap_err(), expected, "{body}");
        }
        let with = |field: &str, value: Value| {
            let mut body = json!({"FileName": "a.mp4", "Title": "t"});
            body[field] = value;
            check(body).unwrap_err()
        };
        assert_eq!(with("Description", json!("x".repeat(1_025))), "LengthExceededMax Description");
        assert_eq!(with("Tags", json!(vec!["t"; 17].join(","))), "TagsExceededMax Tags");
        assert_eq!(with("CoverURL", json!("nowhere")), "InvalidParameter CoverURL");
        assert_eq!(with("StorageLocation", json!("a/b")), "InvalidParameter StorageLocation");
        assert_eq!(with("WorkflowId", json!("a b")), "InvalidParameter WorkflowId");
        assert_eq!(with("AppId", json!("")), "InvalidParameter AppId");
        assert_eq!(with("UserData", json!("{")), "InvalidParameter UserData");
        assert!(with("ReferenceId", json!("short")).contains("ReferenceId must be"));
    }
}
