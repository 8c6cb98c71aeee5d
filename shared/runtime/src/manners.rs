//! Headers that every answer has, whoever made it.
//!
//! An answer is JSON for a program. Should a browser be led to show one as a page all the same, it may
//! run nothing, load nothing, stand in no frame, and tell nobody where it came from.
//!
//! Source: RFC 9111 (`Cache-Control`), RFC 6797 (`Strict-Transport-Security`), *Content Security Policy
//! Level 3*, *Referrer Policy*, and the Fetch Standard for the rest.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, header};
use model::time;

use crate::{Context, Platform};

/// Found again in each line of the log that the call wrote.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// `ServerTime` of bodies, on answers that have no body too.
pub(crate) const SERVER_TIME: HeaderName = HeaderName::from_static("x-server-time");

/// What a function may say otherwise, for a page of its own.
const UNLESS_SET: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Of loads without CORS alone, such as an image or a script: a page that CORS lets in uses none.
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// A year, and of this very host: what else stands below its name is not this service's to decide.
const TRANSPORT_SECURITY: &str = "max-age=31536000";

/// Puts them on an answer.
pub(crate) fn put(mut response: Response<Bytes>, context: &Context) -> Response<Bytes> {
    let headers = response.headers_mut();
    for (name, value) in UNLESS_SET {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // On one machine there is no TLS, and a browser would remember it for all of localhost.
    if context.platform != Platform::Local {
        let value = HeaderValue::from_static(TRANSPORT_SECURITY);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    let server_time = time::iso8601(context.clock.now());
    for (name, text) in [(REQUEST_ID, context.request_id.as_str()), (SERVER_TIME, &server_time)] {
        // Neither can hold anything that a header cannot.
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn put_on(platform: Platform, response: Response<Bytes>) -> Response<Bytes> {
        put(response, &Context { platform, ..testing::context() })
    }

    #[test]
    fn a_browser_may_do_nothing_with_an_answer() {
        let answer = put_on(Platform::Local, Response::default());
        let mut headers: Vec<_> = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        headers.sort_unstable();
        assert_eq!(
            headers,
            [
                ("cache-control", "no-store"),
                ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
                ("cross-origin-resource-policy", "same-origin"),
                ("referrer-policy", "no-referrer"),
                ("x-content-type-options", "nosniff"),
                ("x-request-id", testing::REQUEST_ID),
                ("x-server-time", testing::NOW),
            ]
        );
    }

    #[test]
    fn only_where_there_is_tls_it_is_asked_for() {
        for (platform, expected) in [
            (Platform::Local, None),
            (Platform::Lambda, Some("max-age=31536000")),
            (Platform::FunctionCompute, Some("max-age=31536000")),
        ] {
            let answer = put_on(platform, Response::default());
            let found = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
            assert_eq!(found.map(|value| value.to_str().unwrap()), expected, "{platform:?}");
        }
    }

    #[test]
    fn a_page_may_have_a_policy_of_its_own() {
        let page = Response::builder().header("content-security-policy", "default-src 'self'");
        let answer = put_on(Platform::Local, page.body(Bytes::new()).unwrap());
        assert_eq!(answer.headers()["content-security-policy"], "default-src 'self'");
        assert_eq!(answer.headers().get_all("content-security-policy").iter().count(), 1);
    }
}
