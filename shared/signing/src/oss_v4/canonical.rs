//! The canonical request of V4.

use std::borrow::Cow;

use crate::{encode, headers, oss::Request};

/// The query parameter that carries the signature and is therefore not covered.
const SIGNATURE: &str = "x-oss-signature";

/// The canonical request, and the additional headers that it covers: lower case, sorted, joined by
/// `;`.
///
/// Names that are signed anyway and names without a header are dropped from `additional`, as the
/// official SDKs do.
pub(super) fn write(request: &Request<'_>, additional: &[&str], payload: &str) -> (String, String) {
    let is_additional = |name: &str| {
        !is_always_signed(name) && additional.iter().any(|added| added.eq_ignore_ascii_case(name))
    };
    let selected =
        headers::select(request.headers, |name| is_always_signed(name) || is_additional(name));
    let mut added: Vec<&str> = selected
        .iter()
        .map(|(name, _)| name.as_ref())
        .filter(|name| !is_always_signed(name))
        .collect();
    added.dedup();
    let added = added.join(";");

    let mut out = String::with_capacity(512);
    out.push_str(request.method);
    out.push('\n');
    request.write_resource(&mut out, encode::encode_path_into);
    out.push('\n');
    write_query(request.query, &mut out);
    out.push('\n');
    headers::write_lines(&selected, &mut out);
    out.push('\n');
    out.push_str(&added);
    out.push('\n');
    out.push_str(payload);
    (out, added)
}

fn is_always_signed(name: &str) -> bool {
    name == "content-type" || name == "content-md5" || name.starts_with("x-oss-")
}

/// Sorted by encoded name, which is another order than that of the names themselves: `|a` comes behind
/// `a`, but its encoded form `%7Ca` before it.
fn write_query(query: &[(&str, Option<&str>)], out: &mut String) {
    let mut encoded: Vec<(Cow<'_, str>, &str)> = query
        .iter()
        .filter(|(name, _)| *name != SIGNATURE)
        .map(|&(name, value)| (encoded(name), value.unwrap_or_default()))
        .collect();
    encoded.sort_by(|(left, _), (right, _)| left.cmp(right));
    for (index, (name, value)) in encoded.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        out.push_str(name);
        if !value.is_empty() {
            out.push('=');
            encode::percent_encode_into(value, out);
        }
    }
}

fn encoded(name: &str) -> Cow<'_, str> {
    if encode::is_unreserved(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(encode::percent_encode(name))
    }
}
