//! What a client may cost: bytes, seconds.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use crate::ApiError;

/// How long a function may take; the same as the time-out of an HTTP API on AWS.
pub(crate) const CALL_TIME: Duration = Duration::from_secs(29);

/// How long a client may take to send the head of a request.
pub(crate) const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long calls under way may take once the process is asked to end.
pub(crate) const DRAIN_TIME: Duration = Duration::from_secs(5);

/// How much of a body that is too large is still read and thrown away. A client that is cut off
/// while it sends often never sees the answer that tells it why.
const DISCARDED_BYTES: usize = 8 * 1024 * 1024;

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read_body(body: Incoming, limit: usize) -> Result<Bytes, ApiError> {
    match tokio::time::timeout(CALL_TIME, collect(body, limit)).await {
        Ok(read) => read,
        Err(_) => Err(ApiError::new(
            http::StatusCode::REQUEST_TIMEOUT,
            "RequestTimeout",
            "The body did not arrive in time.",
        )),
    }
}

async fn collect(mut body: Incoming, limit: usize) -> Result<Bytes, ApiError> {
    // More than would be thrown away: there is nothing to wait for.
    if body.size_hint().lower() > DISCARDED_BYTES as u64 {
        return Err(ApiError::too_large(limit));
    }
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            ApiError::bad_request("IncompleteBody", "The body ended before its stated length.")
        })?;
        let Some(data) = frame.data_ref() else { continue };
        seen += data.len();
        if seen <= limit {
            kept.extend_from_slice(data);
        } else if seen > DISCARDED_BYTES {
            break;
        }
    }
    if seen > limit { Err(ApiError::too_large(limit)) } else { Ok(kept.freeze()) }
}
