//! A front over two functions, one that callers must be known to and one that checks signatures.

mod browsers;
mod shape;

use std::{sync::Arc, time::Duration};

use access::Exposure;
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use serde_json::Value;
use settings::{Fixed, Settings as _};
use tokio::time::Instant;

use super::Front;
use crate::{
    ApiError, Callers, Context, Cors, CorsSettings, Guarded, HttpFunction, Route, answer,
    body::MAX_BODY_BYTES,
    testing::{self, FixedClock, ScriptedTransport},
};

/// The origin on the list.
const ORIGIN: &str = "https://app.example.com";
/// What it is beside: the list has two.
const ORIGINS: &str = "http://localhost:3000,https://app.example.com";

/// Does on each path what a test needs.
struct Probe {
    callers: Callers,
    routes: &'static [Route],
}

/// Of callers who are known.
const KNOWN: &[Route] = &[
    Route { method: "GET", path: "/items/{id}" },
    Route { method: "POST", path: "/items" },
    Route { method: "PUT", path: "/items" },
    Route { method: "GET", path: "/panic" },
    Route { method: "GET", path: "/hang" },
    Route { method: "GET", path: "/unwritten" },
];
/// Of callers who sign.
const SIGNED: &[Route] = &[Route { method: "POST", path: "/callback" }];
/// What another process has on the same paths.
const ELSEWHERE: &[Route] = &[
    Route { method: "DELETE", path: "/items/{id}" },
    Route { method: "GET", path: "/items/{id}" },
    Route { method: "DELETE", path: "/other" },
];

#[async_trait]
impl HttpFunction for Probe {
    fn name(&self) -> &'static str {
        "probe"
    }

    fn routes(&self) -> &'static [Route] {
        self.routes
    }

    fn neighbours(&self) -> &'static [Route] {
        ELSEWHERE
    }

    fn callers(&self) -> Callers {
        self.callers
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        match request.uri().path() {
            "/panic" => panic!("as asked"),
            "/hang" => std::future::pending().await,
            // JSON has texts for keys and nothing else.
            "/unwritten" => {
                let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
                answer::json(StatusCode::OK, &unwritable)
            }
            "/items/none" => {
                ApiError::new(StatusCode::NOT_FOUND, "NoSuchItem", "None.").into_response(context)
            }
            _ => answer::json(StatusCode::OK, &"done"),
        }
    }
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let first = values.next().map(|value| value.to_str().unwrap());
        assert_eq!(values.next(), None, "{name} is there twice, and Lambda passes one on");
        first
    }

    fn code(&self) -> &str {
        self.body["Code"].as_str().unwrap_or_default()
    }
}

/// `CORS_ORIGINS`, unless it is empty.
fn front(origins: &str) -> Front {
    // `printf %s first | sha256sum`
    let hash = "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
    let settings = Fixed::default()
        .with("AUTH", "api-key")
        .with("API_KEY_HASHES", hash)
        .with("CORS_ORIGINS", origins);
    let ports = testing::ports_over(ScriptedTransport::new([]), FixedClock::at(testing::NOW));
    let admission = crate::admission(&settings, Exposure::Open, &ports).unwrap();
    let cors = Cors::new(&CorsSettings::load(&settings).unwrap());
    let guarded = |callers, routes| -> Arc<dyn HttpFunction> {
        let function = Arc::new(Probe { callers, routes });
        Arc::new(Guarded::new(function, admission.clone()).with_cors(cors.clone()))
    };
    Front::new(vec![guarded(Callers::Known, KNOWN), guarded(Callers::Signed, SIGNED)]).unwrap()
}

async fn ask(front: &Front, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let body = std::future::ready(match method {
        "PUT" => Err(ApiError::too_large(MAX_BODY_BYTES)),
        _ => Ok(Bytes::new()),
    });
    let deadline = Instant::now() + Duration::from_millis(1);
    let context = Context { deadline, caller: None, ..testing::context() };
    let (parts, body) = front.answer(parts, body, context).await.into_parts();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// One of each kind of answer: method, path, key, status, and `Code` where it is a refusal.
const EACH: [(&str, &str, &str, u16, &str); 11] = [
    ("GET", "/items/1", "first", 200, ""),
    ("OPTIONS", "/items/1", "", 204, ""),
    ("GET", "/items/1", "", 401, "MissingApiKey"),
    ("GET", "/items/1", "other", 401, "InvalidApiKey"),
    ("GET", "/items/none", "first", 404, "NoSuchItem"),
    ("GET", "/nothing", "first", 404, "NoSuchRoute"),
    ("PATCH", "/items/1", "first", 405, "UnsupportedHTTPMethod"),
    ("PUT", "/items", "first", 413, "RequestEntityTooLarge"),
    ("GET", "/panic", "first", 500, "InternalError"),
    ("GET", "/unwritten", "first", 500, "InternalError"),
    ("GET", "/hang", "first", 504, "GatewayTimeout"),
];
