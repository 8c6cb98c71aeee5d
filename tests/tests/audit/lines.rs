//! What was written into the log, and what may never be.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use tests::{ACCESS_KEY_SECRET, API_KEY, Answer, CALLBACK_KEY, GRANT_KEY, HttpRequest};

/// The lines of one request.
pub(crate) struct Lines(String);

impl Lines {
    /// Of a text that must be JSON, an object a line, without a character that acts.
    pub(crate) fn of(text: String) -> Self {
        for line in text.lines() {
            assert!(!line.chars().any(char::is_control), "{line:?}");
            assert!(!line.contains(['\u{2028}', '\u{2029}', '\u{202e}']), "{line:?}");
            let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
            assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
        }
        Self(text)
    }

    /// Those of the audit.
    pub(crate) fn audit(&self) -> Vec<Value> {
        let lines = self.0.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["target"] == "audit").collect()
    }

    /// None holds a credential: not of the caller, not of the answer, not of this service.
    pub(crate) fn hold_no_secret_of(&self, request: &HttpRequest, answer: &Answer) {
        let mut secrets: Vec<String> =
            [API_KEY, ACCESS_KEY_SECRET, CALLBACK_KEY, GRANT_KEY].map(Into::into).into();
        for (name, value) in &request.headers {
            if ["authorization", "x-api-key", "x-upload-ticket"].contains(&name.as_str()) {
                secrets.push(value.trim_start_matches("Bearer ").to_owned());
            }
        }
        let text = |name: &str| answer.body[name].as_str().map(str::to_owned);
        for field in ["UploadAuth", "Ticket", "AccessKeySecret", "SecurityToken"] {
            secrets.extend(text(field));
        }
        if let Some(auth) = text("UploadAuth") {
            let auth: Value = serde_json::from_slice(&STANDARD.decode(auth).unwrap()).unwrap();
            for field in ["AccessKeySecret", "SecurityToken"] {
                secrets.push(auth[field].as_str().unwrap().to_owned());
            }
        }
        for secret in secrets {
            assert!(!self.0.contains(&secret), "{secret} in\n{}", self.0);
        }
    }
}
