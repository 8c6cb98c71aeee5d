//! To whom an answer goes, for who has to answer it anew.

use http::{Method, Response};

use super::error::OssError;
use crate::body::Body;

/// Goes along with an answer of a cloud that keeps what it does.
#[derive(Clone)]
pub(crate) struct Addressee {
    pub(super) method: Method,
    pub(super) request_id: String,
    pub(super) host: String,
}

impl Addressee {
    /// The answer of a service that is down.
    pub(crate) fn unavailable(&self) -> Response<Body> {
        OssError::unavailable().into_response(&self.method, &self.request_id, &self.host)
    }
}
