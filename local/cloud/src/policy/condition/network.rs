//! Addresses of `IpAddress` and `NotIpAddress`: one address, a range in CIDR notation, or `*`, which
//! the OSS documentation knows.

use std::net::IpAddr;

use ipnet::IpNet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    Any,
    Range(IpNet),
}

impl Network {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Any);
        }
        let range = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse().ok()?,
        };
        Some(Self::Range(range))
    }

    pub(super) fn contains(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::Range(range) => range.contains(&address),
        }
    }
}
