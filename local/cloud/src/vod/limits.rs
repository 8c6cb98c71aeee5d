//! Limits of the fields of a call, with the refusals of the documentation.
//!
//! Where two pages disagree on characters or bytes, bytes are counted: the error text does so too.
//! This is deliberately not `model::fields`, which the functions check with: a mistake there must
//! not be excused here.

use jiff::Timestamp;
use model::time::{iso8601, parse_iso8601};

use crate::rpc::{Parameters, RpcError};

const TITLE_BYTES: usize = 128;
const DESCRIPTION_BYTES: usize = 1_024;
const TAG_BYTES: usize = 32;
const TAGS: usize = 16;
/// CreateUploadVideo states no limit; this is that of RegisterMedia.
const COVER_URL_BYTES: usize = 1_024;

/// `Title`, which some operations require.
pub(super) fn title(parameters: &Parameters) -> Result<Option<String>, RpcError> {
    words(parameters, "Title", TITLE_BYTES)
}

/// `Description`.
pub(super) fn description(parameters: &Parameters) -> Result<Option<String>, RpcError> {
    words(parameters, "Description", DESCRIPTION_BYTES)
}

/// `Tags`: at most 16, separated by commas.
pub(super) fn tags(parameters: &Parameters) -> Result<Option<String>, RpcError> {
    let Some(text) = parameters.text("Tags") else { return Ok(None) };
    if text.split(',').count() > TAGS {
        return Err(RpcError::bad_request(
            "TagsExceededMax",
            format!("The specified Tags count has exceeded {TAGS}."),
        ));
    }
    for tag in text.split(',') {
        check("Tags", tag, TAG_BYTES)?;
    }
    Ok(Some(text.to_owned()))
}

/// `CoverURL`: an http or https URL.
pub(super) fn cover_url(parameters: &Parameters) -> Result<Option<String>, RpcError> {
    let Some(url) = parameters.text("CoverURL") else { return Ok(None) };
    if url.len() > COVER_URL_BYTES {
        return Err(too_long("CoverURL", COVER_URL_BYTES));
    }
    if !is_web_address(url) {
        return Err(RpcError::invalid_parameter("CoverURL", "an http or https URL"));
    }
    Ok(Some(url.to_owned()))
}

/// `CateIds`: at most 5 whole numbers separated by commas.
pub(super) fn category_ids(parameters: &Parameters) -> Result<Vec<u64>, RpcError> {
    let Some(text) = parameters.text("CateIds") else { return Ok(Vec::new()) };
    let ids: Result<Vec<u64>, _> = text.split(',').map(|id| id.trim().parse()).collect();
    ids.ok().filter(|ids| ids.len() <= 5).ok_or_else(|| {
        RpcError::invalid_parameter("CateIds", "at most 5 whole numbers separated by commas")
    })
}

/// `ReferenceId`, `SessionId` and the like: so many letters, digits, `-` or `_`.
pub(super) fn word(
    parameters: &Parameters,
    name: &str,
    length: std::ops::RangeInclusive<usize>,
) -> Result<Option<String>, RpcError> {
    let Some(text) = parameters.text(name) else { return Ok(None) };
    let of_the_alphabet = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if of_the_alphabet && length.contains(&text.len()) {
        return Ok(Some(text.to_owned()));
    }
    let expected = format!("{} to {} letters, digits, - or _", length.start(), length.end());
    Err(RpcError::invalid_parameter(name, &expected))
}

/// `StartTime` and `EndTime` of the lists, in the one form that the pages give.
pub(super) fn moment(parameters: &Parameters, name: &str) -> Result<Option<Timestamp>, RpcError> {
    let Some(text) = parameters.text(name) else { return Ok(None) };
    match parse_iso8601(text) {
        Some(moment) if iso8601(moment) == text => Ok(Some(moment)),
        _ => Err(RpcError::invalid_parameter(name, "yyyy-MM-ddTHH:mm:ssZ")),
    }
}

/// Whether this is an http or https URL with a host.
pub(super) fn is_web_address(text: &str) -> bool {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with(['/', ':', '?', '#']))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The refusal of more than 20 MediaIds (GetUploadDetails).
pub(super) fn too_many_media() -> RpcError {
    RpcError::bad_request(
        "LimitExceeded.MediaIds",
        "The input parameter \"MediaIds\" Exceed the limit.",
    )
}

/// The refusal of a text of more than so many bytes.
pub(super) fn too_long(name: &str, bytes: usize) -> RpcError {
    RpcError::bad_request(
        "LengthExceededMax",
        format!("The specified {name} length has exceeded {bytes} bytes."),
    )
}

fn words(parameters: &Parameters, name: &str, bytes: usize) -> Result<Option<String>, RpcError> {
    parameters.text(name).map(|text| check(name, text, bytes).map(|()| text.to_owned())).transpose()
}

fn check(name: &str, text: &str, bytes: usize) -> Result<(), RpcError> {
    if text.len() > bytes {
        return Err(too_long(name, bytes));
    }
    if text.contains(is_illegal) {
        return Err(RpcError::bad_request(
            "IllegalCharacters",
            format!("The specified {name} contains illegal emoticon or special characters."),
        ));
    }
    Ok(())
}

/// Emoji, what joins them, and control characters. The cloud publishes no list.
fn is_illegal(c: char) -> bool {
    let emoji = matches!(c,
        '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{E0000}'..='\u{E007F}');
    let joiner = matches!(c, '\u{200D}' | '\u{20E3}' | '\u{FE0E}' | '\u{FE0F}');
    emoji || joiner || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Parameters {
        Parameters::new(vec![(name.to_owned(), value.to_owned())])
    }

    fn code<T>(result: Result<T, RpcError>) -> String {
        result.map_or_else(|error| error.code.into_owned(), |_| "ok".to_owned())
    }

    #[test]
    fn texts_are_counted_in_bytes_and_hold_no_emoji() {
        assert_eq!(code(title(&with("Title", &"视".repeat(42)))), "ok");
        assert_eq!(code(title(&with("Title", &"视".repeat(43)))), "LengthExceededMax");
        assert_eq!(code(title(&with("Title", "a😀"))), "IllegalCharacters");
        assert_eq!(
            code(description(&with("Description", &"a".repeat(1_025)))),
            "LengthExceededMax"
        );
        let error = title(&with("Title", &"a".repeat(129))).unwrap_err();
        assert_eq!(error.message, "The specified Title length has exceeded 128 bytes.");
    }

    #[test]
    fn tags_are_counted_and_measured() {
        assert_eq!(code(tags(&with("Tags", &["t"; 16].join(",")))), "ok");
        assert_eq!(code(tags(&with("Tags", &["t"; 17].join(",")))), "TagsExceededMax");
        assert_eq!(code(tags(&with("Tags", &"t".repeat(33)))), "LengthExceededMax");
        assert_eq!(code(tags(&with("Tags", "a,☃"))), "IllegalCharacters");
    }

    #[test]
    fn covers_are_web_addresses() {
        assert_eq!(code(cover_url(&with("CoverURL", "https://e.com/a.png"))), "ok");
        for url in ["ftp://e.com", "http://", "http:///a", "http://a b"] {
            assert_eq!(code(cover_url(&with("CoverURL", url))), "InvalidParameter", "{url}");
        }
        let long = format!("http://e/{}", "a".repeat(1_024));
        assert_eq!(code(cover_url(&with("CoverURL", &long))), "LengthExceededMax");
    }

    #[test]
    fn words_have_their_alphabet_and_length() {
        let reference = |text| code(word(&with("ReferenceId", text), "ReferenceId", 6..=64));
        assert_eq!(reference("abc-_1"), "ok");
        for text in ["abcde", "abc.def", "äöüäöü"] {
            assert_eq!(reference(text), "InvalidParameter", "{text}");
        }
    }

    #[test]
    fn categories_are_at_most_five_numbers() {
        assert_eq!(category_ids(&with("CateIds", "1,2")).unwrap(), [1, 2]);
        assert_eq!(code(category_ids(&with("CateIds", "1,2,3,4,5,6"))), "InvalidParameter");
        assert_eq!(code(category_ids(&with("CateIds", "x"))), "InvalidParameter");
    }
}
