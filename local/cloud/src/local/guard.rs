//! Who may turn this cloud: programs on this machine, and no web page.
//!
//! A page can send requests to 127.0.0.1, and, when its own name is made to lead there, read the
//! answers. A browser says so by `Origin` or `Sec-Fetch-Site`, and by the page's name in `Host`.

use http::{HeaderMap, Request, header};

use super::answer::LocalError;
use crate::body::Body;
use crate::peer::Peer;

/// Refuses everybody but programs on this machine.
pub(super) fn admit(request: &Request<Body>) -> Result<(), LocalError> {
    if !Peer::of(request.extensions()).address.to_canonical().is_loopback() {
        return Err(LocalError::forbidden("/_local is served to this machine only"));
    }
    let headers = request.headers();
    if headers.contains_key(header::ORIGIN) || is_of_a_page(headers) {
        return Err(LocalError::forbidden("/_local is not served to web pages"));
    }
    let host = request.uri().authority().map(|authority| authority.as_str().as_bytes());
    let host = host.or_else(|| headers.get(header::HOST).map(http::HeaderValue::as_bytes));
    if host.is_some_and(names_this_machine) {
        return Ok(());
    }
    Err(LocalError::forbidden("/_local is served under localhost or a loopback address only"))
}

/// A browser marks what a page asks for; `none` is an address that a person typed.
fn is_of_a_page(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "none")
}

fn names_this_machine(host: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(host) else { return false };
    let name = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => text.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::empty;

    fn admits(peer: Option<&str>, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::new(empty());
        if let Some(peer) = peer {
            request.extensions_mut().insert(Peer { address: peer.parse().unwrap(), secure: false });
        }
        for (name, value) in headers {
            let name = http::HeaderName::try_from(*name).unwrap();
            request.headers_mut().append(name, value.parse().unwrap());
        }
        admit(&request).is_ok()
    }

    const HERE: Option<&str> = Some("127.0.0.1");

    #[test]
    fn programs_of_this_machine_are_served() {
        for host in ["localhost", "localhost:7081", "LocalHost:1", "127.0.0.1:80", "[::1]:7081"] {
            assert!(admits(HERE, &[("host", host)]), "{host}");
        }
        for peer in [None, Some("::1"), Some("127.8.0.1"), Some("::ffff:127.0.0.1")] {
            assert!(admits(peer, &[("host", "localhost")]), "{peer:?}");
        }
    }

    #[test]
    fn other_machines_are_not() {
        for peer in [Some("192.0.2.1"), Some("::ffff:192.0.2.1"), Some("2001:db8::1")] {
            assert!(!admits(peer, &[("host", "localhost")]), "{peer:?}");
        }
    }

    #[test]
    fn web_pages_are_not() {
        let with = |name, value| admits(HERE, &[("host", "localhost"), (name, value)]);
        assert!(!with("origin", "http://localhost:3000"));
        assert!(!with("origin", "null"));
        assert!(!with("sec-fetch-site", "cross-site"));
        assert!(!with("sec-fetch-site", "same-site"));
        assert!(with("sec-fetch-site", "none"));
    }

    #[test]
    fn other_names_that_lead_here_are_not() {
        for host in ["attacker.example", "localhost.attacker.example", "10.0.0.1", "", "[::2]"] {
            assert!(!admits(HERE, &[("host", host)]), "{host}");
        }
        assert!(!admits(HERE, &[]));
    }
}
