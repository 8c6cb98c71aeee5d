//! The origins of web pages, as a browser writes them.
//!
//! An origin is scheme, host and port, and a browser writes it in one way only (RFC 6454, 6.2), so it is
//! compared as a text. Whatever is written otherwise would never match, and the start says how it is
//! written.

use http::HeaderValue;
use settings::FromSetting;
use url::{Origin, Url};

/// Origins, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins(Vec<HeaderValue>);

impl Origins {
    /// The origin on the list that is this one, to the letter.
    pub(super) fn named(&self, origin: &HeaderValue) -> Option<&HeaderValue> {
        self.0.iter().find(|one| *one == origin)
    }
}

impl FromSetting for Origins {
    const EXPECTED: &'static str =
        "origins such as https://app.example.com or http://localhost:3000, with commas between";

    fn from_setting(text: &str) -> Result<Self, String> {
        text.split(',').map(|one| origin(one.trim())).collect::<Result<_, _>>().map(Self)
    }
}

fn origin(text: &str) -> Result<HeaderValue, String> {
    if text.is_empty() {
        return Err("there is a comma with nothing on one side of it".into());
    }
    if text.contains('*') {
        return Err(format!(
            "{text:?} would let in pages that nobody has named; write each origin out, such as \
             https://app.example.com"
        ));
    }
    if text.eq_ignore_ascii_case("null") {
        return Err(
            "\"null\" is the origin of any local file and of any frame in a sandbox; serve \
             the page and write its own, such as https://app.example.com"
                .into(),
        );
    }
    if let Some((_, host)) = text.rsplit_once('@') {
        // What stands before it may be a password.
        return Err(format!("an origin has no user in it; write scheme and {host:?} alone"));
    }
    if !text.is_ascii() {
        return Err(format!(
            "browsers write {text:?} in ASCII; write its host in Punycode, such as \
             https://xn--bcher-kva.example"
        ));
    }
    let url = Url::parse(text).map_err(|_| no_origin(text))?;
    let Some(right) = written(&url) else { return Err(no_origin(text)) };
    if right != text {
        return Err(format!("{text:?} is not how browsers write it; write {right}"));
    }
    HeaderValue::from_str(text).map_err(|_| no_origin(text))
}

fn no_origin(text: &str) -> String {
    let is_host = text.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    let meant = Url::parse(&format!("https://{text}")).ok().filter(|_| is_host);
    let meant = meant.and_then(|url| written(&url));
    let example = meant.unwrap_or_else(|| "https://app.example.com".into());
    format!(
        "{text:?} is no origin; write scheme, host and, unless it is the usual one, port, such as \
         {example}"
    )
}

/// How a browser writes the origin of this address. Apps made of a web page have schemes of their own,
/// such as `capacitor://localhost`, of which the standard of URLs says nothing.
fn written(url: &Url) -> Option<String> {
    match (url.scheme(), url.origin()) {
        ("http" | "https", origin @ Origin::Tuple(..)) => Some(origin.ascii_serialization()),
        ("http" | "https" | "ws" | "wss" | "ftp" | "file", _) => None,
        (scheme, _) => {
            let host = url.host_str().filter(|host| !host.is_empty())?;
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            Some(format!("{scheme}://{host}{port}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_taken_as_browsers_write_them() {
        for text in [
            "https://app.example.com",
            "http://localhost:3000",
            "http://127.0.0.1:7080",
            "http://[::1]:3000",
            "https://xn--bcher-kva.example",
            "capacitor://localhost",
            "chrome-extension://abcdefghijklmnop",
        ] {
            let origins = Origins::from_setting(text).unwrap();
            assert!(origins.named(&HeaderValue::from_static(text)).is_some(), "{text}");
        }
        let two = Origins::from_setting("https://a.example, https://b.example:8443").unwrap();
        assert_eq!(two.0, ["https://a.example", "https://b.example:8443"]);
    }

    #[test]
    fn anything_else_is_refused_with_what_to_write() {
        for (text, reason) in [
            ("*", "write each origin out"),
            ("https://*.example.com", "write each origin out"),
            ("https://app.example.com,*", "write each origin out"),
            ("null", "write its own"),
            ("NULL", "write its own"),
            ("https://a.example,", "a comma with nothing"),
            (",", "a comma with nothing"),
            ("https://a.example/", "write https://a.example"),
            ("https://a.example/app", "write https://a.example"),
            ("https://a.example?x", "write https://a.example"),
            ("https://a.example#x", "write https://a.example"),
            ("https://a.example:443", "write https://a.example"),
            ("http://a.example:80", "write http://a.example"),
            ("HTTPS://a.example", "write https://a.example"),
            ("https://A.example", "write https://a.example"),
            ("https://bücher.example", "write its host in Punycode"),
            ("https:a.example", "write https://a.example"),
            ("https://a.example\\", "write https://a.example"),
            ("https://a.\nexample", "write https://a.example"),
            ("http://127.1", "write http://127.0.0.1"),
            ("https://user:hush@a.example", "no user in it; write scheme and \"a.example\""),
            ("https://hush@", "no user in it"),
            ("a.example", "such as https://a.example"),
            ("//a.example", "such as https://"),
            ("localhost:3000", "such as https://localhost:3000"),
            ("file:///home/page.html", "is no origin"),
            ("data:text/html,x", "is no origin"),
            ("javascript:alert(1)", "is no origin"),
            ("https://", "is no origin"),
            ("https://a.example:99999", "is no origin"),
            ("wss://a.example", "is no origin"),
        ] {
            let refused = Origins::from_setting(text).unwrap_err();
            assert!(refused.contains(reason), "{text}: {refused}");
            assert!(!refused.contains("hush"), "{refused}");
            assert!(!refused.contains('\n'), "{refused:?}");
        }
    }

    #[test]
    fn an_origin_is_on_the_list_or_it_is_not() {
        let origins = Origins::from_setting("https://a.example,http://localhost:3000").unwrap();
        for other in [
            "https://a.example.evil.example",
            "https://evil.a.example",
            "https://evila.example",
            "https://a.exampl",
            "http://a.example",
            "https://a.example:443",
            "https://a.example/",
            "https://A.example",
            "https://a.example https://a.example",
            "https://a.example,http://localhost:3000",
            "http://localhost:30000",
            "http://localhost",
            "null",
            "*",
            "",
        ] {
            assert_eq!(origins.named(&HeaderValue::from_static(other)), None, "{other}");
        }
    }
}
