//! The one HTTP request of a callback.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_platform_verifier::Verifier;
use serde::{Deserialize, Serialize};

use super::DeliveryOutcome;

/// For the whole exchange ("Event notification", HTTP callback).
const TIMEOUT: Duration = Duration::from_secs(5);

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request<'a> {
    pub(super) url: &'a str,
    /// Where AuthSwitch is on.
    pub(super) signature: Option<Signature>,
    pub(super) body: String,
}

/// The two headers of a signed callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Signature {
    /// `X-VOD-TIMESTAMP`: seconds since 1970.
    pub(super) timestamp: String,
    /// `X-VOD-SIGNATURE`.
    pub(super) signature: String,
}

/// Sends one attempt; tests bring their own.
pub(super) trait Post {
    fn post(&self, request: Request<'_>) -> impl Future<Output = DeliveryOutcome> + Send;
}

/// Sends by HTTP or HTTPS. Each client is built when it is first needed: reading the machine's root
/// certificates takes milliseconds, and a machine without any can still be called back by HTTP.
#[derive(Default)]
pub(super) struct HttpPost {
    plain: OnceLock<Result<reqwest::Client, String>>,
    secure: OnceLock<Result<reqwest::Client, String>>,
}

impl HttpPost {
    fn client(&self, secure: bool) -> Result<&reqwest::Client, String> {
        let cell = if secure { &self.secure } else { &self.plain };
        cell.get_or_init(|| build(secure)).as_ref().map_err(Clone::clone)
    }

    async fn send(&self, request: Request<'_>) -> Result<u16, Failure> {
        let client = self.client(request.url.starts_with("https:")).map_err(Failure::Other)?;
        let mut post = client.post(request.url).header("content-type", "application/json");
        if let Some(Signature { timestamp, signature }) = request.signature {
            post = post.header("x-vod-timestamp", timestamp).header("x-vod-signature", signature);
        }
        let response = post.body(request.body).send().await?;
        Ok(response.status().as_u16())
    }
}

impl Post for HttpPost {
    async fn post(&self, request: Request<'_>) -> DeliveryOutcome {
        match self.send(request).await {
            Ok(200) => DeliveryOutcome::Accepted,
            Ok(status) => DeliveryOutcome::Status(status),
            Err(Failure::TimedOut) => DeliveryOutcome::TimedOut,
            Err(Failure::Other(reason)) => DeliveryOutcome::Failed(reason),
        }
    }
}

enum Failure {
    TimedOut,
    Other(String),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        // Its own text names the URL again; the causes are what helps.
        let mut text = String::from("not delivered");
        let mut cause = error.source();
        while let Some(error) = cause {
            // Writing to a String cannot fail.
            let _ = write!(text, ": {error}");
            cause = error.source();
        }
        Self::Other(text)
    }
}

fn build(secure: bool) -> Result<reqwest::Client, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = tls(provider, secure).map_err(|error| error.to_string())?;
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| error.to_string())
}

fn tls(provider: Arc<CryptoProvider>, secure: bool) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?;
    if !secure {
        return Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
    }
    let verifier = Arc::new(Verifier::new(provider)?);
    // "Dangerous" is any verifier that rustls does not bring itself; this one is the platform's.
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}
