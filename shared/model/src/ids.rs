//! Identifiers that must not be mixed up, each checked when it is made.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Randomness;

/// A text that is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} must be {expected}")]
pub struct IdError {
    /// The field's name in the cloud's documentation, such as `VideoId`.
    pub kind: &'static str,
    /// What it should be.
    pub expected: &'static str,
}

fn word(text: &str, shortest: usize, longest: usize, others: &str) -> bool {
    (shortest..=longest).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What a valid one looks like, in words.
            pub const EXPECTED: &'static str = $expected;

            /// The text as whoever gave it wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) {
                    Ok(Self(text))
                } else {
                    Err(IdError { kind: stringify!($name), expected: $expected })
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

pub(crate) use id;

id!(
    /// A video or audio file in VOD. Samples show 32 lower-case hexadecimal characters; no page
    /// states the grammar, so any short word is taken.
    VideoId,
    "1 to 64 letters, digits, `-` or `_`",
    |text| word(text, 1, 64, "-_")
);
id!(
    /// An image in VOD.
    ImageId,
    "1 to 64 letters, digits, `-` or `_`",
    |text| word(text, 1, 64, "-_")
);
id!(
    /// An attached medium (watermark, subtitle, material) in VOD.
    MediaId,
    "1 to 64 letters, digits, `-` or `_`",
    |text| word(text, 1, 64, "-_")
);
id!(
    /// The caller's own id of a video, unique within the account (CreateUploadVideo).
    ReferenceId,
    "6 to 64 letters, digits, `-` or `_`",
    |text| word(text, 6, 64, "-_")
);
id!(
    /// Names a submission, so that VOD refuses the same one again for 7 days (SubmitTranscodeJobs).
    SessionId,
    "1 to 50 letters, digits, `-` or `_`",
    |text| word(text, 1, 50, "-_")
);
id!(
    /// A transcoding template group; `VOD_NO_TRANSCODE` is the built-in one that does nothing.
    TemplateGroupId,
    "1 to 64 letters, digits, `-` or `_`",
    |text| word(text, 1, 64, "-_")
);
id!(
    /// A transcoding task, made of one job for each template.
    TranscodeTaskId,
    "1 to 64 letters, digits, `-` or `_`",
    |text| word(text, 1, 64, "-_")
);
id!(
    /// The cloud's or our own id of one request.
    RequestId,
    "1 to 128 letters, digits, `-`, `_`, `:`, `=` or `.`",
    |text| word(text, 1, 128, "-_:=.")
);
id!(
    /// The name of an assumed role's session (AssumeRole).
    RoleSessionName,
    "2 to 64 letters, digits, `.`, `@`, `-` or `_`",
    |text| word(text, 2, 64, ".@-_")
);
id!(
    /// A RAM role (AssumeRole).
    RoleArn,
    "acs:ram::<account id>:role/<role name>",
    |text| {
        text.strip_prefix("acs:ram::")
            .and_then(|rest| rest.split_once(":role/"))
            .is_some_and(|(account, role)| {
                word(account, 1, 32, "")
                    && account.bytes().all(|b| b.is_ascii_digit())
                    && word(role, 1, 64, ".-_")
            })
    }
);

impl SessionId {
    /// The id for a digest: its first 25 bytes in hexadecimal, the longest that fits.
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        Self(hex::encode(&digest[..25]))
    }
}

impl RoleSessionName {
    /// Digits of the digest at the end of a name that was made.
    const DIGITS: usize = 16;

    /// A name that tells people who it is: the beginning of this text, with `_` for each character
    /// that no name has, and 16 hexadecimal digits of a digest, because others may begin alike.
    #[must_use]
    pub fn of(who: &str, digest: &[u8; 32]) -> Self {
        let legal = |c: char| if c.is_ascii_alphanumeric() || ".@-_".contains(c) { c } else { '_' };
        let begin: String = who.chars().map(legal).take(64 - 1 - Self::DIGITS).collect();
        Self(format!("{begin}-{}", hex::encode(&digest[..Self::DIGITS / 2])))
    }
}

impl ReferenceId {
    /// A new id of 32 hexadecimal digits.
    #[must_use]
    pub fn random(randomness: &dyn Randomness) -> Self {
        Self(randomness.hex(16))
    }
}

impl RequestId {
    /// A new id in the form of the cloud's own: an upper-case UUID.
    #[must_use]
    pub fn random(randomness: &dyn Randomness) -> Self {
        let hex = randomness.hex(16).to_ascii_uppercase();
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        Self(parts.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_request_id_is_an_upper_case_uuid() {
        struct Fixed;
        impl Randomness for Fixed {
            fn fill(&self, buffer: &mut [u8]) {
                buffer.fill(0xab);
            }
        }
        let id = RequestId::random(&Fixed);
        assert_eq!(id.as_str(), "ABABABAB-ABAB-ABAB-ABAB-ABABABABABAB");
        assert!(id.as_str().parse::<RequestId>().is_ok());
    }

    #[test]
    fn ids_are_checked_when_made() {
        assert!("30f54e402f9571f0bfe97035d0b20102".parse::<VideoId>().is_ok());
        for text in ["", "a b", "a/b", "../x", "ü", &"a".repeat(65)] {
            assert!(text.parse::<VideoId>().is_err(), "{text}");
        }
        assert!("abcde".parse::<ReferenceId>().is_err());
        assert!("abcdef".parse::<ReferenceId>().is_ok());
        assert!("x".repeat(51).parse::<SessionId>().is_err());
    }

    #[test]
    fn a_session_is_named_after_whoever_it_is_of() {
        let name = |who: &str| RoleSessionName::of(who, &[0xab; 32]).to_string();
        assert_eq!(name("user-1"), "user-1-abababababababab");
        assert_eq!(name("acme/a@b.example"), "acme_a@b.example-abababababababab");
        assert_eq!(name("\u{89c6}*?\"${}\\"), "________-abababababababab");
        assert_eq!(name(""), "-abababababababab");
        for who in ["", "a", &"x".repeat(255), &"\u{89c6}".repeat(85)] {
            let name = name(who);
            assert!(name.parse::<RoleSessionName>().is_ok(), "{name}");
        }
        assert_eq!(name(&"x".repeat(255)).len(), 64);
    }

    #[test]
    fn a_role_arn_names_account_and_role() {
        assert!("acs:ram::1234567890123456:role/uploader".parse::<RoleArn>().is_ok());
        for text in ["acs:ram::x:role/r", "acs:ram::1:user/r", "arn:aws:iam::1:role/r", ""] {
            assert!(text.parse::<RoleArn>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_error_names_field_and_form() {
        let error = "!".parse::<SessionId>().unwrap_err();
        assert_eq!(error.to_string(), "SessionId must be 1 to 50 letters, digits, `-` or `_`");
    }

    #[test]
    fn serde_checks_too() {
        assert!(serde_json::from_str::<VideoId>("\"abc\"").is_ok());
        assert!(serde_json::from_str::<VideoId>("\"a b\"").is_err());
    }
}
