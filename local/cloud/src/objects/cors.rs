//! Which pages may use a bucket: its CORS rules, and how they are matched.
//!
//! Source: PutBucketCors of the OSS API reference.

use serde::{Deserialize, Serialize};

/// The rules of a bucket, tried from the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CorsConfiguration {
    /// At least one.
    pub(crate) rules: Vec<CorsRule>,
    /// Whether every answer says that it depends on Origin, also where it does not show.
    pub(crate) response_vary: bool,
}

/// One rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CorsRule {
    /// Each with at most one `*`.
    pub(crate) allowed_origins: Vec<String>,
    /// `GET`, `PUT`, `POST`, `DELETE`, `HEAD`.
    pub(crate) allowed_methods: Vec<String>,
    /// Each with at most one `*`; case does not matter.
    pub(crate) allowed_headers: Vec<String>,
    pub(crate) expose_headers: Vec<String>,
    pub(crate) max_age_seconds: Option<u32>,
}

/// What a page wants to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CrossOrigin<'a> {
    pub(crate) origin: &'a str,
    pub(crate) method: &'a str,
    /// `Access-Control-Request-Headers` of a preflight, separated by commas; empty for a request
    /// itself, whose headers are not matched.
    pub(crate) headers: &'a str,
}

impl CorsConfiguration {
    /// What the bucket of VOD has, so that the browser uploader works from every page. It stops
    /// without ETag.
    pub(crate) fn for_uploads() -> Self {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let rule = CorsRule {
            allowed_origins: texts(&["*"]),
            allowed_methods: texts(&["GET", "POST", "PUT", "DELETE", "HEAD"]),
            allowed_headers: texts(&["*"]),
            expose_headers: texts(&[
                "ETag",
                "x-oss-request-id",
                "x-oss-hash-crc64ecma",
                "x-oss-server-time",
                "x-oss-ec",
                "Date",
            ]),
            max_age_seconds: Some(600),
        };
        Self { rules: vec![rule], response_vary: false }
    }

    /// The first rule that allows it.
    pub(crate) fn first_match(&self, wish: CrossOrigin<'_>) -> Option<&CorsRule> {
        self.rules.iter().find(|rule| rule.allows(wish))
    }
}

impl CorsRule {
    fn allows(&self, wish: CrossOrigin<'_>) -> bool {
        let headers = wish.headers.split(',').map(str::trim).filter(|name| !name.is_empty());
        self.allowed_origins.iter().any(|pattern| matches(pattern, wish.origin))
            && self.allowed_methods.iter().any(|method| method == wish.method)
            && headers.map(str::to_ascii_lowercase).all(|name| {
                self.allowed_headers
                    .iter()
                    .any(|pattern| matches(&pattern.to_ascii_lowercase(), &name))
            })
    }

    /// Whether the rule allows every origin by a bare `*`.
    pub(crate) fn allows_every_origin(&self) -> bool {
        self.allowed_origins.iter().any(|origin| origin == "*")
    }
}

/// Whether the text is the pattern, whose first `*` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text
            .strip_prefix(before)
            .is_some_and(|rest| rest.len() >= after.len() && rest.ends_with(after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(origin: &str, method: &str, header: &str) -> CorsRule {
        CorsRule {
            allowed_origins: vec![origin.to_owned()],
            allowed_methods: vec![method.to_owned()],
            allowed_headers: vec![header.to_owned()],
            ..CorsRule::default()
        }
    }

    #[test]
    fn one_star_stands_for_anything() {
        assert!(matches("*", "http://a.example"));
        assert!(matches("http://*.example", "http://a.b.example"));
        assert!(!matches("http://*.example", "http://.examples"));
        assert!(!matches("http://a*a.example", "http://a.example"));
        assert!(matches("http://a.example", "http://a.example"));
        assert!(!matches("http://a.example", "http://A.example"));
    }

    #[test]
    fn all_three_must_match_and_the_first_rule_wins() {
        let rules = vec![rule("http://a", "PUT", "x-oss-*"), rule("*", "GET", "*")];
        let configuration = CorsConfiguration { rules, response_vary: false };
        let found = |origin, method, headers| {
            let wish = CrossOrigin { origin, method, headers };
            configuration.first_match(wish).map(|rule| rule.allowed_origins[0].as_str())
        };
        assert_eq!(found("http://a", "PUT", "X-Oss-Date, x-oss-meta-a"), Some("http://a"));
        assert_eq!(found("http://a", "PUT", ""), Some("http://a"));
        assert_eq!(found("http://a", "PUT", "x-oss-date,authorization"), None);
        assert_eq!(found("http://b", "PUT", ""), None);
        assert_eq!(found("http://b", "GET", "anything"), Some("*"));
    }
}
