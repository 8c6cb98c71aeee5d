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
        let mut shown = json!({
            "Scheme": self.scheme.to_string(),
            "AccessKeyId": self.access_key_id,
            "CanonicalRequest":
                self.canonical_request.as_deref().map(|text| redaction.apply(text)),
            "StringToSign": redaction.apply(&self.string_to_sign),
            "Provided": self.signature,
            "Matches": matches,
        });
        if matches!(self.scheme, Scheme::OssPostPolicyV1 | Scheme::OssPostPolicyV4) {
            let policy = redaction.apply_inside(&self.string_to_sign);
            shown["StringToSign"] = policy.base64.into();
            shown["Policy"] = policy.text.into();
        }
        shown
    }

    /// Takes tokens out and shortens what is longer than `most` bytes. Gives what was left out.
    pub(super) fn shorten(&mut self, redaction: &Redaction, most: usize) -> Vec<String> {
        let texts = [
            ("StringToSign", Some(&mut self.string_to_sign)),
            ("CanonicalRequest", self.canonical_request.as_mut()),
        ];
        texts
            .into_iter()
            .filter_map(|(name, text)| {
                let text = text?;
                *text = redaction.apply(text);
                let whole = text.len();
                text.truncate(text.floor_char_boundary(most));
                let left = whole - text.len();
                (left > 0).then(|| format!("the last {left} of {whole} bytes of {name}"))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    #[test]
    fn what_is_too_long_is_cut_behind_whole_characters_and_without_tokens() {
        let head = Request::builder().uri("/?SecurityToken=secret").body(()).unwrap();
        let redaction = Redaction::of(&head, None, None);
        let mut signed = Signed {
            scheme: Scheme::RpcV1,
            access_key_id: "id".to_owned(),
            canonical_request: Some("short".to_owned()),
            string_to_sign: "secret视频".to_owned(),
            signature: "s".to_owned(),
        };
        let left_out = signed.shorten(&redaction, 20);
        assert_eq!(signed.string_to_sign, "<SecurityToken>视");
        assert_eq!(left_out, ["the last 3 of 21 bytes of StringToSign"]);
        assert_eq!(signed.canonical_request.as_deref(), Some("short"));
    }
}
