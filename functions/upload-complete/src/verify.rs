//! Whether a callback comes from VOD ("HTTP callback authentication").
//!
//! The signature covers the configured URL, a time and the key; it covers neither body nor a nonce.
//! It proves that the sender knows the key, nothing about what is said.

use http::HeaderMap;
use jiff::Timestamp;
use model::Secret;
use settings::{FromSetting, Secrets};
use signing::vod_callback;

settings::settings! {
    /// How callbacks of VOD are recognised.
    pub struct CallbackSettings {
        /// The callback URL exactly as configured in VOD, byte for byte; it is part of the
        /// signature, so it is never built from a request.
        required url: CallbackUrl = "VOD_CALLBACK_URL",
        /// The callback key (`AuthKey`); during a change both the old and the new one.
        required keys: Secrets = "VOD_CALLBACK_KEYS",
        /// How old or how early a signature may be.
        default max_age: MaxAge = "VOD_CALLBACK_MAX_AGE_SECONDS" "300",
    }
}

/// `VOD_CALLBACK_URL`: kept as written, because normalising it would break every signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackUrl(String);

impl FromSetting for CallbackUrl {
    const EXPECTED: &'static str =
        "the http:// or https:// URL that VOD calls, of at most 256 bytes, as configured there";

    fn from_setting(text: &str) -> Result<Self, String> {
        let is_web = text.starts_with("http://") || text.starts_with("https://");
        if is_web && text.len() <= 256 && !text.chars().any(char::is_whitespace) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("{text:?} is not valid"))
        }
    }
}

/// `VOD_CALLBACK_MAX_AGE_SECONDS`. An hour is the most: VOD gives up within seconds, and whoever saw a
/// callback can repeat it for as long as this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxAge(i64);

impl FromSetting for MaxAge {
    const EXPECTED: &'static str = "a number of seconds from 1 to 3600";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim().parse() {
            Ok(seconds) if (1..=3_600).contains(&seconds) => Ok(Self(seconds)),
            _ => Err(format!("{text:?} is not valid")),
        }
    }
}

/// Why a callback is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A header is missing or unreadable.
    Header(&'static str),
    /// Signed too long ago, or too far ahead; seconds from now.
    Stale(i64),
    /// No key gives this signature.
    Signature,
}

impl Refusal {
    /// `Code` of the answer.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Header(_) => "MissingSignature",
            Self::Stale(_) => "StaleSignature",
            Self::Signature => "SignatureDoesNotMatch",
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Header(name) => write!(formatter, "The header {name} is missing or malformed."),
            Self::Stale(seconds) => {
                write!(formatter, "The callback was signed {seconds} seconds from now.")
            }
            Self::Signature => formatter.write_str(
                "The signature fits no key; compare callback URL and key with those in VOD.",
            ),
        }
    }
}

/// Checks the header signature of callbacks.
pub struct Verifier {
    url: String,
    keys: Vec<Secret>,
    max_age: i64,
}

impl Verifier {
    /// A verifier with these settings.
    #[must_use]
    pub fn new(settings: CallbackSettings) -> Self {
        Self { url: settings.url.0, keys: settings.keys.0, max_age: settings.max_age.0 }
    }

    /// Checks headers against the clock. The time is checked first: it is public, and a stale
    /// signature is refused whether it was right or not.
    ///
    /// # Errors
    /// Why the callback is not believed.
    pub fn verify(&self, headers: &HeaderMap, now: Timestamp) -> Result<(), Refusal> {
        let timestamp = one(headers, "X-VOD-TIMESTAMP")?;
        let signature = one(headers, "X-VOD-SIGNATURE")?;
        // Ten digits, as documented: no sign, no blanks, nothing else that a number parser takes.
        if timestamp.len() != 10 || !timestamp.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Refusal::Header("X-VOD-TIMESTAMP"));
        }
        let signed_at: i64 = timestamp.parse().map_err(|_| Refusal::Header("X-VOD-TIMESTAMP"))?;
        let distance = signed_at - now.as_second();
        if distance.abs() > self.max_age {
            return Err(Refusal::Stale(distance));
        }
        if vod_callback::verify(&self.url, timestamp, signature, &self.keys) {
            Ok(())
        } else {
            Err(Refusal::Signature)
        }
    }
}

/// The value of a header that stands exactly once.
fn one<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(Refusal::Header(name)),
    }
}

#[cfg(test)]
mod tests {
    use settings::{Fixed, Settings as _};

    use super::*;

    const URL: &str = "https://www.example.com/your/callback";
    /// The documentation prints the first 28 characters of this one.
    const SIGNATURE: &str = "c72b60894140fa98920f1279219b7ed4";
    const SECONDS: i64 = 1_519_375_990;

    fn verifier(keys: &str) -> Verifier {
        let source = Fixed::default().with("VOD_CALLBACK_URL", URL).with("VOD_CALLBACK_KEYS", keys);
        Verifier::new(CallbackSettings::load(&source).unwrap())
    }

    fn headers(timestamp: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("X-VOD-TIMESTAMP", timestamp.parse().unwrap());
        headers.insert("X-VOD-SIGNATURE", signature.parse().unwrap());
        headers
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn the_documented_example_is_believed() {
        let headers = headers("1519375990", SIGNATURE);
        assert_eq!(verifier("test123").verify(&headers, at(SECONDS)), Ok(()));
    }

    #[test]
    fn during_a_change_of_keys_both_are_taken() {
        let headers = headers("1519375990", SIGNATURE);
        assert_eq!(verifier("other,test123").verify(&headers, at(SECONDS)), Ok(()));
        assert_eq!(verifier("test123,other").verify(&headers, at(SECONDS)), Ok(()));
        assert_eq!(verifier("other").verify(&headers, at(SECONDS)), Err(Refusal::Signature));
    }

    #[test]
    fn the_window_is_300_seconds_to_either_side() {
        let headers = headers("1519375990", SIGNATURE);
        let verifier = verifier("test123");
        for inside in [-300, 0, 300] {
            assert_eq!(verifier.verify(&headers, at(SECONDS + inside)), Ok(()), "{inside}");
        }
        assert_eq!(verifier.verify(&headers, at(SECONDS + 301)), Err(Refusal::Stale(-301)));
        assert_eq!(verifier.verify(&headers, at(SECONDS - 301)), Err(Refusal::Stale(301)));
    }

    #[test]
    fn headers_that_are_absent_repeated_or_malformed_are_refused() {
        let verifier = verifier("test123");
        let now = at(SECONDS);
        assert_eq!(
            verifier.verify(&HeaderMap::new(), now),
            Err(Refusal::Header("X-VOD-TIMESTAMP"))
        );
        for timestamp in ["", "151937599", "+519375990", "1519375990 ", "15193759901"] {
            let refused = verifier.verify(&headers(timestamp, SIGNATURE), now);
            assert_eq!(refused, Err(Refusal::Header("X-VOD-TIMESTAMP")), "{timestamp:?}");
        }
        let mut twice = headers("1519375990", SIGNATURE);
        twice.append("X-VOD-SIGNATURE", SIGNATURE.parse().unwrap());
        assert_eq!(verifier.verify(&twice, now), Err(Refusal::Header("X-VOD-SIGNATURE")));
    }

    #[test]
    fn the_window_cannot_be_opened_wide() {
        for (text, valid) in [("0", false), ("1", true), ("3600", true), ("3601", false)] {
            assert_eq!(MaxAge::from_setting(text).is_ok(), valid, "{text}");
        }
    }

    #[test]
    fn a_callback_url_is_kept_byte_for_byte() {
        let url = "http://EXAMPLE.com:80/a/../b?x=%7e#f";
        assert_eq!(CallbackUrl::from_setting(url), Ok(CallbackUrl(url.into())));
        for text in ["", "example.com/cb", "http://a b", &format!("http://{}", "a".repeat(256))] {
            assert!(CallbackUrl::from_setting(text).is_err(), "{text}");
        }
    }
}
