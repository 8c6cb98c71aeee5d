//! An HTTP answer to a typed one, or to an error.

use bytes::Bytes;
use http::{Response, header};
use jiff::Timestamp;
use model::time;
use serde::de::DeserializeOwned;

use super::refusal::Refusal;
use crate::{Error, ErrorKind, codes};

/// A refusal, with the cloud's own time where it told it.
pub(crate) struct Refused {
    pub(crate) error: Error,
    pub(crate) server_time: Option<Timestamp>,
}

/// Reads the answer to `operation`, whose signature was made over `string_to_sign`.
pub(crate) fn read<A: DeserializeOwned>(
    operation: &'static str,
    string_to_sign: &str,
    answer: &Response<Bytes>,
) -> Result<A, Refused> {
    let status = answer.status();
    if status.is_success() {
        return serde_json::from_slice(answer.body()).map_err(|error| {
            let reason = format!("the answer cannot be read: {}", position(&error));
            Refused {
                error: Error::malformed(operation, status.as_u16(), reason),
                server_time: None,
            }
        });
    }
    let refusal = Refusal::parse(answer.body());
    let message = refusal.message.as_deref().unwrap_or("the answer holds no Message");
    let mut error =
        Error::refused(operation, status.as_u16(), refusal.code, message, refusal.request_id);
    if error.code() == Some("SignatureDoesNotMatch") && message.contains(':') {
        error = error.with_advice(if message.contains(string_to_sign) {
            codes::WRONG_SECRET
        } else {
            codes::CHANGED_ON_THE_WAY
        });
    }
    let server_time = (error.kind() == ErrorKind::ClockSkew).then(|| date(answer)).flatten();
    Err(Refused { error, server_time })
}

fn date(answer: &Response<Bytes>) -> Option<Timestamp> {
    time::parse_http_date(answer.headers().get(header::DATE)?.to_str().ok()?)
}

/// What is wrong and where, without quoting a value: answers hold keys.
fn position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if text.starts_with("missing field") {
        return text;
    }
    format!("unexpected content at line {} column {}", error.line(), error.column())
}
