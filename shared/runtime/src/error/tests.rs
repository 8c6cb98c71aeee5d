//! The table, row by row, and with errors that a client really made.

use std::time::Duration;

use client::{Call, TransportErrorKind, operations::GetVideoInfo};
use serde_json::Value;

use super::*;
use crate::testing::{self, ScriptedTransport, Step, refused};

#[test]
fn every_kind_has_a_row_and_only_the_callers_own_mistakes_are_shown() {
    use ErrorKind as Kind;
    let rows = [
        (Kind::InvalidParameter, 400, Whose::Caller),
        (Kind::NotFound, 404, Whose::Caller),
        (Kind::AlreadyExists, 409, Whose::Caller),
        (Kind::IllegalStatus, 409, Whose::Caller),
        (Kind::Throttled, 429, Whose::Passing),
        (Kind::Unavailable, 503, Whose::Passing),
        (Kind::Connect, 503, Whose::Passing),
        (Kind::Broken, 503, Whose::Passing),
        (Kind::Timeout, 504, Whose::Passing),
        (Kind::Deadline, 504, Whose::Passing),
        (Kind::MalformedAnswer, 502, Whose::Operator),
        (Kind::Denied, 502, Whose::Operator),
        (Kind::AccountState, 502, Whose::Operator),
        (Kind::Signature, 502, Whose::Operator),
        (Kind::ClockSkew, 502, Whose::Operator),
        (Kind::Credentials, 502, Whose::Operator),
        (Kind::NotSupported, 502, Whose::Operator),
        (Kind::Other, 502, Whose::Operator),
    ];
    for (kind, status, whose) in rows {
        let found = row(kind);
        assert_eq!(found.0.as_u16(), status, "{kind:?}");
        assert!(found.1 == whose, "{kind:?}");
    }
}

#[test]
fn a_field_error_becomes_a_sentence_that_names_the_field() {
    let error = ApiError::from(FieldError::missing("Title"));
    assert_eq!(error.status, StatusCode::BAD_REQUEST);
    assert_eq!(error.to_string(), "MissingParameter: Title is required and must not be empty.");
}

/// The error of a query to which the cloud reacts like this every time.
async fn error_after(step: Step) -> client::Error {
    let transport = ScriptedTransport::new(vec![step; 4]);
    let query = GetVideoInfo { video: "v".parse::<model::VideoId>().unwrap().into() };
    let call = Call::within(Duration::from_secs(20));
    client::testing::client(&transport).get_video_info(&call, &query).await.unwrap_err()
}

fn body(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn a_callers_mistake_keeps_code_message_and_id_of_the_cloud() {
    for (code, from, to) in [
        ("InvalidVideo.NotFound", 404, 404),
        ("InvalidParameter.VideoId", 400, 400),
        ("InvalidFileName.Extension", 400, 400),
        ("ReferenceId.Duplicated", 400, 409),
        ("Forbidden.IllegalStatus", 400, 409),
    ] {
        let error = ApiError::from(error_after(refused(from, code)).await);
        let response = error.into_response(&testing::context());
        assert_eq!(response.status().as_u16(), to, "{code}");
        let expected = serde_json::json!({
            "Code": code, "Message": format!("{code}."), "RequestId": "REFUSED-1",
            "ServerTime": testing::NOW,
        });
        assert_eq!(body(&response), expected);
        assert!(!response.headers().contains_key(header::RETRY_AFTER));
    }
}

#[tokio::test(start_paused = true)]
async fn what_passes_says_when_to_come_back() {
    for (step, status, code) in [
        (refused(400, "Throttling.User"), 429, "Throttling.User"),
        (refused(400, "Throttling.Api"), 429, "Throttling.User"),
        (refused(503, "ServiceUnavailable"), 503, "ServiceUnavailable"),
        (refused(500, "InternalError"), 503, "ServiceUnavailable"),
        (Step::Fail(TransportErrorKind::Connect), 503, "ServiceUnavailable"),
        (Step::Fail(TransportErrorKind::Broken), 503, "ServiceUnavailable"),
        (Step::Fail(TransportErrorKind::Timeout), 504, "GatewayTimeout"),
        (Step::Hang, 504, "GatewayTimeout"),
    ] {
        let error = ApiError::from(error_after(step.clone()).await);
        let response = error.into_response(&testing::context());
        assert_eq!(response.status().as_u16(), status, "{step:?}");
        assert_eq!(response.headers()[header::RETRY_AFTER], "1", "{step:?}");
        let body = body(&response);
        assert_eq!(body["Code"], code, "{step:?}");
        assert_eq!(body["RequestId"], testing::REQUEST_ID, "{step:?}");
    }
}

#[tokio::test]
async fn what_is_the_operators_to_mend_is_told_to_nobody_else() {
    for step in [
        refused(403, "Forbidden.RAM"),
        refused(403, "Forbidden.InitFailed"),
        refused(404, "InvalidAccessKeyId.NotFound"),
        refused(400, "SignatureDoesNotMatch"),
        refused(400, "InvalidSecurityToken.Expired"),
        refused(400, "InvalidTimeStamp.Expired"),
        refused(404, "InvalidAction.NotFound"),
        refused(400, "SomethingNew"),
        Step::Answer(200, "{".into()),
    ] {
        let error = ApiError::from(error_after(step.clone()).await);
        assert_eq!(error.retry_after, None);
        let response = error.into_response(&testing::context());
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY, "{step:?}");
        let body = body(&response);
        assert_eq!(body["Code"], "BadGateway", "{step:?}");
        assert_eq!(body["RequestId"], testing::REQUEST_ID, "{step:?}");
        if let Step::Answer(_, refusal) = step {
            let refusal: Value = serde_json::from_str(&refusal).unwrap_or_default();
            let told = refusal["Code"].as_str().unwrap_or("line 1");
            assert!(!body.to_string().contains(told), "{body}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_of_something_in_between_says_nothing_about_media() {
    let error = ApiError::from(error_after(Step::Answer(404, "<html>".into())).await);
    assert_eq!((error.status.as_u16(), error.code.as_ref()), (503, "ServiceUnavailable"));
    assert_eq!(error.cloud_request_id, None);
}

#[tokio::test(start_paused = true)]
async fn of_a_call_without_any_wish_of_the_caller_nothing_is_the_callers_fault() {
    for (step, status) in [
        (refused(404, "EntityNotExist.Role"), 502),
        (refused(400, "InvalidParameter.PolicyGrammar"), 502),
        (refused(403, "NoPermission"), 502),
        (refused(400, "Throttling"), 429),
        (Step::Hang, 504),
    ] {
        let error = ApiError::of_operator(&error_after(step.clone()).await);
        assert_eq!(error.status.as_u16(), status, "{step:?}");
        assert!(!error.message.contains("PolicyGrammar"), "{error}");
    }
}

#[test]
fn a_credential_that_cannot_be_read_is_the_clouds_fault() {
    let error = ApiError::from(GrantDecodeError::Base64("UploadAuth"));
    assert_eq!((error.status, error.code.as_ref()), (StatusCode::BAD_GATEWAY, "BadGateway"));
    assert!(!error.message.contains("base64"), "{error}");
}
