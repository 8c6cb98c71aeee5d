//! Answers of HTTP functions.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::{ApiError, Context};

/// A JSON answer. Nothing that a function answers may be kept by a cache: most of it holds
/// credentials, the rest is out of date in a second.
#[must_use]
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Response<Bytes> {
    match serde_json::to_vec(value) {
        Ok(body) => bytes(status, Bytes::from(body)),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            bytes(
                StatusCode::INTERNAL_SERVER_ERROR,
                Bytes::from_static(
                    br#"{"Code":"InternalError","Message":"The answer could not be written."}"#,
                ),
            )
        }
    }
}

/// A result as an answer: 200 with the value, or the error's own.
#[must_use]
pub fn respond<T: Serialize>(result: Result<T, ApiError>, context: &Context) -> Response<Bytes> {
    match result {
        Ok(value) => json(StatusCode::OK, &value),
        Err(error) => error.into_response(context),
    }
}

fn bytes(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
