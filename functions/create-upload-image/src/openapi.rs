//! What the OpenAPI document says of it.

use grant::{ImageGrant, schema};
use openapi::{CLOUD, Described, FIELDS, Operation, RULES, Schemas};
use runtime::Route;
use serde_json::json;

use crate::{CreateUploadImage, ImageRequest};

impl Described for CreateUploadImage {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        Self::ROUTES.contains(route).then(|| {
            let grant = schemas.written::<ImageGrant>();
            let operation = Operation::new(
                "create-upload-image",
                "Asks for an upload of an image",
                "Makes a record in VOD (CreateUploadImage) and gives the address and the credential for \
                 one file. There is no refresh: ask again when the credential has expired.",
                ("Address and credential of the upload.", grant, schema::image_grant()),
            );
            let smallest = json!({"ImageType": "default"});
            let described = json!({
                "ImageType": "cover", "ImageExt": "jpg", "Title": "Cover", "Tags": "sea,2026",
            });
            let examples = [("smallest", smallest), ("described", described)];
            operation
                .fields(schemas.read::<ImageRequest>(), &examples)
                .leads_to("upload-status-image", "ImageId")
                .leads_to("cancel-upload-image", "ImageId")
                .refuses(FIELDS)
                .refuses(RULES)
                .refuses(CLOUD)
                .refuses(&[(404, "InvalidStorage.NotFound", "The StorageLocation does not exist.")])
        })
    }
}
