//! Which web pages may call a function from a browser, and read its answers.
//!
//! The list is exact: an origin is on it or it is not. Nobody is let in by this who would not be let in
//! without it, because callers are known by a header that a page must have and set itself; so
//! credentials of the browser (cookies) are never asked for.
//!
//! Source: *CORS protocol* in the Fetch Standard; RFC 9110, 12.5.5 (`Vary`).

mod origins;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, header, request::Parts};

pub use origins::Origins;

use crate::plain;

settings::settings! {
    /// Which web pages may call.
    pub struct CorsSettings {
        /// The origins of the web pages that may call from a browser. Without it none may.
        optional origins: Origins = "CORS_ORIGINS",
    }
}

/// What a page may send beside what every page may.
const ALLOWED_HEADERS: &str = "authorization, content-type, x-api-key, x-upload-ticket";
/// What a page may read beside what every page may.
const EXPOSED_HEADERS: &str = "x-request-id, x-server-time, retry-after";
/// Seconds for which a browser need not ask again; the longest that Chromium keeps to.
const MAX_AGE: &str = "7200";
/// What the answer to a browser that asks ahead depends on.
const PREFLIGHT_VARY: &str =
    "origin, access-control-request-method, access-control-request-headers";

/// The pages that may call. Without any, no answer says a word about origins.
#[derive(Clone, Debug, Default)]
pub struct Cors(Option<Arc<Origins>>);

/// What a request says of the page that sends it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    origin: Option<HeaderValue>,
    /// A browser asks ahead whether a request with this method and these headers may come.
    asks_ahead: Option<AsksAhead>,
}

#[derive(Clone, Debug)]
struct AsksAhead {
    method: HeaderValue,
    headers: Vec<HeaderValue>,
}

impl Cors {
    /// Reads the setting.
    #[must_use]
    pub fn new(settings: &CorsSettings) -> Self {
        Self(settings.origins.clone().map(Arc::new))
    }

    /// Whether pages of this origin may call.
    pub(crate) fn names(&self, origin: &HeaderValue) -> bool {
        self.0.as_ref().is_some_and(|origins| origins.named(origin).is_some())
    }

    /// Says on an answer whether the page may read it.
    pub(crate) fn put(&self, page: &Page, response: &mut Response<Bytes>) {
        let Some(origins) = &self.0 else { return };
        let headers = response.headers_mut();
        let vary = if page.asks_ahead.is_some() { PREFLIGHT_VARY } else { "origin" };
        headers.insert(header::VARY, with(headers.get(header::VARY), vary));
        if let Some(origin) = page.origin.as_ref().and_then(|origin| origins.named(origin)) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            if page.asks_ahead.is_none() {
                let exposed = HeaderValue::from_static(EXPOSED_HEADERS);
                headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
            }
        }
    }

    /// Says on the answer to a browser that asks ahead what may come, of a path with these methods.
    pub(crate) fn put_permission(
        &self,
        page: &Page,
        methods: &[&'static str],
        headers: &mut HeaderMap,
    ) {
        let (Some(origins), Some(asked)) = (&self.0, &page.asks_ahead) else { return };
        let named = page.origin.as_ref().is_some_and(|origin| origins.named(origin).is_some());
        let known = asked.all_headers_are_known();
        if !named || !known || !methods.iter().any(|one| asked.method == *one) {
            // The browser tells its user next to nothing, and nobody else anything.
            let show = |value: &HeaderValue| {
                plain::cut(&String::from_utf8_lossy(value.as_bytes()), 200).to_owned()
            };
            tracing::info!(
                origin = page.origin.as_ref().map(show),
                method = show(&asked.method),
                headers = asked.headers.first().map(show),
                "a page may not send this"
            );
        }
        if !named {
            return;
        }
        if let Ok(methods) = HeaderValue::from_str(&methods.join(", ")) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        }
        if known {
            let allowed = HeaderValue::from_static(ALLOWED_HEADERS);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE));
    }
}

impl Page {
    /// Reads a request. Two origins are none.
    pub(crate) fn of(parts: &Parts) -> Self {
        let headers = &parts.headers;
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let origin = origins.next().cloned().filter(|_| origins.next().is_none());
        let method = headers.get(header::ACCESS_CONTROL_REQUEST_METHOD);
        let asks_ahead =
            method.filter(|_| parts.method == Method::OPTIONS).map(|method| AsksAhead {
                method: method.clone(),
                headers: headers
                    .get_all(header::ACCESS_CONTROL_REQUEST_HEADERS)
                    .iter()
                    .cloned()
                    .collect(),
            });
        Self { origin, asks_ahead }
    }
}

impl AsksAhead {
    fn all_headers_are_known(&self) -> bool {
        let known = |name: &str| {
            name.is_empty() || ALLOWED_HEADERS.split(", ").any(|one| one.eq_ignore_ascii_case(name))
        };
        self.headers.iter().all(|value| {
            value.to_str().is_ok_and(|names| names.split(',').all(|name| known(name.trim())))
        })
    }
}

/// A list with another entry behind it.
fn with(list: Option<&HeaderValue>, entry: &'static str) -> HeaderValue {
    let list = list.and_then(|list| list.to_str().ok());
    let joined = list.map(|list| format!("{list}, {entry}"));
    joined
        .and_then(|joined| HeaderValue::from_str(&joined).ok())
        .unwrap_or(HeaderValue::from_static(entry))
}
