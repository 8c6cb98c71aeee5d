//! TLS for the same port: a certificate authority made at start, and a certificate for each name
//! that official clients ask for.
//!
//! Clients that put the bucket in front of `oss-REGION.aliyuncs.com`, or that have
//! `https://vod.REGION.aliyuncs.com` built in, reach this cloud by a resolver of their own and
//! trust its authority. Certificates are made for each name when it is asked for: OpenSSL, and so
//! Python and Node, takes no wildcard with a single dot such as `*.localhost`.
//!
//! Keys come from the operating system, not from [`Config::randomness`](crate::Config): a seed that
//! repeats ids must not make a key that can be guessed.

mod authority;
mod resolver;

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::wire::Wire;
use authority::Authority;
use resolver::ByName;

/// The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). No HTTP request begins
/// with it.
const HANDSHAKE_RECORD: u8 = 22;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// No key or certificate could be made.
    #[error("no certificate could be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refuses them.
    #[error("the certificates cannot be used: {0}")]
    Configuration(#[from] rustls::Error),
}

/// What a TLS connection needs.
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    authority_pem: String,
}

impl Tls {
    /// Makes the authority and the certificate for loopback.
    pub(crate) fn new() -> Result<Self, TlsError> {
        let authority = Authority::new()?;
        let authority_pem = authority.pem().to_owned();
        let provider = Arc::new(default_provider());
        let certificates = ByName::new(authority, &provider)?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificates));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), authority_pem })
    }

    /// The authority's certificate, as clients trust it.
    pub(crate) fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// Does the handshake.
    pub(crate) async fn accept(
        &self,
        wire: Wire,
    ) -> std::io::Result<tokio_rustls::server::TlsStream<Wire>> {
        self.acceptor.accept(wire).await
    }
}

/// Whether a client begins with a TLS handshake, once it has sent anything.
pub(crate) async fn is_wanted(stream: &TcpStream) -> std::io::Result<bool> {
    let mut first = [0];
    Ok(stream.peek(&mut first).await? == 1 && first[0] == HANDSHAKE_RECORD)
}
