//! The three ways in which the cloud writes a moment.

use jiff::{Timestamp, fmt::strtime};

/// `2024-01-01T00:00:00Z`, the form of VOD, STS and RPC signatures: UTC, whole seconds.
#[must_use]
pub fn iso8601(moment: Timestamp) -> String {
    write("%Y-%m-%dT%H:%M:%SZ", moment)
}

/// `20240101T000000Z`, the form of OSS signature V4.
#[must_use]
pub fn iso8601_basic(moment: Timestamp) -> String {
    write("%Y%m%dT%H%M%SZ", moment)
}

/// `Mon, 01 Jan 2024 00:00:00 GMT`, the form of HTTP `Date` headers and OSS signature V1 (RFC 9110,
/// 5.6.7).
#[must_use]
pub fn http_date(moment: Timestamp) -> String {
    write("%a, %d %b %Y %H:%M:%S GMT", moment)
}

/// Reads [`iso8601`], with or without a fraction of a second, whose separator may be a dot or, as
/// in some VOD events (`2024-04-10T01:37:14:627Z`), a colon.
#[must_use]
pub fn parse_iso8601(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if !text.is_ascii() {
        return None;
    }
    // A colon where the fraction should begin: byte 19, behind `yyyy-MM-ddTHH:mm:ss`. A year with a
    // sign has more digits, and a colon of its time stands there.
    let signed = text.starts_with(['+', '-']);
    if !signed && text.as_bytes().get(19) == Some(&b':') {
        return format!("{}.{}", &text[..19], &text[20..]).parse().ok();
    }
    text.parse().ok()
}

/// Reads [`iso8601_basic`].
#[must_use]
pub fn parse_iso8601_basic(text: &str) -> Option<Timestamp> {
    let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    let moment = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    // The reader is lenient about blanks, signs and missing zeros; the cloud is not.
    (iso8601_basic(moment) == text).then_some(moment)
}

/// Reads [`http_date`].
#[must_use]
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    let civil = jiff::civil::DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text).ok()?;
    let moment = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    (http_date(moment) == text).then_some(moment)
}

fn write(format: &str, moment: Timestamp) -> String {
    // The formats above are constant and hold only fields that every timestamp has, so this cannot
    // fail; an empty text would be refused by whoever verifies it.
    strtime::format(format, moment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Timestamp {
        "2023-12-03T12:29:12Z".parse().unwrap()
    }

    #[test]
    fn writes_the_three_forms() {
        assert_eq!(iso8601(moment()), "2023-12-03T12:29:12Z");
        assert_eq!(iso8601_basic(moment()), "20231203T122912Z");
        assert_eq!(http_date(moment()), "Sun, 03 Dec 2023 12:29:12 GMT");
    }

    #[test]
    fn drops_fractions_of_a_second() {
        let moment: Timestamp = "2023-12-03T12:29:12.987Z".parse().unwrap();
        assert_eq!(iso8601(moment), "2023-12-03T12:29:12Z");
    }

    #[test]
    fn reads_what_it_writes() {
        assert_eq!(parse_iso8601(&iso8601(moment())), Some(moment()));
        assert_eq!(parse_iso8601_basic(&iso8601_basic(moment())), Some(moment()));
        assert_eq!(parse_http_date(&http_date(moment())), Some(moment()));
    }

    #[test]
    fn reads_a_colon_before_the_milliseconds() {
        let expected: Timestamp = "2024-04-10T01:37:14.627Z".parse().unwrap();
        assert_eq!(parse_iso8601("2024-04-10T01:37:14:627Z"), Some(expected));
    }

    #[test]
    fn reads_years_before_the_first_as_they_are_displayed() {
        let early: Timestamp = "-000001-01-02T03:04:05Z".parse().unwrap();
        assert_eq!(parse_iso8601(&early.to_string()), Some(early));
    }

    #[test]
    fn refuses_everything_else() {
        for text in ["", "now", "2023-12-03", "2023-12-03T12:29:12:", "é2024-04-10T01:37:14:6"] {
            assert_eq!(parse_iso8601(text), None, "{text}");
        }
        for text in
            ["2023-12-03T12:29:12Z", " 20240101T000000Z", "2024 1 1T 0 0 0Z", "+0240101T000000Z"]
        {
            assert_eq!(parse_iso8601_basic(text), None, "{text}");
        }
        for text in
            ["Sun, 03 Dec 2023", "mon, 1 jan 2024 0:0:0 GMT", "Sun, 04 Dec 2023 12:29:12 GMT"]
        {
            assert_eq!(parse_http_date(text), None, "{text}");
        }
    }
}
