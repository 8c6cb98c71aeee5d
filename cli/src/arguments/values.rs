//! The forms of values: sizes, times, addresses, words.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, RangedI64ValueParser, TypedValueParser};
use jiff::SignedDuration;
use model::{
    MediaKind, Secret, Subject,
    fields::{AttachedMediaType, ImageType},
};
use serde_json::Value;
use url::Url;

use crate::kind;

/// Smallest part that OSS takes ("Multipart upload", Limits).
const SMALLEST_PART: u64 = 100 * 1024;
/// Largest part that OSS takes.
const LARGEST_PART: u64 = 5 * 1024 * 1024 * 1024;
/// Longest time that makes sense, and that no arithmetic overflows: a year.
const LONGEST_TIME: Duration = Duration::from_hours(365 * 24);

/// The address of the functions.
pub(super) fn server(text: &str) -> Result<Url, String> {
    let expected = "expected an address such as http://127.0.0.1:7080";
    let url = Url::parse(text).map_err(|reason| format!("{reason}; {expected}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(expected.into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("user name and password in an address are not supported".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("routes are put behind it, so it ends before `?`; {expected}"));
    }
    Ok(url)
}

/// What can stand in a header.
pub(super) fn credential(text: &str) -> Result<Secret, String> {
    let key = text.trim();
    if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Secret::from(key))
    } else {
        Err("expected visible ASCII characters without blanks".into())
    }
}

/// A subject, tenant, issuer or audience.
pub(super) fn name(text: &str) -> Result<String, String> {
    let name: Result<Subject, _> = text.parse();
    name.map(String::from).map_err(|_| format!("expected {}", Subject::EXPECTED))
}

/// A role, as the rules of the functions name it.
pub(super) fn role(text: &str) -> Result<String, String> {
    let letter = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    if (1..=64).contains(&text.len()) && text.chars().all(letter) {
        Ok(text.to_owned())
    } else {
        Err("expected 1 to 64 letters, digits, `-`, `_`, `.` or `:`".into())
    }
}

/// A secret that tokens can be signed with.
pub(super) fn jwt_secret(text: &str) -> Result<Secret, String> {
    if text.len() < 32 { Err("expected at least 32 bytes".into()) } else { Ok(text.into()) }
}

/// A length of time: `500ms`, `10s`, `1m 30s`.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let expected = "expected a time such as 500ms, 10s or 1m30s";
    let time: SignedDuration = text.parse().map_err(|_| expected.to_owned())?;
    let time = Duration::try_from(time).map_err(|_| expected.to_owned())?;
    if time.is_zero() || time > LONGEST_TIME {
        return Err(format!("{expected}, of at most a year"));
    }
    Ok(time)
}

/// A size in bytes: `8388608`, `8MiB`, `8M`.
pub(super) fn part_size(text: &str) -> Result<u64, String> {
    let expected = "expected a size such as 8MiB, from 100KiB to 5GiB";
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err(expected.into()),
    };
    number
        .parse()
        .ok()
        .and_then(|number: u64| number.checked_mul(factor))
        .filter(|size| (SMALLEST_PART..=LARGEST_PART).contains(size))
        .ok_or_else(|| expected.into())
}

/// The id of a category. Read as VOD's Long, so that a negative one is told its range.
pub(super) fn cate_id() -> impl TypedValueParser<Value = u64> {
    RangedI64ValueParser::<u64>::new().range(0..)
}

/// A JSON object.
pub(super) fn user_data(text: &str) -> Result<Value, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(Value::Object(object)),
        Ok(_) => Err("expected a JSON object such as {\"Extend\":{\"order\":\"7\"}}".into()),
        Err(reason) => Err(format!("expected a JSON object: {reason}")),
    }
}

/// The words for kinds.
pub(super) fn kinds() -> impl TypedValueParser<Value = MediaKind> {
    words([MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia], kind::word)
}

/// The words for `ImageType`.
pub(super) fn image_types() -> impl TypedValueParser<Value = ImageType> {
    words([ImageType::Default, ImageType::Cover], ImageType::as_str)
}

/// The words for `BusinessType`.
pub(super) fn business_types() -> impl TypedValueParser<Value = AttachedMediaType> {
    use AttachedMediaType::{Material, Subtitle, Watermark};
    words([Watermark, Subtitle, Material], AttachedMediaType::as_str)
}

fn words<T: Copy + Send + Sync + 'static, const N: usize>(
    values: [T; N],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(values.map(word)).try_map(move |said| {
        values.into_iter().find(|value| word(*value) == said).ok_or("not one of the known words")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bytes_or_have_a_unit() {
        let cases =
            [("8388608", 8_388_608), ("8MiB", 8_388_608), ("8m", 8_388_608), ("100 KiB", 102_400)];
        for (text, expected) in cases {
            assert_eq!(part_size(text), Ok(expected), "{text}");
        }
        for text in ["", "MiB", "99KiB", "6GiB", "-1", "8 parts", "99999999999999999999g"] {
            assert!(part_size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_have_a_unit() {
        assert_eq!(time("10m"), Ok(Duration::from_mins(10)));
        assert_eq!(time("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(time("250ms"), Ok(Duration::from_millis(250)));
        for text in ["", "10", "-5s", "0s", "soon", "9999999h"] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_are_those_of_web_servers() {
        assert!(server("https://api.example.com/prod/").is_ok());
        assert!(server("http://[::1]:7080").is_ok());
        for text in
            ["127.0.0.1:7080", "localhost:7080", "ftp://e", "http://u:p@e", "http://e?x", "http://"]
        {
            assert!(server(text).is_err(), "{text}");
        }
    }

    #[test]
    fn user_data_is_an_object() {
        assert!(user_data(r#"{"Extend":1}"#).is_ok());
        assert!(user_data("[]").is_err() && user_data("{").is_err());
    }
}
