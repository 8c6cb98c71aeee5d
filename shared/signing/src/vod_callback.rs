//! Signature of VOD's event callbacks, `X-VOD-SIGNATURE`.
//!
//! It covers the callback URL as configured and the time of sending, but not the body. It says that
//! VOD sent something to this URL at that time, nothing more.
//!
//! Source: *HTTP callback authentication* of the ApsaraVideo VOD documentation.

use md5::{Digest, Md5};
use model::Secret;

use crate::mac::same;

/// The text whose MD5 is the signature: URL, timestamp and key, joined by `|`. It holds the key.
#[must_use]
pub fn content(callback_url: &str, timestamp: &str, key: &Secret) -> Secret {
    let key = key.expose();
    // Room for all of it at once: growing would leave a copy of the key behind.
    let mut text = String::with_capacity(callback_url.len() + timestamp.len() + key.len() + 2);
    for part in [callback_url, "|", timestamp, "|", key] {
        text.push_str(part);
    }
    Secret::new(text)
}

/// The value of `X-VOD-SIGNATURE`: 32 lower-case hexadecimal digits.
///
/// `callback_url` is the URL exactly as configured, query included; `timestamp` is the value of
/// `X-VOD-TIMESTAMP`, seconds since 1970.
#[must_use]
pub fn sign(callback_url: &str, timestamp: &str, key: &Secret) -> String {
    hex::encode(Md5::digest(content(callback_url, timestamp, key).expose()))
}

/// Whether one of `keys` made the signature. While a key is being changed both the old and the new one
/// are given. Every key is tried, so that the time does not tell which one it was.
///
/// An empty key never fits: anybody could sign with it. Whether `timestamp` is recent is for the
/// caller to ask.
#[must_use]
pub fn verify(callback_url: &str, timestamp: &str, signature: &str, keys: &[Secret]) -> bool {
    keys.iter().fold(false, |found, key| {
        let fits = same(&sign(callback_url, timestamp, key), signature);
        found | (fits & !key.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://www.example.com/your/callback";

    /// The documentation prints the first 28 characters of this one.
    #[test]
    fn reproduces_the_example_of_the_documentation() {
        let key = Secret::new("test123");
        assert_eq!(sign(URL, "1519375990", &key), "c72b60894140fa98920f1279219b7ed4");
        assert_eq!(
            sign("https://www.example.com/hooks/vod", "1735689600", &Secret::new("Test1234Key")),
            "872af472ab24bec86cf9be797bb22c36"
        );
    }

    #[test]
    fn either_key_fits_while_one_is_being_changed() {
        let keys = [Secret::new("old"), Secret::new("new")];
        for key in &keys {
            let signature = sign(URL, "1519375990", key);
            assert!(verify(URL, "1519375990", &signature, &keys));
            assert!(!verify(URL, "1519375991", &signature, &keys));
            assert!(!verify(
                "https://www.example.com/your/callback/",
                "1519375990",
                &signature,
                &keys
            ));
            assert!(!verify(URL, "1519375990", &signature.to_uppercase(), &keys));
        }
        assert!(!verify(URL, "1519375990", &sign(URL, "1519375990", &Secret::new("x")), &keys));
    }

    #[test]
    fn no_key_and_an_empty_key_never_fit() {
        let signature = sign(URL, "1519375990", &Secret::new(""));
        assert!(!verify(URL, "1519375990", &signature, &[]));
        assert!(!verify(URL, "1519375990", &signature, &[Secret::new(""), Secret::new("a")]));
    }
}
