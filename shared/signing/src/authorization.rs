//! Reading `Authorization` headers of the form `SCHEME Name=value, Name=value`.

use crate::AuthorizationError;

/// The values of `names` in a header that begins with `scheme`.
///
/// Parts may come in any order with blanks around them: the official SDKs differ in both. A part
/// that is not in `names`, or that stands there twice, is refused.
pub(crate) fn parts<'a, const N: usize>(
    header: &'a str,
    scheme: &'static str,
    names: [&'static str; N],
) -> Result<[Option<&'a str>; N], AuthorizationError> {
    let mut values = [None; N];
    for part in after_scheme(header, scheme)?.split(',') {
        let (name, value) = part.split_once('=').ok_or(AuthorizationError::Unknown)?;
        let index = names
            .iter()
            .position(|known| *known == name.trim_ascii())
            .ok_or(AuthorizationError::Unknown)?;
        if values[index].replace(value.trim_ascii()).is_some() {
            return Err(AuthorizationError::Repeated { part: names[index] });
        }
    }
    Ok(values)
}

/// What follows the scheme's name and a blank.
pub(crate) fn after_scheme<'a>(
    header: &'a str,
    scheme: &'static str,
) -> Result<&'a str, AuthorizationError> {
    let header = header.trim_ascii();
    if header.is_empty() {
        return Err(AuthorizationError::Empty);
    }
    match header.split_once(' ') {
        Some((name, rest)) if name == scheme => Ok(rest.trim_ascii()),
        _ => Err(AuthorizationError::OtherScheme { expected: scheme }),
    }
}

/// The value of a part that must be there and hold something.
pub(crate) fn required<'a>(
    value: Option<&'a str>,
    part: &'static str,
) -> Result<&'a str, AuthorizationError> {
    value.filter(|value| !value.is_empty()).ok_or(AuthorizationError::Missing { part })
}

/// The names in a list such as `host;range`.
pub(crate) fn header_names<'a>(
    list: &'a str,
    part: &'static str,
) -> Result<Vec<&'a str>, AuthorizationError> {
    list.split(';')
        .map(str::trim_ascii)
        .map(|name| {
            if name.is_empty() {
                Err(AuthorizationError::EmptyHeaderName { part })
            } else {
                Ok(name)
            }
        })
        .collect()
}
