//! How a call wants its answer, for who has to answer it anew.

use bytes::Bytes;
use http::Response;

use super::answer::{Envelope, Format};
use super::error::RpcError;
use super::service::Service;

/// Goes along with an answer of a cloud that keeps what it does.
#[derive(Clone)]
pub(crate) struct Addressee {
    format: Format,
    request_id: String,
    host_id: String,
    service: Service,
}

impl Addressee {
    pub(super) fn of(envelope: &Envelope<'_>) -> Self {
        Self {
            format: envelope.format,
            request_id: envelope.request_id.to_owned(),
            host_id: envelope.host_id.clone(),
            service: envelope.service,
        }
    }

    /// The answer of a service that is down.
    pub(crate) fn unavailable(&self) -> Response<Bytes> {
        let Self { format, request_id, host_id, service } = self;
        let envelope =
            Envelope { format: *format, request_id, host_id: host_id.clone(), service: *service };
        envelope.error(&RpcError::unavailable(service.product()))
    }
}
