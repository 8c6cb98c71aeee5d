//! When a request was signed, and whether that is now.

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use model::time::iso8601;

use crate::oss::error::OssError;

/// How far the request's time may be from the cloud's, either way.
pub(in crate::oss) const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Refuses a request that was signed too long ago or too far ahead. The answer tells the cloud's
/// time, from which clients correct theirs.
pub(super) fn check_skew(now: Timestamp, signed_at: Timestamp) -> Result<(), OssError> {
    if now.duration_since(signed_at).abs() <= WINDOW {
        return Ok(());
    }
    Err(OssError::new(
        StatusCode::FORBIDDEN,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
    )
    .with("MaxAllowedSkewMilliseconds", WINDOW.as_millis().to_string())
    .with("RequestTime", with_milliseconds(signed_at))
    .with("ServerTime", with_milliseconds(now))
    .ec("0002-00000504"))
}

/// Refuses a URL whose time is over.
pub(super) fn check_expiry(now: Timestamp, end: Timestamp) -> Result<(), OssError> {
    if now <= end {
        return Ok(());
    }
    Err(OssError::access_denied("Request has expired.")
        .with("Expires", with_milliseconds(end))
        .with("ServerTime", with_milliseconds(now))
        .ec("0002-00000069"))
}

/// The header form needs a date: `x-oss-date`, or `Date`.
pub(super) fn no_date() -> OssError {
    OssError::access_denied("OSS authentication requires a valid Date.").ec("0002-00000503")
}

/// The date has not the form that the kind of signature asks for.
pub(super) fn bad_date() -> OssError {
    OssError::access_denied("OSS authentication requires a valid Date.").ec("0002-00000502")
}

fn with_milliseconds(moment: Timestamp) -> String {
    iso8601(moment).replace('Z', ".000Z")
}
