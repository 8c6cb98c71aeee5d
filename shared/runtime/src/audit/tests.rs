//! What a line says, and when there is none.

use std::net::IpAddr;

use http::StatusCode;
use model::Owner;
use serde_json::{Value, json};

use super::*;
use crate::{ApiError, Context, Platform, answer, testing};

type Note = fn(&Audit);

fn context(audit: Audit) -> Context {
    let client_address: Option<IpAddr> = "203.0.113.9".parse().ok();
    Context { audit, client_address, platform: Platform::Lambda, ..testing::context() }
}

/// The line of a call with these notes, which is answered like this.
fn line(context: &Context, answer: &http::Response<bytes::Bytes>) -> Option<Value> {
    let text = line::of(context, Some("agent"), answer)?;
    Some(serde_json::from_str(&text).unwrap())
}

fn done() -> http::Response<bytes::Bytes> {
    answer::json(StatusCode::OK, &"done")
}

#[test]
fn a_credential_has_a_line_with_all_that_is_known() {
    let audit = Audit::default();
    let mut caller = testing::operator();
    caller.owner = Owner { tenant: "acme".parse().ok(), ..caller.owner };
    audit.caller(&caller);
    audit.kind(MediaKind::Image);
    audit.media("i-1");
    audit.grant("0707");
    audit.issued("2026-01-02T03:54:05Z");
    let context = context(audit);
    assert_eq!(
        line(&context, &done()).unwrap(),
        json!({
            "timestamp": "2026-01-02T03:04:05.000000Z", "level": "INFO", "target": "audit",
            "event": "issued", "function": "test", "request_id": testing::REQUEST_ID,
            "status": 200, "subject": "operator-1", "tenant": "acme", "roles": ["operator"],
            "voucher": "jwt", "kind": "image", "media_id": "i-1", "grant_id": "0707",
            "until": "2026-01-02T03:54:05Z", "client_address": "203.0.113.9",
            "user_agent": "agent", "CredentialsIssued": 1,
        })
    );
}

#[test]
fn each_end_has_its_event_and_its_counter() {
    let refused = |status| {
        let error = ApiError::new(StatusCode::from_u16(status).unwrap(), "Some.Code", "No.");
        error.into_response(&testing::context())
    };
    let cases: [(Note, _, _); 7] = [
        (|audit| audit.issued("t"), done(), Some(("issued", "CredentialsIssued", None))),
        (|audit| audit.refreshed("t"), done(), Some(("refreshed", "CredentialsRefreshed", None))),
        (Audit::cancelled, done(), Some(("cancelled", "UploadsCancelled", None))),
        (|_| {}, refused(404), Some(("refused", "RequestsRefused", Some("Some.Code")))),
        (|_| {}, refused(503), Some(("failed", "RequestsFailed", Some("Some.Code")))),
        // What was noted and then not given is not told of as given.
        (
            |audit| audit.issued("t"),
            refused(502),
            Some(("failed", "RequestsFailed", Some("Some.Code"))),
        ),
        (|_| {}, done(), None),
    ];
    for (note, answer, expected) in cases {
        let audit = Audit::default();
        note(&audit);
        let line = line(&context(audit), &answer);
        let found = line.as_ref().map(|line| {
            let counters: Vec<_> =
                line.as_object().unwrap().iter().filter(|(_, value)| **value == 1).collect();
            assert_eq!(counters.len(), 1, "{line}");
            (line["event"].as_str().unwrap(), counters[0].0.as_str(), line["code"].as_str())
        });
        assert_eq!(found, expected);
        let until = line.as_ref().is_some_and(|line| line.get("until").is_some());
        let given = expected.is_some_and(|(event, ..)| ["issued", "refreshed"].contains(&event));
        assert_eq!(until, given, "{line:?}");
    }
}

#[test]
fn on_lambda_the_line_is_a_metric_of_the_function() {
    let audit = Audit::on_lambda("stack-StsToken-abc");
    audit.kind(CredentialKind::StsToken);
    audit.issued("2026-01-02T04:04:05Z");
    let line = line(&context(audit), &done()).unwrap();
    assert_eq!(line["FunctionName"], "stack-StsToken-abc");
    assert_eq!(
        line["_aws"],
        json!({
            "Timestamp": 1_767_323_045_000_u64,
            "CloudWatchMetrics": [{
                "Namespace": "vod-upload",
                "Dimensions": [["FunctionName"]],
                "Metrics": [{"Name": "CredentialsIssued", "Unit": "Count"}],
            }],
        })
    );
}

#[test]
fn whoever_calls_is_known_after_a_panic_too() {
    // The notes are of the call and not of the answer, and an answer may come from elsewhere.
    let audit = Audit::default();
    audit.clone().caller(&testing::caller("user-1"));
    let answer = ApiError::internal().into_response(&testing::context());
    let line = line(&context(audit), &answer).unwrap();
    assert_eq!((&line["subject"], &line["code"]), (&json!("user-1"), &json!("InternalError")));
}

#[test]
fn why_somebody_was_not_let_in_is_told_unless_they_were_in_the_end() {
    let audit = Audit::default();
    audit.not_let_in(Refusal::InvalidToken(access::Fault::Signature));
    let refused = ApiError::bad_request("A", "B").into_response(&testing::context());
    let context = context(audit);
    assert_eq!(line(&context, &refused).unwrap()["detail"], "signature");
    context.audit.caller(&testing::caller("user-1"));
    context.audit.issued("t");
    assert_eq!(line(&context, &done()).unwrap().get("detail"), None);
}

#[test]
fn what_a_client_makes_up_is_cut() {
    let audit = Audit::default();
    audit.media(&"ä".repeat(9_000));
    let agent = "é".repeat(9_000);
    let answer = ApiError::bad_request("A", "B").into_response(&testing::context());
    let line: Value =
        serde_json::from_str(&line::of(&context(audit), Some(&agent), &answer).unwrap()).unwrap();
    for (name, letter) in [("media_id", "ä"), ("user_agent", "é")] {
        assert_eq!(line[name], letter.repeat(200), "{name}");
    }
}
