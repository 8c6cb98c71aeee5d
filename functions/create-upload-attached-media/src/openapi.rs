//! What the OpenAPI document says of it.

use grant::{AttachedMediaGrant, schema};
use openapi::{CLOUD, Described, FIELDS, Operation, RULES, Schemas};
use runtime::Route;
use serde_json::json;

use crate::{AttachedMediaRequest, CreateUploadAttachedMedia};

impl Described for CreateUploadAttachedMedia {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        Self::ROUTES.contains(route).then(|| {
            let grant = schemas.written::<AttachedMediaGrant>();
            let operation = Operation::new(
                "create-upload-attached-media",
                "Asks for an upload of a watermark, subtitle or material",
                "Makes a record in VOD (CreateUploadAttachedMedia) and gives the address and the \
                 credential for one file. The extension comes from MediaExt, else from FileName; one \
                 of them is needed, and the BusinessType must take it.",
                ("Address and credential of the upload.", grant, schema::attached_media_grant()),
            );
            let smallest = json!({"BusinessType": "subtitle", "MediaExt": "srt"});
            let described = json!({
                "BusinessType": "watermark", "FileName": "logo.png", "FileSize": "2048",
                "Title": "Logo",
            });
            let examples = [("smallest", smallest), ("described", described)];
            operation
                .fields(schemas.read::<AttachedMediaRequest>(), &examples)
                .leads_to("upload-status-attached-media", "MediaId")
                .leads_to("cancel-upload-attached-media", "MediaId")
                .refuses(FIELDS)
                .refuses(RULES)
                .refuses(CLOUD)
                .refuses(&[(404, "InvalidStorage.NotFound", "The StorageLocation does not exist.")])
        })
    }
}
