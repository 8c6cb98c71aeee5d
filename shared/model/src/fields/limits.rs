//! Lengths, counts and characters.

/// Longest name of a file in bytes: that of an OSS object key.
pub(crate) const FILE_NAME_BYTES: usize = 1_023;
/// Longest `Title` in bytes.
pub(crate) const TITLE_BYTES: usize = 128;
/// Longest `Description` in bytes.
pub(crate) const DESCRIPTION_BYTES: usize = 1_024;
/// Most `Tags`.
pub(crate) const TAGS: usize = 16;
/// Longest of the `Tags` in bytes.
pub(crate) const TAG_BYTES: usize = 32;
/// Most `CateIds`.
pub(crate) const CATEGORY_IDS: usize = 5;
/// Longest `CoverURL` in bytes.
pub(crate) const COVER_URL_BYTES: usize = 1_024;
/// Longest `StorageLocation` in bytes.
pub(crate) const STORAGE_LOCATION_BYTES: usize = 255;
/// Longest `AppId`, `WorkflowId` and the like in bytes.
pub(crate) const IDENTIFIER_BYTES: usize = 64;
/// Emoji, joiners and variation selectors, in blocks of the Unicode standard. VOD publishes no list.
pub(crate) const EMOJI: [(u32, u32); 6] = [
    (0x200D, 0x200D),
    (0x20E3, 0x20E3),
    (0xFE0E, 0xFE0F),
    (0x2600, 0x27BF),
    (0x1F000, 0x1FAFF),
    (0xE0000, 0xE007F),
];

/// The code that VOD itself would answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldErrorCode {
    /// A required parameter is absent or empty.
    MissingParameter,
    /// A value is not one of those documented.
    InvalidParameter,
    /// The file name's extension is not supported.
    InvalidFileNameExtension,
    /// Emoji or control characters.
    IllegalCharacters,
    /// Too long.
    LengthExceededMax,
    /// More than 16 tags.
    TagsExceededMax,
}

impl FieldErrorCode {
    /// `Code` in the answer ("Error codes" of the VOD documentation).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingParameter => "MissingParameter",
            Self::InvalidParameter => "InvalidParameter",
            Self::InvalidFileNameExtension => "InvalidFileName.Extension",
            Self::IllegalCharacters => "IllegalCharacters",
            Self::LengthExceededMax => "LengthExceededMax",
            Self::TagsExceededMax => "TagsExceededMax",
        }
    }
}

/// A field that VOD would refuse, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct FieldError {
    /// The field's documented name.
    pub field: &'static str,
    /// VOD's code for the same refusal.
    pub code: FieldErrorCode,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl FieldError {
    /// A refusal of `field`.
    pub fn new(field: &'static str, code: FieldErrorCode, reason: impl Into<String>) -> Self {
        Self { field, code, reason: reason.into() }
    }

    /// A required field that is absent or empty.
    #[must_use]
    pub fn missing(field: &'static str) -> Self {
        Self::new(field, FieldErrorCode::MissingParameter, "is required and must not be empty")
    }

    /// A value outside the documented set or form.
    pub fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self::new(field, FieldErrorCode::InvalidParameter, reason)
    }
}

/// Applies a rule to a field that may be absent.
///
/// # Errors
/// Those of the rule.
pub fn check(
    field: Option<&str>,
    rule: impl FnOnce(&str) -> Result<(), FieldError>,
) -> Result<(), FieldError> {
    field.map_or(Ok(()), rule)
}

/// The name or path of a file: no control characters. VOD states no length; 1,023 bytes is that of
/// an OSS object key.
///
/// # Errors
/// When it is longer or holds control characters.
pub fn file_name(field: &'static str, name: &str) -> Result<(), FieldError> {
    length(field, name, FILE_NAME_BYTES)?;
    if name.chars().any(char::is_control) {
        return Err(FieldError::new(
            field,
            FieldErrorCode::IllegalCharacters,
            "holds control characters",
        ));
    }
    Ok(())
}

/// `Title`: at most 128 bytes of UTF-8.
///
/// # Errors
/// When it is longer or holds emoji or control characters.
pub fn title(text: &str) -> Result<(), FieldError> {
    text_field("Title", text, TITLE_BYTES)
}

/// `Description`: at most 1,024 bytes of UTF-8.
///
/// # Errors
/// When it is longer or holds emoji or control characters.
pub fn description(text: &str) -> Result<(), FieldError> {
    text_field("Description", text, DESCRIPTION_BYTES)
}

/// `Tags`: at most 16, separated by commas, each of at most 32 bytes.
///
/// # Errors
/// When there are more, one is longer, one is empty, or one holds emoji or control characters.
pub fn tags(text: &str) -> Result<(), FieldError> {
    let count = text.split(',').count();
    if count > TAGS {
        return Err(FieldError::new(
            "Tags",
            FieldErrorCode::TagsExceededMax,
            format!("holds {count} tags; at most {TAGS} are taken"),
        ));
    }
    if text.split(',').any(|tag| tag.trim().is_empty()) {
        return Err(FieldError::invalid("Tags", "holds an empty tag; separate tags by one comma"));
    }
    text.split(',').try_for_each(|tag| text_field("Tags", tag, TAG_BYTES))
}

/// `CateIds`: at most 5 numbers separated by commas.
///
/// # Errors
/// When there are more, or one is no number.
pub fn category_ids(text: &str) -> Result<(), FieldError> {
    if text.split(',').count() > CATEGORY_IDS {
        return Err(FieldError::invalid("CateIds", format!("holds more than {CATEGORY_IDS} ids")));
    }
    let digits =
        |id: &str| !id.is_empty() && id.len() < 20 && id.bytes().all(|b| b.is_ascii_digit());
    if !text.split(',').all(digits) {
        return Err(FieldError::invalid("CateIds", "must be whole numbers separated by commas"));
    }
    Ok(())
}

/// `CoverURL`: an http or https URL of at most 1,024 bytes. The length is that of RegisterMedia;
/// CreateUploadVideo states none.
///
/// # Errors
/// When it has another scheme, no host, blanks, or is longer.
pub fn cover_url(text: &str) -> Result<(), FieldError> {
    length("CoverURL", text, COVER_URL_BYTES)?;
    if is_http_url(text) {
        Ok(())
    } else {
        Err(FieldError::invalid("CoverURL", "must be an http:// or https:// URL"))
    }
}

/// `StorageLocation`: a bucket's host name, such as `out-x.oss-cn-shanghai.aliyuncs.com`.
///
/// # Errors
/// When it holds anything but letters, digits, dots and hyphens, or is longer than 255 bytes.
pub fn storage_location(text: &str) -> Result<(), FieldError> {
    let host = (1..=STORAGE_LOCATION_BYTES).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if host {
        Ok(())
    } else {
        Err(FieldError::invalid(
            "StorageLocation",
            "must be a bucket's host name, such as out-x.oss-cn-shanghai.aliyuncs.com",
        ))
    }
}

/// `AppId`, `WorkflowId` and the like: 1 to 64 letters, digits, `-` or `_`.
///
/// # Errors
/// When it is anything else.
pub fn identifier(field: &'static str, text: &str) -> Result<(), FieldError> {
    let word = (1..=IDENTIFIER_BYTES).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if word {
        Ok(())
    } else {
        Err(FieldError::invalid(field, "must be 1 to 64 letters, digits, `-` or `_`"))
    }
}

/// Whether the text is an http or https URL with a host and without blanks.
pub(crate) fn is_http_url(text: &str) -> bool {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', '?', '#', ':'])
            && !text.chars().any(|c| c.is_whitespace() || c.is_control())
    })
}

fn text_field(field: &'static str, text: &str, bytes: usize) -> Result<(), FieldError> {
    length(field, text, bytes)?;
    match text.chars().find(|c| is_illegal(*c)) {
        None => Ok(()),
        Some(found) => Err(FieldError::new(
            field,
            FieldErrorCode::IllegalCharacters,
            format!("holds U+{:04X}; leave out emoji and control characters", u32::from(found)),
        )),
    }
}

fn length(field: &'static str, text: &str, bytes: usize) -> Result<(), FieldError> {
    if text.len() <= bytes {
        return Ok(());
    }
    Err(FieldError::new(
        field,
        FieldErrorCode::LengthExceededMax,
        format!("is {} bytes of UTF-8 long; at most {bytes} are taken", text.len()),
    ))
}

/// Control characters and emoji, so that a title is refused here rather than after a call.
fn is_illegal(c: char) -> bool {
    let code = u32::from(c);
    c.is_control() || EMOJI.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<(), FieldError>) -> &'static str {
        result.err().map_or("ok", |error| error.code.as_str())
    }

    #[test]
    fn titles_are_counted_in_bytes() {
        assert_eq!(code(title(&"a".repeat(128))), "ok");
        assert_eq!(code(title(&"a".repeat(129))), "LengthExceededMax");
        assert_eq!(code(title(&"视".repeat(42))), "ok");
        assert_eq!(code(title(&"视".repeat(43))), "LengthExceededMax");
    }

    #[test]
    fn emoji_and_control_characters_are_refused_and_other_scripts_are_not() {
        for text in ["a😀", "line\nbreak", "nul\0", "☃", "👩\u{200D}🚀", "🇨🇳"] {
            assert_eq!(code(title(text)), "IllegalCharacters", "{text:?}");
        }
        for text in ["测试 a*b~c", "Ünïcödé", "العربية", "日本語", "a & <b> \"c\""]
        {
            assert_eq!(code(title(text)), "ok", "{text}");
        }
    }

    #[test]
    fn tags_are_counted_and_measured() {
        let many = |count| vec!["t"; count].join(",");
        assert_eq!(code(tags(&many(16))), "ok");
        assert_eq!(code(tags(&many(17))), "TagsExceededMax");
        assert_eq!(code(tags(&"x".repeat(33))), "LengthExceededMax");
        assert_eq!(code(tags("a,,b")), "InvalidParameter");
        assert_eq!(code(tags("a,😀")), "IllegalCharacters");
    }

    #[test]
    fn category_ids_are_numbers() {
        assert_eq!(code(category_ids("1,2,3,4,5")), "ok");
        assert_eq!(code(category_ids("1,2,3,4,5,6")), "InvalidParameter");
        for text in ["1,x", "+1", "1, 2", "", "1,"] {
            assert_eq!(code(category_ids(text)), "InvalidParameter", "{text}");
        }
    }

    #[test]
    fn cover_urls_are_web_addresses() {
        assert_eq!(code(cover_url("https://example.com/a.png")), "ok");
        for text in ["ftp://example.com/a", "example.com/a", "http://", "http:///a", "http://a b"] {
            assert_eq!(code(cover_url(text)), "InvalidParameter", "{text}");
        }
        let long = format!("https://e/{}", "a".repeat(1_024));
        assert_eq!(code(cover_url(&long)), "LengthExceededMax");
    }

    #[test]
    fn the_error_names_the_field_and_the_way_out() {
        let error = title(&"a".repeat(200)).unwrap_err();
        assert_eq!(error.to_string(), "Title: is 200 bytes of UTF-8 long; at most 128 are taken");
    }
}
