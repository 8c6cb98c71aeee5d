//! The transport of programs: HTTP/1.1 with TLS by rustls and ring.
//!
//! Building an HTTPS client parses the machine's root certificates, some 3 ms of a cold start; it is
//! therefore built at the first https:// request and kept. Plain http:// (the local cloud) has a
//! client of its own that needs no roots.

use std::{
    convert::Infallible,
    error::Error as _,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use once_cell::sync::OnceCell;
use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_platform_verifier::Verifier;
use tokio::time::{error::Elapsed, timeout};

use crate::{BodyProgress, Reach, Transport, TransportError, TransportErrorKind, reach::Resolver};

/// Answers of VOD, STS and OSS to our calls are some kilobytes; this is far beyond any of them.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;
/// Slower than this, a body is not counted as under way any more: bytes a second.
const SLOWEST_RATE: u64 = 16 * 1024;
/// A body is handed to the socket in pieces of this size where somebody listens to its progress.
const PIECE: usize = 64 * 1024;

/// Limits of a connection. The time limit of a whole request is its caller's.
#[derive(Clone, Copy, Debug)]
pub struct HttpOptions {
    /// For name resolution, TCP and TLS together; 3 seconds unless told.
    pub connect_timeout: Duration,
    /// Longest silence while an answer is read, and longest wait for one once the body has had its
    /// time to go out (at 16 KiB a second); 60 seconds unless told.
    pub read_timeout: Duration,
    /// The largest answer in bytes; 8 MiB unless told.
    pub largest_answer: usize,
    /// Which addresses may be connected to; any unless told.
    pub reach: Reach,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(3),
            read_timeout: Duration::from_mins(1),
            largest_answer: LARGEST_ANSWER,
            reach: Reach::Anywhere,
        }
    }
}

/// Sends over the network. Cheap to make: nothing is built before the first request.
///
/// Proxies named by the environment (`HTTPS_PROXY` and the like) are not used: a function must not
/// send its keys wherever a variable points. Redirects are not followed and nothing is repeated.
/// Certificates are judged by the platform's own roots; on Linux `SSL_CERT_FILE` and `SSL_CERT_DIR`
/// name others.
#[derive(Debug, Default)]
pub struct HttpTransport {
    options: HttpOptions,
    plain: OnceCell<reqwest::Client>,
    secure: OnceCell<reqwest::Client>,
}

impl HttpTransport {
    /// With limits of one's own.
    #[must_use]
    pub fn new(options: HttpOptions) -> Self {
        Self { options, plain: OnceCell::new(), secure: OnceCell::new() }
    }

    /// Builds the HTTPS client now, for platforms whose start-up time is free.
    ///
    /// # Errors
    /// When the machine has no usable root certificates.
    pub fn warm(&self) -> Result<(), TransportError> {
        self.client(true).map(drop)
    }

    fn client(&self, secure: bool) -> Result<&reqwest::Client, TransportError> {
        let cell = if secure { &self.secure } else { &self.plain };
        cell.get_or_try_init(|| {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let tls = if secure { platform_roots(provider) } else { no_roots(provider) };
            let builder = match self.options.reach {
                Reach::Anywhere => reqwest::Client::builder(),
                reach => reqwest::Client::builder().dns_resolver(Resolver(reach)),
            };
            builder
                .tls_backend_preconfigured(tls.map_err(|error| unusable(&error.to_string()))?)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .tcp_nodelay(true)
                .connect_timeout(self.options.connect_timeout)
                .build()
                .map_err(|error| unusable(&chain(error)))
        })
    }
}

fn platform_roots(provider: Arc<CryptoProvider>) -> Result<ClientConfig, rustls::Error> {
    let verifier = Arc::new(Verifier::new(provider.clone())?);
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        // "Dangerous" is any verifier that rustls does not bring itself; this one is the
        // platform's.
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

fn no_roots(provider: Arc<CryptoProvider>) -> Result<ClientConfig, rustls::Error> {
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

fn unusable(reason: &str) -> TransportError {
    TransportError::new(
        TransportErrorKind::Connect,
        format!("the HTTP client cannot be built: {reason}"),
    )
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let client = self.client(request.uri().scheme_str() == Some("https"))?;
        let patience = self.options.read_timeout;
        let sending = Duration::from_secs(request.body().len() as u64 / SLOWEST_RATE);
        let (mut parts, bytes) = request.into_parts();
        let body = match parts.extensions.remove::<BodyProgress>() {
            Some(progress) => reqwest::Body::wrap(Pieces { rest: bytes, progress }),
            None => reqwest::Body::from(bytes),
        };
        let request = reqwest::Request::try_from(Request::from_parts(parts, body))
            .map_err(|error| TransportError::new(TransportErrorKind::Connect, chain(error)))?;
        self.options.reach.check(request.url()).map_err(|inward| {
            TransportError::new(TransportErrorKind::Connect, inward.to_string())
        })?;
        let sent = timeout(patience + sending, client.execute(request)).await;
        let mut answer = sent.map_err(silence)?.map_err(classify)?;
        let mut whole = Response::new(Bytes::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        *whole.body_mut() = read(answer, patience, self.options.largest_answer).await?;
        Ok(whole)
    }
}

async fn read(
    mut answer: reqwest::Response,
    patience: Duration,
    largest: usize,
) -> Result<Bytes, TransportError> {
    let mut body = BytesMut::new();
    loop {
        let piece = timeout(patience, answer.chunk()).await.map_err(silence)?;
        let Some(piece) = piece.map_err(classify)? else {
            return Ok(body.freeze());
        };
        if body.len() + piece.len() > largest {
            return Err(TransportError::new(
                TransportErrorKind::Broken,
                format!("the answer is larger than {largest} bytes"),
            ));
        }
        body.extend_from_slice(&piece);
    }
}

fn silence(_: Elapsed) -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, "the other side is silent")
}

fn classify(error: reqwest::Error) -> TransportError {
    let kind = if error.is_connect() || error.is_builder() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Broken
    };
    TransportError::new(kind, chain(error))
}

/// The error and its causes, without the URL.
fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// A body of known length that tells how far it has come.
struct Pieces {
    rest: Bytes,
    progress: BodyProgress,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        self.progress.sent(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
