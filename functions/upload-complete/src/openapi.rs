//! What the OpenAPI document says of it.

use model::schema::Event;
use openapi::{Described, Operation, Schemas};
use runtime::Route;
use serde_json::json;

use crate::{Accepted, UploadComplete};

impl Described for UploadComplete {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        Self::ROUTES.contains(route).then(|| {
            let request_id = "25818875-5F78-4AF6-04D5-D7393642C2A1";
            let answer = (
                "The event was taken over, or nothing can come of it.",
                schemas.written::<Accepted<'_>>(),
                json!(Accepted { request_id }),
            );
            let operation = Operation::new(
                "upload-complete",
                "Hears of a finished upload",
                "VOD's HTTP callback. The signature covers the configured URL, the time and the key, not \
                 the body: nothing in it is believed, it only says what to look up. VOD takes 200 for \
                 success and sends again otherwise.",
                answer,
            );
            let example = json!({
                "EventTime": "2026-01-02T03:04:05Z", "EventType": "FileUploadComplete",
                "VideoId": "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5", "Size": 1_439_213, "Status": "success",
            });
            operation
                .body(schemas.read::<Event>(), &[("FileUploadComplete", example)])
                .refuses(REFUSED)
        })
    }
}

const REFUSED: &[(u16, &str, &str)] = &[
    (400, "MalformedEvent", "FileUploadComplete carries no VideoId."),
    (403, "MissingSignature", "The header X-VOD-TIMESTAMP is missing or malformed."),
    (403, "StaleSignature", "The callback was signed -301 seconds from now."),
    (
        403,
        "SignatureDoesNotMatch",
        "The signature fits no key; compare callback URL and key with those in VOD.",
    ),
    (503, "HandOffFailed", "The event was not taken over; send it again."),
];
