//! What an answer tells the process beside what it tells the client.

use bytes::Bytes;
use http::Response;

/// Put into a response's extensions; never sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The function panicked: a platform counts it as an error.
    Panicked,
    /// A secret of ours, or one that was shown to us, was refused: ours may have been changed, and
    /// nothing has been done yet.
    SecretRefused,
}

pub(crate) fn mark(mut response: Response<Bytes>, mark: Mark) -> Response<Bytes> {
    response.extensions_mut().insert(mark);
    response
}

pub(crate) fn has(response: &Response<Bytes>, mark: Mark) -> bool {
    response.extensions().get::<Mark>() == Some(&mark)
}
