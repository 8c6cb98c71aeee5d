//! The one body type of requests and answers, so that handlers, the front and tests share it.

use std::io;

use bytes::{Bytes, BytesMut};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full};

/// A streamed body, of a request or an answer. It fails when the connection or a file does.
pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Why [`collect`] gave no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CollectError {
    /// More bytes came than are taken.
    TooLarge,
    /// The connection ended before the body did.
    Incomplete,
}

/// A body of these bytes.
pub(crate) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// A body of nothing.
pub(crate) fn empty() -> Body {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
}

/// The whole body in memory, for the small ones: forms, XML, JSON.
pub(crate) async fn collect(body: &mut Body, limit: usize) -> Result<Bytes, CollectError> {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| CollectError::Incomplete)?;
        if let Some(piece) = frame.data_ref() {
            if piece.len() > limit - bytes.len() {
                return Err(CollectError::TooLarge);
            }
            bytes.extend_from_slice(piece);
        }
    }
    Ok(bytes.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn collects_up_to_the_limit() {
        assert_eq!(collect(&mut full("abc"), 3).await.unwrap(), "abc");
        assert_eq!(collect(&mut full("abcd"), 3).await, Err(CollectError::TooLarge));
        assert_eq!(collect(&mut empty(), 0).await.unwrap(), "");
    }
}
