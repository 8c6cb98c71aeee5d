//! Header lines of canonical requests, which ACS3, OSS V1 and OSS V4 write alike.

use std::borrow::Cow;

/// A header that is signed: its name in lower case and its value as it was given.
type Header<'a> = (Cow<'a, str>, &'a str);

/// The first value under a name, whatever the case of the name, without blanks around it.
pub(crate) fn value<'a>(headers: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim_ascii())
}

/// The name in lower case. Borrowed when it is so already, as HTTP libraries hand it out.
pub(crate) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The headers that `keep` wants, asked by lower-case name, sorted by name.
pub(crate) fn select<'a>(
    headers: &[(&'a str, &'a str)],
    keep: impl Fn(&str) -> bool,
) -> Vec<Header<'a>> {
    let mut selected = Vec::with_capacity(headers.len());
    selected.extend(
        headers.iter().map(|&(name, value)| (lower(name), value)).filter(|(name, _)| keep(name)),
    );
    // The sort is stable: values of a repeated header stay in their order.
    selected.sort_by(|(left, _), (right, _)| left.cmp(right));
    selected
}

/// Appends `name:value\n` for each header, blanks around the value taken away. Values of one name are
/// joined by `,` (RFC 9110 section 5.3). A header with an empty value has a line as well.
pub(crate) fn write_lines(sorted: &[Header<'_>], out: &mut String) {
    for same in sorted.chunk_by(|(left, _), (right, _)| left == right) {
        for (index, (name, value)) in same.iter().enumerate() {
            if index == 0 {
                out.push_str(name);
                out.push(':');
            } else {
                out.push(',');
            }
            out.push_str(value.trim_ascii());
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_lowers_trims_and_joins() {
        let headers = [("X-Oss-B", " 2 "), ("host", "h"), ("x-oss-a", ""), ("x-oss-b", "1\t")];
        let mut out = String::new();
        write_lines(&select(&headers, |name| name.starts_with("x-oss-")), &mut out);
        assert_eq!(out, "x-oss-a:\nx-oss-b:2,1\n");
    }

    #[test]
    fn finds_a_value_in_any_case() {
        assert_eq!(value(&[("Content-MD5", " x ")], "content-md5"), Some("x"));
        assert_eq!(value(&[("Content-MD5", "x")], "content-type"), None);
    }
}
