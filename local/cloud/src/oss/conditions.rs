//! Conditional reads: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since.

use http::StatusCode;
use jiff::Timestamp;
use model::time::parse_http_date;

use super::error::OssError;
use super::request::OssRequest;
use crate::objects::Object;

/// What the conditions come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Send the object.
    Send,
    /// 304: the caller has it already.
    NotModified,
}

/// Holds the object against the conditions of a request (GetObject, HeadObject).
pub(super) fn evaluate(request: &OssRequest, object: &Object) -> Result<Outcome, OssError> {
    // Whole seconds, because headers have no more.
    let modified = object.last_modified.as_second();
    let moment = |name| {
        request.header(name).and_then(|text| parse_http_date(&text)).map(Timestamp::as_second)
    };
    let named = |name| request.header(name).map(|tags| matches(&tags, &object.etag));
    if named("if-match") == Some(false) {
        return Err(precondition_failed("If-Match"));
    }
    if moment("if-unmodified-since").is_some_and(|at| modified > at) {
        return Err(precondition_failed("If-Unmodified-Since"));
    }
    if named("if-none-match") == Some(true)
        || moment("if-modified-since").is_some_and(|at| modified <= at)
    {
        return Ok(Outcome::NotModified);
    }
    Ok(Outcome::Send)
}

fn matches(tags: &str, etag: &str) -> bool {
    tags.split(',')
        .map(|tag| tag.trim().trim_matches('"'))
        .any(|tag| tag == "*" || tag.eq_ignore_ascii_case(etag))
}

fn precondition_failed(condition: &'static str) -> OssError {
    OssError::new(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold.",
    )
    .with("Condition", condition)
}
