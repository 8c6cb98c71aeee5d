//! `/openapi.json`, and `/docs`, a page that shows it.
//!
//! The document is the committed one, which a test compares with the functions. The page needs nothing
//! from anywhere else, and says so to the browser: scripts, styles and data of this very origin, and no
//! more (Content Security Policy Level 3). It stands on the local stack alone, open to everybody.

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, header};
use runtime::{Context, HttpFunction, Route};

/// Serves them.
pub(crate) struct Documentation;

/// A file of the program itself.
struct File {
    path: &'static str,
    content_type: &'static str,
    body: &'static str,
}

const FILES: [File; 4] = [
    File {
        path: "/openapi.json",
        content_type: "application/json",
        body: include_str!("../../../docs/openapi.json"),
    },
    File {
        path: "/docs",
        content_type: "text/html; charset=utf-8",
        body: include_str!("documentation/page.html"),
    },
    File {
        path: "/docs.css",
        content_type: "text/css; charset=utf-8",
        body: include_str!("documentation/page.css"),
    },
    File {
        path: "/docs.js",
        content_type: "text/javascript; charset=utf-8",
        body: include_str!("documentation/page.js"),
    },
];

const HEADERS: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    // The next build may say something else.
    (header::CACHE_CONTROL, "no-cache"),
];

#[async_trait]
impl HttpFunction for Documentation {
    fn name(&self) -> &'static str {
        "documentation"
    }

    fn routes(&self) -> &'static [Route] {
        &[
            Route { method: "GET", path: "/openapi.json" },
            Route { method: "GET", path: "/docs" },
            Route { method: "GET", path: "/docs.css" },
            Route { method: "GET", path: "/docs.js" },
        ]
    }

    async fn handle(&self, request: Request<Bytes>, _: &Context) -> Response<Bytes> {
        let path = request.uri().path();
        // The gateway routes nothing else here.
        let file = FILES.iter().find(|file| file.path == path).unwrap_or(&FILES[1]);
        let mut response = Response::new(Bytes::from_static(file.body.as_bytes()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
