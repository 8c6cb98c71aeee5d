//! The parameters that all lists share: prefix, delimiter, markers and the size of a page.

use std::ops::RangeInclusive;

use super::error::OssError;
use super::request::OssRequest;

/// The longest prefix, delimiter or marker, in bytes: that of a key.
const LONGEST: usize = 1023;

/// A number of the query; absent and empty are the same.
pub(super) fn number(
    request: &OssRequest,
    name: &'static str,
    default: u16,
    range: RangeInclusive<u16>,
) -> Result<u16, OssError> {
    match request.parameter(name) {
        None | Some("") => Ok(default),
        Some(text) => text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            OssError::invalid_argument(format!(
                "Argument {name} must be an integer between {} and {}.",
                range.start(),
                range.end()
            ))
            .with("ArgumentName", name)
            .with("ArgumentValue", text)
        }),
    }
}

/// A text that is held against keys; empty when it is absent.
pub(super) fn name<'a>(
    request: &'a OssRequest,
    parameter: &'static str,
) -> Result<&'a str, OssError> {
    let given = request.parameter(parameter).unwrap_or_default();
    if given.len() > LONGEST {
        return Err(OssError::invalid_argument(format!(
            "The length of {parameter} must be less than 1024 bytes."
        ))
        .with("ArgumentName", parameter)
        .with("ArgumentValue", given));
    }
    Ok(given)
}
