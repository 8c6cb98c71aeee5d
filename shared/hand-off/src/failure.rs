//! Why a message was not taken, and what the operator can do.

use std::error::Error;

use aws_sdk_sqs::{error::SdkError, operation::send_message::SendMessageError};
use pipeline::HandOffError;

/// The call's deadline came first.
pub(crate) fn out_of_time() -> HandOffError {
    HandOffError(
        "SQS did not take the event in time; when this stays, see whether the function reaches \
         SQS (a VPC needs an endpoint for it)"
            .into(),
    )
}

/// Whatever answered with success, it did not say what SQS says of a message that it has.
pub(crate) fn not_confirmed() -> HandOffError {
    HandOffError(unreadable("no MessageId"))
}

fn unreadable(what: &str) -> String {
    format!("the answer is not one of SQS ({what}); {REACH}")
}

/// The reason in words. It holds no key: neither SQS nor the SDK names one.
pub(crate) fn explain(error: &SdkError<SendMessageError>) -> HandOffError {
    HandOffError(match error {
        SdkError::ServiceError(refused) => {
            let (refusal, status) = (refused.err().meta(), refused.raw().status().as_u16());
            match refusal.code() {
                Some(code) => {
                    let said = refusal.message().unwrap_or("no message");
                    let advice = advice(code, status);
                    format!("SQS refused the event ({status} {code}: {said}); {advice}")
                }
                // SQS gives each refusal a code; a proxy does not.
                None => unreadable(&format!("status {status}")),
            }
        }
        SdkError::ResponseError(_) => unreadable(&chain(error)),
        SdkError::ConstructionFailure(_) => {
            format!("the message cannot be made ({}); look at the AWS settings", chain(error))
        }
        _ => format!("SQS cannot be reached ({}); {REACH}", chain(error)),
    })
}

const REACH: &str = "see whether the function reaches the address in HAND_OFF or \
    AWS_ENDPOINT_URL_SQS, and whether a VPC has an endpoint for SQS";

/// What helps against a refusal ("SendMessage", errors; "Common error types").
fn advice(code: &str, status: u16) -> &'static str {
    match code {
        "QueueDoesNotExist" | "AWS.SimpleQueueService.NonExistentQueue" | "InvalidAddress" => {
            "compare HAND_OFF with the queue's URL, and the account and region in it"
        }
        "AccessDenied" | "AccessDeniedException" => {
            "allow the function's role sqs:SendMessage on the queue"
        }
        "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "MissingAuthenticationToken"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidSecurity"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException" => {
            "look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN (Lambda sets \
             them), at AWS_REGION, and at the clock"
        }
        _ if code.to_ascii_lowercase().starts_with("kms") => {
            "allow the function's role kms:GenerateDataKey and kms:Decrypt on the queue's key"
        }
        _ if code.contains("Throttl") => {
            "if this stays, turn on high throughput for the FIFO queue"
        }
        _ if status >= 500 => "nothing to do unless this stays",
        _ => "the code stands in the SQS API reference, SendMessage",
    }
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
