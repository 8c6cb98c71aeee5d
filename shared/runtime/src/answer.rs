//! Answers of HTTP functions.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::{
    ApiError, Context,
    mark::{Mark, mark},
    plain,
};

/// A JSON answer. Nothing that a function answers may be kept by a cache: most of it holds
/// credentials, the rest is out of date in a second.
///
/// A value that cannot be written becomes the answer of a failed function.
#[must_use]
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Response<Bytes> {
    match serde_json::to_string(value) {
        Ok(body) => bytes(status, Bytes::from(plain::json(body))),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            mark(bytes(StatusCode::INTERNAL_SERVER_ERROR, Bytes::new()), Mark::Unwritten)
        }
    }
}

/// A result as an answer: 200 with the value, or the error's own.
#[must_use]
pub fn respond<T: Serialize>(result: Result<T, ApiError>, context: &Context) -> Response<Bytes> {
    match result {
        Ok(value) => json(StatusCode::OK, &value),
        Err(error) => error.into_response(context),
    }
}

fn bytes(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mark, testing};

    #[test]
    fn no_answer_may_be_kept_by_a_cache() {
        let refusal: Result<&str, _> = Err(ApiError::bad_request("A", "B"));
        for (answer, status, body) in [
            (respond(Ok("value"), &testing::context()), 200, r#""value""#.to_owned()),
            (
                respond(refusal, &testing::context()),
                400,
                format!(
                    r#"{{"RequestId":"{}","Code":"A","Message":"B","ServerTime":"{}"}}"#,
                    testing::REQUEST_ID,
                    testing::NOW
                ),
            ),
        ] {
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
            assert_eq!(answer.body(), body.as_bytes());
        }
    }

    #[test]
    fn a_value_that_is_no_json_is_a_failure_and_no_panic() {
        // JSON has texts for keys and nothing else.
        let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
        let answer = json(StatusCode::OK, &unwritable);
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(mark::has(&answer, Mark::Unwritten));
    }

    #[test]
    fn a_text_cannot_become_more_than_a_text() {
        let hostile = "a\r\nSet-Cookie: a=b\u{2028}\u{85}\u{9b}31m\u{1b}[31m\0\u{202e}é";
        let answer = json(StatusCode::OK, &hostile);
        let written = std::str::from_utf8(answer.body()).unwrap();
        assert_eq!(written.chars().filter(|c| !c.is_ascii()).collect::<String>(), "é");
        assert!(!written.chars().any(char::is_control), "{written:?}");
        assert_eq!(serde_json::from_str::<String>(written).unwrap(), hostile);
    }
}
