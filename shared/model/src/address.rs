//! Which network addresses lie outside.
//!
//! An address that somebody else names (in a URL, or by what a name resolves to) must not lead a
//! function to the machine it runs on, to its private network, or to the service that gives
//! credentials to instances.
//!
//! Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether it is an address of this machine.
#[must_use]
pub fn is_loopback(address: IpAddr) -> bool {
    unmapped(address).is_loopback()
}

/// Whether the host of a URL, as it is written there, is this machine: an address of its own, or
/// `localhost` and the names below it (RFC 6761, 6.3), with or without a dot at the end.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse() {
        return is_loopback(address);
    }
    let name = bare.strip_suffix('.').unwrap_or(bare).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether it is an address of the public internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match unmapped(address) {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// An IPv4 address in IPv6's clothes reaches the same machine.
fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let inward = a == 0
        || address.is_private()
        || address.is_loopback()
        // With 169.254.169.254, which gives credentials on AWS.
        || address.is_link_local()
        // Shared by carriers; with 100.100.100.200, which gives credentials on Alibaba Cloud.
        || a == 100 && b & 0b1100_0000 == 64
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || address.is_documentation()
        // Benchmarks.
        || a == 198 && b & 0b1111_1110 == 18
        // Multicast, reserved and broadcast.
        || a >= 224;
    !inward
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Everything that is given out lies in 2000::/3; what else there is lies inward or leads to
    // IPv4 by another way (NAT64 and the like).
    let given_out = first & 0xe000 == 0x2000;
    let special = match first {
        0x2001 => second < 0x0200 || second == 0x0db8,
        // 6to4: any IPv4 address.
        0x2002 => true,
        0x3fff => second < 0x1000,
        _ => false,
    };
    given_out && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2400:3200::1",
            "2001:200::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(address(text)), "{text}");
        }
    }

    #[test]
    fn everything_else_lies_inward() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "169.254.170.2",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address(text)), "{text}");
        }
    }

    #[test]
    fn loopback_is_known_in_any_clothes() {
        for text in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            assert!(is_loopback(address(text)), "{text}");
        }
        for text in ["0.0.0.0", "10.0.0.1", "::", "::ffff:10.0.0.1"] {
            assert!(!is_loopback(address(text)), "{text}");
        }
        for host in ["127.0.0.1", "[::1]", "::1", "localhost", "LocalHost.", "oss.localhost"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["", ".", "10.0.0.1", "localhost.example", "notlocalhost", "[localhost", "::"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
