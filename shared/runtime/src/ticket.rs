//! The ticket that a request shows.

use http::HeaderMap;
use model::Secret;

/// Where it stands: a header, because addresses are written into logs and histories.
pub const TICKET_HEADER: &str = "x-upload-ticket";

/// The ticket of a request. One that is no text is none of ours, and is kept so that it is refused.
#[must_use]
pub fn ticket(headers: &HeaderMap) -> Option<Secret> {
    let value = headers.get(TICKET_HEADER)?;
    Some(String::from_utf8_lossy(value.as_bytes()).trim().to_owned().into())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_ticket_is_read_whole_or_not_at_all() {
        let read = |value: &[u8]| {
            let value = HeaderValue::from_bytes(value).unwrap();
            ticket(&HeaderMap::from_iter([(TICKET_HEADER.parse().unwrap(), value)]))
        };
        assert_eq!(ticket(&HeaderMap::new()), None);
        assert_eq!(read(b" 1.abc "), Some("1.abc".into()));
        // Shown, and wrong: not the same as none.
        assert_eq!(read(b""), Some("".into()));
        assert!(read(b"1.\xff").is_some());
    }
}
