//! Types that a setting can have.

use std::time::Duration;

use model::{RoleArn, Secret, TemplateGroupId};
use url::Url;

/// A type that is read from the text of a setting.
pub trait FromSetting: Sized {
    /// What the text should be, to follow "it should be".
    const EXPECTED: &'static str;
    /// Whether the value must never be shown.
    const SECRET: bool = false;

    /// Reads the text.
    ///
    /// # Errors
    /// The reason why it is refused. It must not quote a secret.
    fn from_setting(text: &str) -> Result<Self, String>;
}

impl FromSetting for String {
    const EXPECTED: &'static str = "a text";

    fn from_setting(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl FromSetting for u16 {
    const EXPECTED: &'static str = "a whole number from 0 to 65535";

    fn from_setting(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| format!("{text:?} is not valid"))
    }
}

impl FromSetting for Secret {
    const EXPECTED: &'static str = "a secret text";
    const SECRET: bool = true;

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim() {
            "" => Err("holds blanks alone".into()),
            secret if secret.chars().any(char::is_control) => {
                Err("holds a control character, such as a line break".into())
            }
            secret => Ok(Self::from(secret)),
        }
    }
}

/// Several secrets that are valid at once, so that one can be replaced without a gap.
#[derive(Clone, Debug)]
pub struct Secrets(pub Vec<Secret>);

impl FromSetting for Secrets {
    const EXPECTED: &'static str = "one secret, or several separated by commas";
    const SECRET: bool = true;

    fn from_setting(text: &str) -> Result<Self, String> {
        let secrets: Vec<Secret> = text
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(Secret::from)
            .collect();
        if secrets.is_empty() { Err("holds no secret".into()) } else { Ok(Self(secrets)) }
    }
}

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds(pub Duration);

impl FromSetting for Seconds {
    const EXPECTED: &'static str = "a number of seconds, at least 1";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim().parse() {
            Ok(seconds) if seconds >= 1 => Ok(Self(Duration::from_secs(seconds))),
            _ => Err(format!("{text:?} is not valid")),
        }
    }
}

impl FromSetting for Url {
    const EXPECTED: &'static str = "an http:// or https:// URL";

    fn from_setting(text: &str) -> Result<Self, String> {
        // A URL can hold a password: it is not quoted.
        let url = Url::parse(text.trim()).map_err(|error| error.to_string())?;
        if matches!(url.scheme(), "http" | "https") && url.has_host() {
            Ok(url)
        } else {
            Err("has another scheme or no host".into())
        }
    }
}

macro_rules! from_id {
    ($($id:ty),+) => {$(
        impl FromSetting for $id {
            const EXPECTED: &'static str = <$id>::EXPECTED;

            fn from_setting(text: &str) -> Result<Self, String> {
                text.trim().parse().map_err(|_| format!("{text:?} is not valid"))
            }
        }
    )+};
}

from_id!(RoleArn, TemplateGroupId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_split_and_trimmed() {
        let secrets = Secrets::from_setting("old, new,").unwrap();
        assert_eq!(secrets.0, vec![Secret::from("old"), Secret::from("new")]);
        assert!(Secrets::from_setting(" , ").is_err());
    }

    #[test]
    fn seconds_and_urls_are_checked() {
        assert_eq!(Seconds::from_setting("300").unwrap().0.as_secs(), 300);
        for text in ["0", "-1", "5m", ""] {
            assert!(Seconds::from_setting(text).is_err(), "{text}");
        }
        assert!(Url::from_setting("https://example.com/cb").is_ok());
        for text in ["ftp://example.com", "example.com", "unix:/x"] {
            assert!(Url::from_setting(text).is_err(), "{text}");
        }
    }
}
