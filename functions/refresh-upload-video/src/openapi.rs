//! What the OpenAPI document says of it.

use grant::{VideoGrant, schema};
use openapi::{CLOUD, Described, NO_RIGHT, NO_SUCH_VIDEO, Operation, Schemas};
use runtime::Route;
use serde_json::json;

use crate::{RefreshRequest, RefreshUploadVideo};

impl Described for RefreshUploadVideo {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        Self::ROUTES.contains(route).then(|| {
            let grant = schemas.written::<VideoGrant>();
            let operation = Operation::new(
                "refresh-upload-video",
                "Renews the credential of a video's upload",
                "The address stays the same, and so does a multipart upload under way; only the keys \
                 are new (RefreshUploadVideo). Served are the owner of the video and who may act for \
                 others: by the ticket, else by the stamp in the video's UserData. A video that has \
                 arrived is not refreshed, so nobody replaces it.",
                ("The same address with a new credential.", grant, schema::video_grant()),
            );
            let example = json!({
                "VideoId": "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5", "Ticket": "1.TicketOfThisUpload",
            });
            operation
                .ticket("The ticket of the upload, where it does not stand in the body.")
                .fields(schemas.read::<RefreshRequest>(), &[("by VideoId", example)])
                .refuses(NO_RIGHT)
                .refuses(NO_SUCH_VIDEO)
                .refuses(CLOUD)
                .refuses(ARRIVED)
        })
    }
}

const ARRIVED: &[(u16, &str, &str)] = &[(
    409,
    "Forbidden.IllegalStatus",
    "The video has arrived, so there is no upload to refresh; create a new one.",
)];
