//! Makes answers comparable: what differs from run to run gets a name.

use serde_json::Value;

const SECRET_KEYS: [&str; 4] = ["UploadAddress", "UploadAuth", "AccessKeySecret", "SecurityToken"];

/// Names ports, UUIDs, other runs of eight and more hexadecimal characters that are no decimal
/// number, signatures of URLs, and whole keys and tokens.
pub(crate) fn redact(value: &Value) -> Value {
    match value {
        Value::String(text) => redact_text(text).into(),
        Value::Array(items) => items.iter().map(redact).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| {
                let secret = SECRET_KEYS.contains(&key.as_str());
                let member = if secret { format!("<{key}>").into() } else { redact(member) };
                (key.clone(), member)
            })
            .collect(),
        other => other.clone(),
    }
}

/// As [`redact`], for a text.
pub(crate) fn redact_text(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let hex = run(rest, |c| c.is_ascii_hexdigit());
        let (shown, taken) = if out.ends_with("localhost:") {
            ("PORT", run(rest, |c| c.is_ascii_digit()))
        } else if out.ends_with("Signature=") {
            ("<signature>", run(rest, |c| c != '&'))
        } else if is_uuid(rest) {
            ("<uuid>", UUID)
        } else if hex >= 8 && !rest[..hex].bytes().all(|b| b.is_ascii_digit()) {
            ("<hex>", hex)
        } else {
            let taken = hex.max(first.len_utf8());
            (&rest[..taken], taken)
        };
        out.push_str(shown);
        rest = &rest[taken..];
    }
    out
}

const UUID: usize = 36;

fn is_uuid(text: &str) -> bool {
    text.as_bytes().get(..UUID).is_some_and(|bytes| {
        bytes.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    })
}

/// Bytes of the longest beginning of such characters.
fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_start_matches(of).len()
}
