//! How far a transport may reach.
//!
//! Where an address comes from outside, or is a name whose owner decides what it resolves to, it must
//! not lead inward: to this machine, its network, or the service that gives credentials to
//! instances. What counts is the address that is connected to, so it is checked when a name has been
//! resolved, and the connection goes to the very addresses that were checked.

use std::net::{IpAddr, SocketAddr};

use model::address;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Which addresses a transport connects to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Any: those that it is told come from the settings.
    #[default]
    Anywhere,
    /// Those of the public internet.
    Public,
    /// Those, and this machine itself.
    PublicOrLoopback,
}

/// Why there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address lies inward")]
pub(crate) struct Inward;

impl Reach {
    fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Public => address::is_public(address),
            Self::PublicOrLoopback => address::is_public(address) || address::is_loopback(address),
        }
    }

    /// Checks a URL that names an address: such a one is never resolved.
    pub(crate) fn check(self, url: &Url) -> Result<(), Inward> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        if self.allows(address) { Ok(()) } else { Err(Inward) }
    }

    /// Checks what a name resolves to. One address that lies inward condemns them all: no public
    /// service has such a one.
    fn check_all(self, addresses: &[SocketAddr]) -> Result<(), Inward> {
        let allowed = addresses.iter().all(|address| self.allows(address.ip()));
        if allowed { Ok(()) } else { Err(Inward) }
    }
}

/// Resolves names, and gives only addresses within reach.
#[derive(Debug)]
pub(crate) struct Resolver(pub(crate) Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<_> = found.collect();
            reach.check_all(&addresses)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_in_a_url_is_checked_however_it_is_written() {
        for text in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
        ] {
            assert_eq!(Reach::Public.check(&url(text)), Err(Inward), "{text}");
            assert_eq!(Reach::PublicOrLoopback.check(&url(text)), Ok(()), "{text}");
        }
        for text in ["http://169.254.169.254/", "http://10.0.0.1/", "http://[fd00:ec2::254]/"] {
            assert_eq!(Reach::Public.check(&url(text)), Err(Inward), "{text}");
            assert_eq!(Reach::PublicOrLoopback.check(&url(text)), Err(Inward), "{text}");
            assert_eq!(Reach::Anywhere.check(&url(text)), Ok(()), "{text}");
        }
        assert_eq!(Reach::Public.check(&url("https://1.1.1.1/")), Ok(()));
    }

    #[test]
    fn one_inward_address_of_a_name_condemns_it() {
        let addresses = |all: &[&str]| -> Vec<SocketAddr> {
            all.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 443)).collect()
        };
        let public = addresses(&["1.1.1.1", "2606:4700::1111"]);
        assert_eq!(Reach::Public.check_all(&public), Ok(()));
        for inward in ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "0.0.0.0"] {
            let mixed = addresses(&["1.1.1.1", inward]);
            assert_eq!(Reach::Public.check_all(&mixed), Err(Inward), "{inward}");
        }
    }
}
