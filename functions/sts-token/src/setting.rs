//! Settings that are narrower than a text or a number. What they hold goes into policies, so none of
//! them takes a character that means something there.

use std::fmt;

use settings::FromSetting;

/// `STS_BUCKET`: the name of a bucket (PutBucket).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketName(String);

/// `STS_PREFIX`: the folder that the folders of owners lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(String);

/// `STS_BUCKET_REGION`: where the bucket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketRegion(String);

/// `STS_VOD` and `STS_VOD_REFRESH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch(bool);

/// `STS_DURATION_SECONDS` (AssumeRole, `DurationSeconds`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenLife(u32);

impl Prefix {
    /// The longest in bytes. A key has 1,023, and the owner's folder comes on top.
    pub const LONGEST: usize = 128;
}

impl Switch {
    /// Whether it is on.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.0
    }
}

impl TokenLife {
    /// The number of seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

macro_rules! text {
    ($($name:ident, $expected:literal, $valid:expr);+ $(;)?) => {$(
        impl FromSetting for $name {
            const EXPECTED: &'static str = $expected;

            fn from_setting(text: &str) -> Result<Self, String> {
                let text = text.trim();
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(format!("{text:?} is not valid"))
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )+};
}

text! {
    BucketName,
    "the name of a bucket: 3 to 63 small letters, digits or `-`, the first and the last no `-`",
    |text| (3..=63).contains(&text.len()) && is_name(text);
    Prefix,
    "folders of letters, digits, `-`, `_` or `.`, each with `/` behind it, of at most 128 bytes",
    |text| {
        text.len() <= Prefix::LONGEST
            && text.strip_suffix('/').is_some_and(|folders| folders.split('/').all(is_folder))
    };
    BucketRegion,
    "the id of a region, such as cn-shanghai",
    |text| (2..=32).contains(&text.len()) && is_name(text) && !text.starts_with("oss-");
}

/// Small letters, digits and `-`, and no `-` at either end.
fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().all(|byte| plain(byte) || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_folder(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && !text.bytes().all(|byte| byte == b'.')
}

impl FromSetting for Switch {
    const EXPECTED: &'static str = "on or off";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim() {
            "on" => Ok(Self(true)),
            "off" => Ok(Self(false)),
            other => Err(format!("{other:?} is not valid")),
        }
    }
}

impl FromSetting for TokenLife {
    const EXPECTED: &'static str =
        "a number of seconds from 900 to 43200, and no more than the role allows";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim().parse() {
            Ok(seconds) if (900..=43_200).contains(&seconds) => Ok(Self(seconds)),
            _ => Err(format!("{text:?} is not valid")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes<T: FromSetting>(text: &str) -> bool {
        T::from_setting(text).is_ok()
    }

    #[test]
    fn a_bucket_is_named_as_oss_has_it() {
        for name in ["abc", "my-uploads", "0a9", &"a".repeat(63)] {
            assert_eq!(BucketName::from_setting(name).unwrap().to_string(), name);
        }
        let long = "a".repeat(64);
        for name in
            ["", "ab", "-ab", "ab-", "Abc", "a_b", "a.b", "a/b", "abc*", "a?c", "视频", &long]
        {
            assert!(!takes::<BucketName>(name), "{name}");
        }
    }

    #[test]
    fn a_prefix_is_folders_and_nothing_that_a_policy_could_read_otherwise() {
        for prefix in ["uploads/", "a/b.c/D_e-1/", ".a/", &format!("{}/", "x".repeat(127))] {
            assert_eq!(Prefix::from_setting(prefix).unwrap().to_string(), prefix);
        }
        let long = format!("{}/", "x".repeat(128));
        for prefix in [
            "",
            "/",
            "uploads",
            "/uploads/",
            "a//b/",
            "*/",
            "a*/",
            "a?/",
            "./",
            "../",
            "a/../",
            "a/./",
            "a b/",
            "a\"/",
            "a\\/",
            "${x}/",
            "~/",
            "视频/",
            &long,
        ] {
            assert!(!takes::<Prefix>(prefix), "{prefix}");
        }
    }

    #[test]
    fn a_region_is_its_bare_id() {
        for (text, valid) in [
            ("cn-shanghai", true),
            ("us-west-1", true),
            ("oss-cn-shanghai", false),
            ("cn-shanghai.aliyuncs.com", false),
            ("CN", false),
            ("", false),
        ] {
            assert_eq!(takes::<BucketRegion>(text), valid, "{text}");
        }
    }

    #[test]
    fn a_switch_is_on_or_off() {
        assert!(Switch::from_setting("on").unwrap().is_on());
        assert!(!Switch::from_setting(" off ").unwrap().is_on());
        for text in ["", "On", "true", "1", "yes"] {
            assert!(!takes::<Switch>(text), "{text}");
        }
    }

    #[test]
    fn the_life_has_the_bounds_of_assume_role() {
        for (text, valid) in [("899", false), ("900", true), ("43200", true), ("43201", false)] {
            assert_eq!(takes::<TokenLife>(text), valid, "{text}");
        }
    }
}
