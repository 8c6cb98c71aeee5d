//! Cross-origin access: open to every origin, as the upload pages of a developer need it.
//!
//! A browser hides an answer without these headers from the page, errors included, and the upload
//! SDK then sees a network failure where the cloud said what is wrong.

use http::{HeaderMap, HeaderValue, Response, header};

use crate::body::{Body, empty};

/// What a page may read of an answer. The upload SDKs stop without ETag.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "ETag, Date, Content-Length, Content-Range, Last-Modified, x-acs-request-id, x-oss-request-id, \
     x-oss-hash-crc64ecma, x-oss-server-time, x-oss-object-type, x-oss-err, x-oss-ec",
);

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, PUT, POST, DELETE, OPTIONS");

/// Lets any page read the answer.
pub(super) fn allow(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// Answers OPTIONS, which carries no signature: every method, and the headers that were asked for.
pub(super) fn preflight(request: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(empty());
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    let asked = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        asked.unwrap_or(HeaderValue::from_static("*")),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    headers.insert(header::VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    response
}
