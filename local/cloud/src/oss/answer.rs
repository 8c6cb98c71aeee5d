//! The kinds of answers that many operations give.

use http::{HeaderValue, Response, StatusCode, header};

use super::xml::Element;
use crate::body::{Body, empty, full};

/// 200 with XML.
pub(super) fn xml(root: &Element) -> Response<Body> {
    let mut response = Response::new(full(root.document()));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}

/// 200 with nothing.
pub(super) fn ok() -> Response<Body> {
    Response::new(empty())
}

/// 204.
pub(super) fn no_content() -> Response<Body> {
    let mut response = ok();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
