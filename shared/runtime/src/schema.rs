//! The shape of errors, for the OpenAPI document.

use serde_json::{Value, json};

pub use crate::error::Body as ErrorBody;

/// An answer with this code and message.
#[must_use]
pub fn error_example(code: &str, message: &str) -> Value {
    json!(ErrorBody {
        request_id: "25818875-5F78-4AF6-04D5-D7393642C2A1",
        code,
        message,
        server_time: "2026-01-02T03:04:05Z".into(),
    })
}
