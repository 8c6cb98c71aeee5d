//! What the OpenAPI document says of it.

use grant::{VideoGrant, schema};
use openapi::{CLOUD, Described, FIELDS, Operation, RULES, Schemas};
use runtime::Route;
use serde_json::json;

use crate::{CreateUploadVideo, VideoRequest};

impl Described for CreateUploadVideo {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        Self::ROUTES.contains(route).then(|| {
            let grant = schemas.written::<VideoGrant>();
            let operation = Operation::new(
                "create-upload-video",
                "Asks for an upload of a video or audio file",
                "Makes a record in VOD (CreateUploadVideo) and gives the address and the credential \
                 for one file. Each call makes a new VideoId; a ReferenceId of the caller's own makes \
                 a repeated request harmless.",
                ("Address and credential of the upload.", grant, schema::video_grant()),
            );
            let smallest = json!({"FileName": "holiday.mp4", "Title": "Holiday"});
            let described = json!({
                "FileName": "holiday.mp4", "Title": "Holiday", "FileSize": 1_048_576,
                "Description": "Two weeks at the sea", "Tags": "sea,2026",
                "UserData": {"Extend": {"order": "1234"}},
            });
            let examples = [("smallest", smallest), ("described", described)];
            operation
                .fields(schemas.read::<VideoRequest>(), &examples)
                .leads_to("upload-status-video", "VideoId")
                .leads_to("cancel-upload-video", "VideoId")
                .leads_to_body("refresh-upload-video", "VideoId")
                .refuses(FIELDS)
                .refuses(RULES)
                .refuses(CLOUD)
                .refuses(OWN)
        })
    }
}

/// What VOD refuses of a video alone.
const OWN: &[(u16, &str, &str)] = &[
    (400, "InvalidFileName.Extension", "FileName ends in .exe; VOD takes mp4, ts, 3gp and others."),
    (404, "InvalidTemplateGroupId.NotFound", "The TemplateGroupId does not exist."),
    (404, "InvalidStorage.NotFound", "The StorageLocation does not exist."),
    (404, "NoSuchResource", "The WorkflowId does not exist."),
    (409, "InvalidReferenceId.Duplicate", "The specified ReferenceId already belongs to a video."),
];
