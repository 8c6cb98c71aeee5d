//! A refusal of the functions, with what to do about it.

use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde::Deserialize;
use url::Url;

use crate::error::{Error, ErrorKind};

/// The shape that the functions share with VOD.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal {
    code: String,
    message: String,
    request_id: Option<String>,
}

/// Reads an answer whose status is no success.
pub(super) fn read(server: &Url, answer: &Response<Bytes>) -> Error {
    let status = answer.status();
    let kind = ErrorKind::Refused(status.as_u16());
    match serde_json::from_slice::<Refusal>(answer.body()) {
        Ok(refusal) => Error::new(kind, refusal.message, advice(status, &refusal.code))
            .with_code(Some(refusal.code))
            .with_request_id(refusal.request_id),
        // A proxy, a gateway of a platform, or something else altogether.
        Err(_) => Error::new(
            kind,
            format!("{} answered {status}{}", super::shown(server), target(answer)),
            "check that --server is the address of the upload functions",
        )
        .with_code(Some(format!("Http{}", status.as_u16()))),
    }
}

/// Where a redirect leads. It is not followed: the answer carries a credential.
fn target(answer: &Response<Bytes>) -> String {
    let location = answer.headers().get(header::LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    location.map(|location| format!(", to {location}")).unwrap_or_default()
}

fn advice(status: StatusCode, code: &str) -> &'static str {
    match (status.as_u16(), code) {
        (404, "NoSuchRoute") => "check that --server is the address of the upload functions",
        (404, _) => {
            "check the id, its kind, that the server is the one it was uploaded to, and that you are \
             who uploaded it; images and attached media also need their --ticket"
        }
        (409, code) if code.contains("ReferenceId") || code.contains("AlreadyExists") => {
            "choose another --reference-id"
        }
        (401, "MissingApiKey" | "InvalidApiKey") => {
            "give the right key with --api-key or VODUP_API_KEY"
        }
        (401, "ExpiredToken") => "get a new token and give it with --token or VODUP_TOKEN",
        (401, _) => {
            "give a token for this server with --token or VODUP_TOKEN, or a key with --api-key"
        }
        (403, _) => "ask the operator of the server for access",
        (409, _) => "look at it with `vodup status`",
        (413, _) => "shorten the description or the UserData",
        (429, _) => "too many uploads start at once; run the command again in a few seconds",
        (400..=499, _) => "correct the option that it names and run the command again",
        (503 | 504, _) => "run the command again in a moment",
        _ => "tell the operator of the server the RequestId",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(status: u16, body: &'static str) -> String {
        let answer = Response::builder().status(status).header("location", "https://e/login");
        let answer = answer.body(Bytes::from_static(body.as_bytes())).unwrap();
        read(&"http://127.0.0.1:7080".parse().unwrap(), &answer).to_string()
    }

    #[test]
    fn code_and_request_id_are_kept_and_something_can_be_done() {
        assert_eq!(
            line(
                400,
                r#"{"RequestId":"A-1","Code":"LengthExceededMax","Message":"Title is long."}"#
            ),
            "Title is long (LengthExceededMax, RequestId A-1); correct the option that it names and \
             run the command again"
        );
        assert!(
            line(409, r#"{"Code":"ReferenceId.AlreadyExists","Message":"m"}"#)
                .ends_with("choose another --reference-id")
        );
        assert!(line(404, r#"{"Code":"NoSuchRoute","Message":"m"}"#).contains("--server"));
        assert!(
            line(404, r#"{"Code":"InvalidVideo.NotFound","Message":"m"}"#).contains("--ticket")
        );
        assert!(line(401, r#"{"Code":"InvalidApiKey","Message":"m"}"#).contains("--api-key"));
        assert!(line(401, r#"{"Code":"ExpiredToken","Message":"m"}"#).contains("a new token"));
        assert!(line(401, r#"{"Code":"MissingToken","Message":"m"}"#).contains("--token"));
        assert!(line(502, r#"{"Code":"BadGateway","Message":"m"}"#).contains("operator"));
    }

    #[test]
    fn another_server_is_recognised_as_one() {
        assert_eq!(
            line(302, "<html>"),
            "http://127.0.0.1:7080 answered 302 Found, to https://e/login (Http302); check that \
             --server is the address of the upload functions"
        );
    }
}
