//! GetObject, HeadObject, GetObjectMeta.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use model::time::http_date;

use super::Call;
use super::conditions::{Outcome, evaluate};
use super::error::OssError;
use super::incoming::{CONTENT_MD5, CRC64, insert};
use super::range::{Selection, select};
use crate::body::{Body, empty};
use crate::objects::{Object, read};

/// Query parameters that replace headers of the answer.
const OVERRIDES: [(&str, HeaderName); 6] = [
    ("response-content-type", header::CONTENT_TYPE),
    ("response-content-language", header::CONTENT_LANGUAGE),
    ("response-expires", header::EXPIRES),
    ("response-cache-control", header::CACHE_CONTROL),
    ("response-content-disposition", header::CONTENT_DISPOSITION),
    ("response-content-encoding", header::CONTENT_ENCODING),
];

/// The object, or one range of it.
pub(super) fn get_object(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let object = find(call)?;
    if evaluate(call.request, &object)? == Outcome::NotModified {
        return Ok(not_modified(&object));
    }
    let standard =
        call.request.header("x-oss-range-behavior").is_some_and(|value| &*value == "standard");
    let range = call.request.header("range");
    let (status, range) = match select(range.as_deref(), object.size, standard) {
        Selection::Whole => (StatusCode::OK, 0..object.size),
        Selection::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Selection::NotSatisfiable => return Err(invalid_range(object.size)),
    };
    let mut headers = headers_of(&object);
    for (parameter, name) in OVERRIDES {
        if let Some(value) = call.request.parameter(parameter) {
            let value = HeaderValue::try_from(value).map_err(|_| {
                OssError::invalid_argument("The value is not fit for a header.")
                    .with("ArgumentName", parameter)
            })?;
            headers.insert(name, value);
        }
    }
    insert(&mut headers, header::CONTENT_LENGTH, (range.end - range.start).to_string());
    if status == StatusCode::PARTIAL_CONTENT {
        let text = format!("bytes {}-{}/{}", range.start, range.end - 1, object.size);
        insert(&mut headers, header::CONTENT_RANGE, text);
    }
    let mut response = Response::new(read(object, range));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// Everything about the object but its bytes.
pub(super) fn head_object(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let object = find(call)?;
    if evaluate(call.request, &object)? == Outcome::NotModified {
        return Ok(not_modified(&object));
    }
    let mut response = Response::new(empty());
    *response.headers_mut() = headers_of(&object);
    insert(response.headers_mut(), header::CONTENT_LENGTH, object.size.to_string());
    Ok(response)
}

/// Length, ETag and time, without the object's own headers.
pub(super) fn get_object_meta(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let object = find(call)?;
    let mut response = Response::new(empty());
    let headers = response.headers_mut();
    // Only HEAD may tell the length of a body that does not follow.
    if call.request.method == http::Method::HEAD {
        insert(headers, header::CONTENT_LENGTH, object.size.to_string());
    }
    insert(headers, header::ETAG, format!("\"{}\"", object.etag));
    insert(headers, header::LAST_MODIFIED, http_date(object.last_modified));
    insert(headers, CRC64, object.crc64.to_string());
    Ok(response)
}

fn find(call: &Call<'_>) -> Result<Arc<Object>, OssError> {
    let object = call.cloud.objects.object(call.bucket, call.key);
    object.ok_or_else(|| OssError::no_such_key(call.key))
}

fn headers_of(object: &Object) -> HeaderMap {
    let mut headers = HeaderMap::new();
    object.attributes.metadata.write(&mut headers);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert("x-oss-object-type", HeaderValue::from_static(object.kind.as_str()));
    headers.insert(
        "x-oss-storage-class",
        HeaderValue::from_static(object.attributes.storage_class.as_str()),
    );
    insert(&mut headers, header::ETAG, format!("\"{}\"", object.etag));
    insert(&mut headers, header::LAST_MODIFIED, http_date(object.last_modified));
    insert(&mut headers, CRC64, object.crc64.to_string());
    if let Some(md5) = object.md5 {
        insert(&mut headers, CONTENT_MD5, STANDARD.encode(md5));
    }
    headers
}

fn not_modified(object: &Object) -> Response<Body> {
    let mut response = Response::new(empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    insert(response.headers_mut(), header::ETAG, format!("\"{}\"", object.etag));
    insert(response.headers_mut(), header::LAST_MODIFIED, http_date(object.last_modified));
    response
}

fn invalid_range(size: u64) -> OssError {
    OssError::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "InvalidRange",
        "The requested range cannot be satisfied.",
    )
    .with("ActualObjectSize", size.to_string())
}
