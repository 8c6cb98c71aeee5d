//! The SDK of AWS over the ports of this process: one HTTP client, one TLS, one clock for all
//! clouds. Nothing is built before the first https:// request, and tests answer without a socket.

use std::{fmt, sync::Arc, time::SystemTime};

use aws_sdk_sqs::config::{
    HttpClient, RuntimeComponents,
    http::{HttpRequest, HttpResponse},
};
use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    result::ConnectorError,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use client::{Transport, TransportErrorKind};
use model::Clock;

/// The HTTP client of the SDK.
#[derive(Clone)]
pub(crate) struct OverTransport(pub(crate) Arc<dyn Transport>);

impl fmt::Debug for OverTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OverTransport")
    }
}

impl HttpClient for OverTransport {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        // The time limits in the settings are those of the transport, and of the whole attempt.
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for OverTransport {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let transport = self.0.clone();
        HttpConnectorFuture::new(async move { send(&*transport, request).await })
    }
}

async fn send(
    transport: &dyn Transport,
    request: HttpRequest,
) -> Result<HttpResponse, ConnectorError> {
    let user = |error: &str| ConnectorError::user(error.into());
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    let (parts, body) = request.into_parts();
    // SendMessage sends what is in memory; only streams have no bytes.
    let body = body.bytes().map(Bytes::copy_from_slice).ok_or_else(|| user("a streamed body"))?;
    match transport.send(http::Request::from_parts(parts, body)).await {
        Ok(answer) => HttpResponse::try_from(answer.map(SdkBody::from))
            .map_err(|error| ConnectorError::other(error.into(), None)),
        Err(error) => Err(match error.kind {
            TransportErrorKind::Timeout => ConnectorError::timeout(error.into()),
            TransportErrorKind::Broken => ConnectorError::io(error.into()),
            TransportErrorKind::Connect => ConnectorError::io(error.into()).never_connected(),
        }),
    }
}

/// The clock of the SDK: signatures carry its time.
pub(crate) struct OverClock(pub(crate) Arc<dyn Clock>);

impl fmt::Debug for OverClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OverClock")
    }
}

impl TimeSource for OverClock {
    fn now(&self) -> SystemTime {
        self.0.now().into()
    }
}
