//! Takes tokens out of texts, however often they are encoded there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use model::Secret;
use signing::encode::{decode_query, percent_encode};

const SHOWN: &str = "<SecurityToken>";

/// Query or form parameters that are tokens.
const PARAMETERS: [&str; 3] = ["SecurityToken", "security-token", "x-oss-security-token"];
const HEADERS: [&str; 2] = ["x-acs-security-token", "x-oss-security-token"];

/// The tokens of one request, in every form in which they can stand in a text.
pub(super) struct Redaction(Vec<String>);

impl Redaction {
    /// Those of the head and of a form, and one that was found elsewhere.
    pub(super) fn of(head: &Request<()>, body: Option<&Bytes>, noted: Option<&Secret>) -> Self {
        let form = body.and_then(|body| std::str::from_utf8(body).ok()).unwrap_or_default();
        let texts = [head.uri().query().unwrap_or_default(), form];
        let in_texts = texts.into_iter().filter_map(decode_query).flatten();
        let in_texts = in_texts
            .filter(|(name, _)| PARAMETERS.contains(&name.as_str()))
            .filter_map(|(_, value)| value);
        let in_headers = HEADERS
            .iter()
            .filter_map(|name| head.headers().get(*name)?.to_str().ok())
            .map(str::to_owned);
        let mut forms: Vec<String> = in_texts
            .chain(in_headers)
            .chain(noted.map(|token| token.expose().to_owned()))
            .filter(|token| !token.is_empty())
            .flat_map(|token| {
                let once = percent_encode(&token);
                [percent_encode(&once), once, token]
            })
            .collect();
        // The longest first: the others may be parts of it.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        Self(forms)
    }

    pub(super) fn apply(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, token| text.replace(token, SHOWN))
    }

    /// As [`Redaction::apply`], for a Base64 text. One without a token in it stays as it is.
    pub(super) fn apply_inside(&self, base64: &str) -> Inside {
        let decoded = STANDARD.decode(base64.trim()).ok();
        let Some(text) = decoded.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return Inside { base64: self.apply(base64), text: None };
        };
        let shown = self.apply(&text);
        let base64 = if shown == text { base64.to_owned() } else { STANDARD.encode(&shown) };
        Inside { base64, text: Some(shown) }
    }
}

/// A Base64 text without tokens, and what stands in it where that is a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inside {
    pub(super) base64: String,
    pub(super) text: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_however_often_they_are_encoded() {
        let head = Request::builder()
            .uri("/?SecurityToken=a%2Fb%3D&Action=A")
            .header("x-oss-security-token", "CAIS+")
            .body(())
            .unwrap();
        let form = Bytes::from_static(b"security-token=form%2B");
        let redaction = Redaction::of(&head, Some(&form), None);
        let text = "a/b= a%2Fb%3D a%252Fb%253D CAIS+ CAIS%2B form+ Action";
        let shown = redaction.apply(text);
        assert_eq!(shown, format!("{} Action", [SHOWN; 6].join(" ")));
    }

    #[test]
    fn tokens_go_out_of_policies() {
        let head = Request::builder().uri("/").body(()).unwrap();
        let redaction = Redaction::of(&head, None, Some(&Secret::new("CAIS+")));
        let inside = |text: &str| redaction.apply_inside(&STANDARD.encode(text));
        let plain = inside(r#"{"a":1}"#);
        assert_eq!(plain.base64, STANDARD.encode(r#"{"a":1}"#));
        let shown = inside(r#"["eq","CAIS+"]"#).text.unwrap();
        assert_eq!(shown, format!(r#"["eq","{SHOWN}"]"#));
        assert_eq!(inside("CAIS+").base64, STANDARD.encode(SHOWN));
        let none = redaction.apply_inside("no base64, but CAIS+");
        assert_eq!(none, Inside { base64: format!("no base64, but {SHOWN}"), text: None });
    }
}
