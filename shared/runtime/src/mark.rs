//! What an answer tells the process beside what it tells the client.

use std::borrow::Cow;

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
    /// What the function answered could not be written: there is no answer yet.
    Unwritten,
}

/// `Code` of a refusal, kept beside the body that has it.
#[derive(Clone, Debug)]
pub(crate) struct Code(pub(crate) Cow<'static, str>);

pub(crate) fn mark(mut response: Response<Bytes>, mark: Mark) -> Response<Bytes> {
    response.extensions_mut().insert(mark);
    response
}

pub(crate) fn has(response: &Response<Bytes>, mark: Mark) -> bool {
    response.extensions().get::<Mark>() == Some(&mark)
}
