//! Takes tokens out of texts, however often they are encoded there.

use bytes::Bytes;
use http::Request;
use signing::encode::{decode_query, percent_encode};

const SHOWN: &str = "<SecurityToken>";

/// Query or form parameters that are tokens.
const PARAMETERS: [&str; 3] = ["SecurityToken", "security-token", "x-oss-security-token"];
const HEADERS: [&str; 2] = ["x-acs-security-token", "x-oss-security-token"];

/// The tokens of one request, in every form in which they can stand in a text.
pub(super) struct Redaction(Vec<String>);

impl Redaction {
    pub(super) fn of(head: &Request<()>, body: Option<&Bytes>) -> Self {
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
        let redaction = Redaction::of(&head, Some(&Bytes::from_static(b"security-token=form%2B")));
        let text = "a/b= a%2Fb%3D a%252Fb%253D CAIS+ CAIS%2B form+ Action";
        let shown = redaction.apply(text);
        assert_eq!(shown, format!("{} Action", [SHOWN; 6].join(" ")));
    }
}
