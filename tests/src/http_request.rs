//! One HTTP request, as a caller sends it, and in the forms in which platforms pass it on.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use signing::encode::decode_path;

use crate::Answer;

/// A request on its way to a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query as on the wire, percent-encoded.
    pub target: String,
    /// Names in lower case; a name may come twice.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), ..Self::default() }
    }

    /// The same with a header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.into()));
        self
    }

    /// The same without the headers of this name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// The same with this body.
    #[must_use]
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// The same with an API key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    /// Reads a fixture of `tests/events/function-compute/http-*.json`: method, path, headers and
    /// `body` or `bodyBase64`.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn of_fixture(fixture: &Value) -> Self {
        let text = |name: &str| fixture[name].as_str().unwrap_or_else(|| panic!("no {name}"));
        let body = match fixture["bodyBase64"].as_str() {
            Some(encoded) => STANDARD.decode(encoded).unwrap(),
            None => fixture["body"].as_str().unwrap_or_default().into(),
        };
        let headers = fixture["headers"].as_object().unwrap();
        let headers = headers.iter().map(|(name, value)| (name.clone(), written(value))).collect();
        Self { method: text("method").into(), target: text("path").into(), headers, body }
    }

    /// The request that an event of an HTTP API or a function URL was made of.
    ///
    /// # Panics
    /// When it is no such event.
    #[must_use]
    pub fn of_http_api(event: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let http = &event["requestContext"]["http"];
        let path = text(&event["rawPath"]);
        // HTTP APIs decode the path, function URLs leave it as it came.
        let decoded = event["requestContext"]["accountId"] != "anonymous";
        let path = if decoded { signing::encode::encode_path(&path) } else { path };
        let query = text(&event["rawQueryString"]);
        let target = if query.is_empty() { path } else { format!("{path}?{query}") };
        let mut headers: Vec<_> = event["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), written(value)))
            .collect();
        let cookies: Vec<_> = event["cookies"].as_array().into_iter().flatten().map(text).collect();
        if !cookies.is_empty() {
            headers.push(("cookie".into(), cookies.join("; ")));
        }
        let body = text(&event["body"]);
        let body = if event["isBase64Encoded"] == true {
            STANDARD.decode(&body).unwrap_or_default()
        } else {
            body.into_bytes()
        };
        Self { method: text(&http["method"]), target, headers, body }
    }

    /// The event that an HTTP API with payload format 2.0 makes of it.
    #[must_use]
    pub fn http_api_event(&self) -> Value {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        // What is no text once decoded stays as it came.
        let path = decode_path(path).unwrap_or_else(|| path.to_owned());
        let mut headers = Map::new();
        let mut cookies = Vec::new();
        for (name, value) in &self.headers {
            if name == "cookie" {
                cookies.extend(value.split(';').map(|cookie| Value::from(cookie.trim())));
            } else if let Some(Value::String(known)) = headers.get_mut(name) {
                known.push(',');
                known.push_str(value);
            } else {
                headers.insert(name.clone(), value.as_str().into());
            }
        }
        let host = "k3x8q0v1td.execute-api.eu-central-1.amazonaws.com";
        for (name, value) in [
            ("content-length", self.body.len().to_string().as_str()),
            ("host", host),
            ("x-amzn-trace-id", "Root=1-6920443b-2b8d6f0c1a9e4d7735c0e218"),
            ("x-forwarded-for", "203.0.113.24"),
            ("x-forwarded-port", "443"),
            ("x-forwarded-proto", "https"),
        ] {
            headers.insert(name.into(), value.into());
        }
        let mut parameters = Map::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match parameters.get_mut(&*name) {
                Some(Value::String(known)) => {
                    known.push(',');
                    known.push_str(&value);
                }
                _ => {
                    parameters.insert(name.into(), (*value).into());
                }
            }
        }
        let route = format!("{} {path}", self.method);
        let mut event = json!({
            "version": "2.0",
            "routeKey": route,
            "rawPath": path,
            "rawQueryString": query,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "k3x8q0v1td",
                "domainName": host,
                "domainPrefix": "k3x8q0v1td",
                "http": {
                    "method": self.method,
                    "path": path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": "203.0.113.24",
                    "userAgent": headers.get("user-agent").unwrap_or(&Value::Null),
                },
                "requestId": "Qm3xTjX8liAEJfA=",
                "routeKey": route,
                "stage": "$default",
                "time": "21/Nov/2026:10:30:51 +0000",
                "timeEpoch": 1_795_257_051_482_u64,
            },
            "isBase64Encoded": false,
        });
        if !cookies.is_empty() {
            event["cookies"] = cookies.into();
        }
        if !parameters.is_empty() {
            event["queryStringParameters"] = parameters.into();
        }
        if !self.body.is_empty() {
            // As a text only what is declared as one, and is one.
            let declared = headers.get("content-type").and_then(Value::as_str).unwrap_or_default();
            let textual = declared.starts_with("text/") || declared.starts_with("application/json");
            match std::str::from_utf8(&self.body) {
                Ok(text) if textual => event["body"] = text.into(),
                _ => {
                    event["body"] = STANDARD.encode(&self.body).into();
                    event["isBase64Encoded"] = true.into();
                }
            }
        }
        event["headers"] = headers.into();
        event
    }
}

impl Answer {
    /// The answer that an HTTP API makes of what a function returned (payload format 2.0).
    ///
    /// # Panics
    /// When it is none: the API would answer 500.
    #[must_use]
    pub fn of_http_api(value: &Value) -> Self {
        let status = value["statusCode"].as_u64().unwrap_or_else(|| panic!("no status: {value}"));
        let mut headers = HeaderMap::new();
        let mut add = |name: &str, value: &str| {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        };
        for (name, value) in value["headers"].as_object().into_iter().flatten() {
            add(name, value.as_str().expect("a header of one value"));
        }
        // An HTTP API leaves these away with payload format 2.0; cargo-lambda and function URLs take
        // them. Where both are there, they must agree.
        for (name, values) in value["multiValueHeaders"].as_object().into_iter().flatten() {
            let sent = &value["headers"][name];
            assert!(values[0] == *sent, "{name}: {values} is not {sent}");
        }
        for cookie in value["cookies"].as_array().into_iter().flatten() {
            add("set-cookie", cookie.as_str().unwrap());
        }
        let body = value["body"].as_str().unwrap_or_default();
        let body = if value["isBase64Encoded"] == true {
            STANDARD.decode(body).unwrap()
        } else {
            body.into()
        };
        Self::new(u16::try_from(status).unwrap(), headers, &body)
    }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
