//! The forms in which a secret could stand in a log.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// Long secrets begin with what all of their kind begin with, and a log may cut them: their end tells.
const END: usize = 40;

/// Each form of a secret with its name, none twice.
pub(super) fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let bytes = secret.as_bytes();
    let escaped = serde_json::Value::from(secret).to_string();
    let mut forms = vec![
        ("raw", secret.to_owned()),
        ("JSON", escaped.trim_matches('"').to_owned()),
        ("percent-encoded", percent(bytes, "%20", false)),
        ("percent-encoded, lower case", percent(bytes, "%20", true)),
        ("form-encoded", percent(bytes, "+", false)),
        ("hex", hex(bytes, false)),
        ("hex, upper case", hex(bytes, true)),
    ];
    for before in 0..3 {
        forms.push(("base64", aligned(bytes, before, false)));
        forms.push(("base64url", aligned(bytes, before, true)));
    }
    if let Some(end) = secret.len().checked_sub(END).and_then(|start| secret.get(start..)) {
        forms.push(("raw, its end", end.to_owned()));
    }
    let mut seen = std::collections::BTreeSet::new();
    forms.retain(|(_, text)| !text.is_empty() && seen.insert(text.clone()));
    forms
}

/// As RFC 3986 has it: everything escaped but what is unreserved.
fn percent(bytes: &[u8], blank: &str, lower: bool) -> String {
    let encode = |byte: &u8| match byte {
        b' ' => blank.to_owned(),
        b'-' | b'.' | b'_' | b'~' => char::from(*byte).into(),
        byte if byte.is_ascii_alphanumeric() => char::from(*byte).into(),
        byte if lower => format!("%{byte:02x}"),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

fn hex(bytes: &[u8], upper: bool) -> String {
    let digits = |byte: &u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
    bytes.iter().map(digits).collect()
}

/// The letters of base64 that stand for the secret alone, when `before` bytes stand before it and
/// anything behind.
fn aligned(bytes: &[u8], before: usize, for_urls: bool) -> String {
    let mut whole = vec![0; before];
    whole.extend_from_slice(bytes);
    let engine = if for_urls { URL_SAFE_NO_PAD } else { STANDARD_NO_PAD };
    let text = engine.encode(&whole);
    // A letter holds six bits: those that also hold bits of what stands before or behind are left out.
    let first = (before * 8).div_ceil(6);
    let last = whole.len() * 8 / 6;
    text.get(first..last).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    const SECRET: &str = "secret/with+all:kinds=of signs?>";

    fn found_in(text: &str) -> bool {
        forms(SECRET).iter().any(|(_, form)| text.contains(form))
    }

    #[test]
    fn every_form_is_found_inside_of_other_text() {
        for before in ["", "a", "ab", "abc", "abcd"] {
            let text = format!("{before}{SECRET}and more");
            for encoded in [
                text.clone(),
                STANDARD.encode(&text),
                URL_SAFE_NO_PAD.encode(&text),
                hex(text.as_bytes(), false),
                hex(text.as_bytes(), true),
                percent(text.as_bytes(), "%20", false),
                percent(text.as_bytes(), "+", false),
                percent(text.as_bytes(), "%20", true),
                serde_json::Value::from(text.as_str()).to_string(),
            ] {
                assert!(found_in(&encoded), "{encoded}");
            }
        }
    }

    #[test]
    fn another_text_is_none_of_its_forms() {
        for text in ["secret/with", "an innocent line", &STANDARD.encode("secret/with+al")] {
            assert!(!found_in(text), "{text}");
        }
    }

    #[test]
    fn the_end_of_a_long_secret_tells() {
        let long = "x".repeat(100) + SECRET;
        let end = &long[long.len() - END..];
        assert!(forms(&long).iter().any(|(_, form)| form == end));
    }
}
