//! What a request's signature was made over, and how it is shown.

use serde_json::{Value, json};
use signing::Scheme;

use super::redaction::Redaction;

/// The texts behind one signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) scheme: Scheme,
    pub(crate) access_key_id: String,
    /// Of ACS3 and OSS V4.
    pub(crate) canonical_request: Option<String>,
    pub(crate) string_to_sign: String,
    /// As the caller sent it.
    pub(crate) signature: String,
}

impl Signed {
    pub(super) fn show(&self, redaction: &Redaction, matches: Option<bool>) -> Value {
        json!({
            "Scheme": self.scheme.to_string(),
            "AccessKeyId": self.access_key_id,
            "CanonicalRequest":
                self.canonical_request.as_deref().map(|text| redaction.apply(text)),
            "StringToSign": redaction.apply(&self.string_to_sign),
            "Provided": self.signature,
            "Matches": matches,
        })
    }
}
