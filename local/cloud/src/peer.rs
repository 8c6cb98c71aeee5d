//! How a request came: what policies ask of it (`acs:SourceIp`, `acs:SecureTransport`), and what is
//! answered on loopback alone.

use std::net::{IpAddr, Ipv4Addr};

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    /// Where it is.
    pub(crate) address: IpAddr,
    /// Whether the connection is TLS.
    pub(crate) secure: bool,
}

impl Peer {
    /// That of a request, by its extensions. One that came by no connection counts as from this
    /// machine, in the clear.
    pub(crate) fn of(extensions: &http::Extensions) -> Self {
        let local = Self { address: Ipv4Addr::LOCALHOST.into(), secure: false };
        extensions.get().copied().unwrap_or(local)
    }

    /// `http` or `https`.
    pub(crate) fn scheme(self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }
}
