//! What the OpenAPI document says of it.

use model::{ImageId, MediaId, VideoId};
use openapi::{
    CLOUD, Described, NO_RIGHT, NO_SUCH_ATTACHED_MEDIA, NO_SUCH_IMAGE, NO_SUCH_VIDEO, Operation,
    Schemas,
};
use runtime::Route;
use serde_json::{Value, json};

use crate::{AttachedMediaUpload, ImageUpload, UploadStatus, VideoUpload};

const TICKET: &str = "The ticket of the upload. The owner of a video needs none.";
const TICKET_OF_FILE: &str =
    "The ticket of the upload: VOD does not tell whose an image or an attached medium is.";

impl Described for UploadStatus {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        let operation = match route.path {
            "/upload/video/{id}" => Operation::new(
                "upload-status-video",
                "Tells how far the upload of a video is",
                "Read from VOD's own records at that moment; it has no URL of the media. Served are \
                 the owner and who may act for others.",
                ("The upload and what followed.", schemas.written::<VideoUpload>(), video()),
            )
            .path("id", "The VideoId of the create call.", &schemas.read::<VideoId>())
            .ticket(TICKET)
            .refuses(NO_SUCH_VIDEO),
            "/upload/image/{id}" => Operation::new(
                "upload-status-image",
                "Tells how far the upload of an image is",
                "Read from VOD's own records at that moment; it has no URL of the media.",
                ("The upload.", schemas.written::<ImageUpload>(), image()),
            )
            .path("id", "The ImageId of the create call.", &schemas.read::<ImageId>())
            .ticket(TICKET_OF_FILE)
            .refuses(NO_SUCH_IMAGE),
            "/upload/attached-media/{id}" => Operation::new(
                "upload-status-attached-media",
                "Tells how far the upload of an attached medium is",
                "Read from VOD's own records at that moment; it has no URL of the media.",
                ("The upload.", schemas.written::<AttachedMediaUpload>(), attached_media()),
            )
            .path("id", "The MediaId of the create call.", &schemas.read::<MediaId>())
            .ticket(TICKET_OF_FILE)
            .refuses(NO_SUCH_ATTACHED_MEDIA),
            _ => return None,
        };
        Some(operation.refuses(NO_RIGHT).refuses(CLOUD))
    }
}

const REQUEST_ID: &str = "25818875-5F78-4AF6-04D5-D7393642C2A1";
const CREATED: &str = "2026-01-02T03:04:05Z";
const NOW: &str = "2026-01-02T03:05:00Z";

fn video() -> Value {
    json!(VideoUpload {
        request_id: REQUEST_ID.into(),
        video_id: "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5".into(),
        status: model::VideoStatus::Uploading,
        uploaded: false,
        is_final: false,
        title: Some("Holiday".into()),
        size: None,
        duration: None,
        creation_time: Some(CREATED.into()),
        transcode_tasks: Vec::new(),
        server_time: NOW.into(),
    })
}

fn image() -> Value {
    json!(ImageUpload {
        request_id: REQUEST_ID.into(),
        image_id: "6a1b2c3d4e5f60718293a4b5c6d7e8f9".into(),
        status: "Normal".into(),
        uploaded: true,
        title: Some("Cover".into()),
        size: Some(4_096),
        creation_time: Some(CREATED.into()),
        server_time: NOW.into(),
    })
}

fn attached_media() -> Value {
    json!(AttachedMediaUpload {
        request_id: REQUEST_ID.into(),
        media_id: "7b2c3d4e5f60718293a4b5c6d7e8f90a".into(),
        status: "Uploading".into(),
        uploaded: false,
        title: Some("Logo".into()),
        creation_time: Some(CREATED.into()),
        server_time: NOW.into(),
    })
}
