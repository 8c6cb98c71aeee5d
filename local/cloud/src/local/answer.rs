//! How `/_local` reads and answers.

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::body::{Body, full};

/// Why `/_local` did not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LocalError {
    status: StatusCode,
    code: &'static str,
    message: String,
    allow: Option<&'static str>,
}

impl LocalError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), allow: None }
    }

    /// 400: the request says something that is not understood.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidRequest", message)
    }

    /// 403: this caller is not served.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", message)
    }

    /// 404: there is no such thing.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// 405: the thing is there, but takes other methods.
    pub(super) fn method_not_allowed(method: &Method, allow: &'static str) -> Self {
        let message = format!("{method} is not taken here: use {allow}");
        Self {
            allow: Some(allow),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message)
        }
    }

    /// 503: what was done cannot be kept.
    pub(super) fn unavailable() -> Self {
        let message = "the data directory has failed: nothing is kept any more";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message)
    }

    /// What is wrong, in words.
    #[cfg(test)]
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// The answer.
    pub(super) fn into_response(self) -> Response<Body> {
        let mut response = json(&json!({"Code": self.code, "Message": self.message}));
        *response.status_mut() = self.status;
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

/// An answer with status 200.
pub(super) fn json(value: &impl Serialize) -> Response<Body> {
    // Maps with keys that are no text are not used here: nothing else can fail.
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    let mut response = Response::new(full(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Reads a JSON body; no body is an empty object. What is wrong is said with the field's name.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, LocalError> {
    let text: &[u8] = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(text).map_err(|error| LocalError::bad_request(error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Known {
        #[serde(default)]
        known: bool,
    }

    fn message(body: &'static str) -> String {
        read::<Known>(&Bytes::from_static(body.as_bytes())).unwrap_err().message
    }

    #[test]
    fn a_body_is_read_or_its_fault_is_named() {
        assert!(!read::<Known>(&Bytes::new()).unwrap().known);
        assert!(read::<Known>(&Bytes::from_static(b"{\"known\":true}")).unwrap().known);
        let unknown = message("{\"unknown\":1}");
        assert!(unknown.contains("`unknown`") && unknown.contains("`known`"), "{unknown}");
        assert!(message("{\"known\":1}").contains("boolean"));
        assert!(message("{").contains("EOF"));
    }
}
