//! What the OpenAPI document says of it.

use model::{ImageId, MediaId, VideoId};
use openapi::{
    CLOUD, Described, NO_RIGHT, NO_SUCH_ATTACHED_MEDIA, NO_SUCH_IMAGE, NO_SUCH_VIDEO, Operation,
    Schemas,
};
use runtime::Route;
use serde_json::json;

use crate::{CancelUpload, Cancelled};

const DESCRIPTION: &str = "Only while the status is Uploading. Whoever shows the ticket may repeat it: \
    what is gone stays cancelled. The credential lives on until it expires.";
const TICKET: &str =
    "The ticket of the upload. The owner of a video needs none for the first call.";
const TICKET_OF_FILE: &str =
    "The ticket of the upload: VOD does not tell whose an image or an attached medium is.";

impl Described for CancelUpload {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        let example = json!(Cancelled {
            request_id: "25818875-5F78-4AF6-04D5-D7393642C2A1".into(),
            id: "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5".into(),
            status: "Cancelled",
            server_time: "2026-01-02T03:05:00Z".into(),
        });
        let answer = ("There is no such upload any more.", schemas.written::<Cancelled>(), example);
        let new = |id, summary| Operation::new(id, summary, DESCRIPTION, answer);
        let operation = match route.path {
            "/upload/video/{id}" => {
                new("cancel-upload-video", "Cancels the upload of a video that has not arrived")
                    .path("id", "The VideoId of the create call.", &schemas.read::<VideoId>())
                    .ticket(TICKET)
                    .refuses(NO_SUCH_VIDEO)
            }
            "/upload/image/{id}" => {
                new("cancel-upload-image", "Cancels the upload of an image that has not arrived")
                    .path("id", "The ImageId of the create call.", &schemas.read::<ImageId>())
                    .ticket(TICKET_OF_FILE)
                    .refuses(NO_SUCH_IMAGE)
            }
            "/upload/attached-media/{id}" => new(
                "cancel-upload-attached-media",
                "Cancels the upload of an attached medium that has not arrived",
            )
            .path("id", "The MediaId of the create call.", &schemas.read::<MediaId>())
            .ticket(TICKET_OF_FILE)
            .refuses(NO_SUCH_ATTACHED_MEDIA),
            _ => return None,
        };
        Some(operation.refuses(NO_RIGHT).refuses(CLOUD).refuses(ARRIVED))
    }
}

const ARRIVED: &[(u16, &str, &str)] = &[(
    409,
    "Forbidden.IllegalStatus",
    "The video is no longer Uploading, so its upload cannot be cancelled.",
)];
