//! The table of the cloud's error codes: what each means to a caller.
//!
//! Sources: "Error codes" of the VOD documentation and of each operation used here, the common
//! gateway codes of the OpenAPI documentation, AssumeRole of the STS documentation.

use crate::ErrorKind::{
    self, AccountState, AlreadyExists, ClockSkew, Credentials, Denied, IllegalStatus,
    InvalidParameter, NotFound, NotSupported, Other, Signature, Throttled, Timeout, Unavailable,
};

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) kind: ErrorKind,
    /// Whether it is sure that nothing was done.
    pub(crate) outcome_known: bool,
    pub(crate) advice: &'static str,
}

pub(crate) const TRY_LATER: &str =
    "Try again in a moment; if it lasts, ask Alibaba Cloud support with the request id.";
pub(crate) const CONNECT: &str =
    "Check the endpoint, the region and the network between this machine and the cloud.";
pub(crate) const DEADLINE: &str = "Give the call more time.";
pub(crate) const MALFORMED: &str =
    "Check that the endpoint is the cloud's own and that no proxy rewrites its answers.";
pub(crate) const KEYS: &str = "Renew the credentials; check that the AccessKey exists, is enabled, and that a temporary key comes with its own token.";
pub(crate) const WRONG_SECRET: &str =
    "Check the AccessKeySecret: the cloud signed the same text and got another signature.";
pub(crate) const CHANGED_ON_THE_WAY: &str =
    "Check for a proxy that changes requests: the cloud signed another text than was sent.";
pub(crate) const LOST_CREATE: &str = "The answer was lost, and the video may exist without an upload; look for it in VOD before you create another, and send a ReferenceId next time, by which a lost video is found.";
pub(crate) const REFERENCE_IN_USE: &str =
    "Use a new ReferenceId: this one belongs to a video whose file has already arrived.";
const SLOW_DOWN: &str =
    "Call less often, or ask for a larger quota: the limit counts all callers of the account.";
const SIGNATURE: &str = "Check the AccessKeySecret and the signature version in the settings.";
const CLOCK: &str = "Set this machine's clock: it is more than 15 minutes off.";
const PERMISSION: &str = "Grant the RAM user or role the action of this operation.";
const ACCOUNT: &str =
    "Open the ApsaraVideo VOD console: activate the service, or settle what the account owes.";
const PARAMETER: &str = "Correct the parameter that the message names.";
const EXTENSION: &str = "Give FileName an extension that VOD supports.";
const CHARACTERS: &str = "Remove emoji and control characters from Title, Description and Tags.";
const MEDIUM: &str =
    "Check the id and the region: media, storage and template groups never cross regions.";
const ROLE: &str = "Check the RoleArn.";
const DAMAGED: &str = "Create the video anew: this one cannot be uploaded to any more.";
const STATUS: &str = "Wait for, or query, a status in which the operation is allowed.";
const USED_ID: &str =
    "The same id was accepted before; query what it made instead of sending it again.";
const UNSUPPORTED: &str = "Check the endpoint and the region: this service is not there.";
const UNKNOWN: &str = "Look the code up in the documentation of the operation.";

/// `*` at the end stands for anything. The first row that fits counts, so exceptions come first.
/// Columns: code, kind, whether surely nothing was done, advice.
const TABLE: &[(&str, ErrorKind, bool, &str)] = &[
    ("Throttling", Throttled, true, SLOW_DOWN),
    ("Throttling.*", Throttled, true, SLOW_DOWN),
    // VOD documents both as temporary, before anything is stored.
    ("ServiceUnavailable", Unavailable, true, TRY_LATER),
    ("AddVideoFailed", Unavailable, true, TRY_LATER),
    ("InternalError", Unavailable, false, TRY_LATER),
    ("InvalidTimeStamp.Expired", ClockSkew, true, CLOCK),
    ("InvalidTimeStamp.*", Signature, true, SIGNATURE),
    // A nonce of ours is used once: the call came twice, so the first one counted.
    ("SignatureNonceUsed", Signature, false, TRY_LATER),
    ("SignatureDoesNotMatch", Signature, true, SIGNATURE),
    ("IncompleteSignature", Signature, true, SIGNATURE),
    ("InvalidSignatureMethod", Signature, true, SIGNATURE),
    ("InvalidAccessKeySecret", Signature, true, SIGNATURE),
    ("InvalidAccessKeyId*", Credentials, true, KEYS),
    ("MissingAccessKeyId", Credentials, true, KEYS),
    ("MissingSecurityToken", Credentials, true, KEYS),
    ("InvalidSecurityToken*", Credentials, true, KEYS),
    ("SecurityTokenExpired", Credentials, true, KEYS),
    ("Forbidden.IllegalStatus", IllegalStatus, true, STATUS),
    ("Forbidden.InitFailed", AccountState, true, ACCOUNT),
    ("OperationDenied*", AccountState, true, ACCOUNT),
    ("Forbidden", Denied, true, PERMISSION),
    ("Forbidden.*", Denied, true, PERMISSION),
    ("NoPermission*", Denied, true, PERMISSION),
    ("InvalidApi.NotFound", NotSupported, true, UNSUPPORTED),
    ("InvalidAction.NotFound", NotSupported, true, UNSUPPORTED),
    ("InvalidProduct.NotFound", NotSupported, true, UNSUPPORTED),
    ("InvalidVersion", NotSupported, true, UNSUPPORTED),
    ("InvalidProtocol.NeedSsl", NotSupported, true, UNSUPPORTED),
    ("UnsupportedHTTPMethod", NotSupported, true, UNSUPPORTED),
    ("UnsupportedOperation", NotSupported, true, UNSUPPORTED),
    ("InvalidVideo.NotFound", NotFound, true, MEDIUM),
    ("InvalidFile.NotFound", NotFound, true, MEDIUM),
    ("InvalidMultipartUpload.NotFound", NotFound, true, MEDIUM),
    ("InvalidStorage.NotFound", NotFound, true, MEDIUM),
    ("InvalidTemplateGroupId.NotFound", NotFound, true, MEDIUM),
    ("NoSuchResource", NotFound, true, MEDIUM),
    ("EntityNotExist.*", NotFound, true, ROLE),
    ("InvalidVideo.Damaged", IllegalStatus, true, DAMAGED),
    ("InvalidFileName.Extension", InvalidParameter, true, EXTENSION),
    ("IllegalCharacters", InvalidParameter, true, CHARACTERS),
    ("LengthExceededMax", InvalidParameter, true, PARAMETER),
    ("VideoListExceededMax", InvalidParameter, true, PARAMETER),
    ("TagsExceededMax", InvalidParameter, true, PARAMETER),
    ("LimitExceeded*", InvalidParameter, true, PARAMETER),
    ("MissingParameter", InvalidParameter, true, PARAMETER),
    ("InvalidParameter*", InvalidParameter, true, PARAMETER),
    ("Missing*", InvalidParameter, true, PARAMETER),
];

/// Words by which the cloud's products call an id that was used before. VOD's pages name no code for
/// a repeated ReferenceId or SessionId.
const USED_WORDS: &[&str] = &["duplicate", "alreadyexist", "alreadyused", "repeat"];

/// What a refusal means, by code and, where the code says nothing, by status.
pub(crate) fn classify(code: Option<&str>, status: u16) -> Class {
    match (code, status) {
        (Some(code), 404) => {
            by_code(code).unwrap_or(Class { kind: NotFound, outcome_known: true, advice: MEDIUM })
        }
        (Some(code), _) => by_code(code).unwrap_or_else(|| by_status(status)),
        (None, _) => by_status(status),
    }
}

fn by_code(code: &str) -> Option<Class> {
    let lower = code.to_ascii_lowercase();
    if USED_WORDS.iter().any(|word| lower.contains(word)) {
        return Some(Class { kind: AlreadyExists, outcome_known: true, advice: USED_ID });
    }
    let fits = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => lower.starts_with(&start.to_ascii_lowercase()),
        None => lower == pattern.to_ascii_lowercase(),
    };
    let (_, kind, outcome_known, advice) = *TABLE.iter().find(|row| fits(row.0))?;
    Some(Class { kind, outcome_known, advice })
}

fn by_status(status: u16) -> Class {
    let (kind, outcome_known, advice) = match status {
        429 => (Throttled, true, SLOW_DOWN),
        408 => (Timeout, false, TRY_LATER),
        // A 404 without a code of VOD is somebody else's page: a proxy's, or another server's. It
        // says nothing about the medium.
        404 | 500.. => (Unavailable, false, TRY_LATER),
        401 | 403 => (Denied, true, PERMISSION),
        300..=399 => (NotSupported, true, UNSUPPORTED),
        _ => (Other, true, UNKNOWN),
    };
    Class { kind, outcome_known, advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code of the documentation that the operations of this crate can meet.
    const DOCUMENTED: &[(&str, u16, ErrorKind, bool)] = &[
        ("InvalidFileName.Extension", 400, InvalidParameter, true),
        ("IllegalCharacters", 400, InvalidParameter, true),
        ("LengthExceededMax", 400, InvalidParameter, true),
        ("TagsExceededMax", 400, InvalidParameter, true),
        ("LimitExceeded.MediaIds", 400, InvalidParameter, true),
        ("InvalidTemplateGroupId.NotFound", 404, NotFound, true),
        ("InvalidStorage.NotFound", 404, NotFound, true),
        ("InvalidVideo.NotFound", 404, NotFound, true),
        ("InvalidFile.NotFound", 404, NotFound, true),
        ("InvalidMultipartUpload.NotFound", 400, NotFound, true),
        ("NoSuchResource", 404, NotFound, true),
        ("InvalidVideo.Damaged", 400, IllegalStatus, true),
        ("Forbidden.IllegalStatus", 400, IllegalStatus, true),
        ("Forbidden.InitFailed", 403, AccountState, true),
        ("OperationDenied", 403, AccountState, true),
        ("OperationDenied.Suspended", 403, AccountState, true),
        ("Forbidden", 403, Denied, true),
        ("Forbidden.RAM", 403, Denied, true),
        ("NoPermission", 403, Denied, true),
        ("AddVideoFailed", 503, Unavailable, true),
        ("ServiceUnAvailable", 503, Unavailable, true),
        ("ServiceUnavailable", 503, Unavailable, true),
        ("InternalError", 500, Unavailable, false),
        ("Throttling", 400, Throttled, true),
        ("Throttling.User", 400, Throttled, true),
        ("Throttling.Api", 400, Throttled, true),
        ("MissingParameter", 400, InvalidParameter, true),
        ("MissingTitle", 400, InvalidParameter, true),
        ("InvalidParameter", 400, InvalidParameter, true),
        ("InvalidParameter.Format", 400, InvalidParameter, true),
        ("InvalidParameter.RoleArn", 400, InvalidParameter, true),
        ("InvalidParameter.RoleSessionName", 400, InvalidParameter, true),
        ("InvalidParameter.DurationSeconds", 400, InvalidParameter, true),
        ("InvalidParameter.PolicyGrammar", 400, InvalidParameter, true),
        ("InvalidParameter.PolicySize", 400, InvalidParameter, true),
        ("EntityNotExist.Role", 404, NotFound, true),
        ("InvalidAccessKeyId.NotFound", 404, Credentials, true),
        ("InvalidAccessKeyId.Inactive", 400, Credentials, true),
        ("MissingAccessKeyId", 400, Credentials, true),
        ("MissingSecurityToken", 400, Credentials, true),
        ("InvalidSecurityToken.Expired", 400, Credentials, true),
        ("InvalidSecurityToken.Malformed", 400, Credentials, true),
        ("InvalidSecurityToken.MismatchWithAccessKey", 400, Credentials, true),
        ("SignatureDoesNotMatch", 400, Signature, true),
        ("SignatureNonceUsed", 400, Signature, false),
        ("IncompleteSignature", 400, Signature, true),
        ("InvalidSignatureMethod", 400, Signature, true),
        ("InvalidTimeStamp.Format", 400, Signature, true),
        ("InvalidTimeStamp.Expired", 400, ClockSkew, true),
        ("MissingTimestamp", 400, InvalidParameter, true),
        ("UnsupportedHTTPMethod", 400, NotSupported, true),
        ("UnsupportedOperation", 400, NotSupported, true),
        ("InvalidApi.NotFound", 404, NotSupported, true),
        ("InvalidAction.NotFound", 404, NotSupported, true),
        ("InvalidProduct.NotFound", 404, NotSupported, true),
        ("InvalidVersion", 404, NotSupported, true),
        ("InvalidProtocol.NeedSsl", 404, NotSupported, true),
        ("ReferenceId.Duplicated", 400, AlreadyExists, true),
        ("SomethingElse", 400, Other, true),
        ("SomethingElse", 502, Unavailable, false),
    ];

    #[test]
    fn every_documented_code_has_its_class() {
        for (code, status, kind, outcome_known) in DOCUMENTED {
            let class = classify(Some(code), *status);
            assert_eq!((class.kind, class.outcome_known), (*kind, *outcome_known), "{code}");
            assert!(class.advice.ends_with('.'), "{code}");
        }
    }

    #[test]
    fn every_row_of_the_table_is_reached() {
        for (pattern, kind, _, _) in TABLE {
            let code = pattern.replace('*', "");
            let class = classify(Some(&code), 400);
            assert_eq!(class.kind, *kind, "{pattern} is hidden by a row above it");
        }
    }

    #[test]
    fn without_a_code_the_status_decides() {
        let expected = [
            (429, Throttled, true),
            (408, Timeout, false),
            (500, Unavailable, false),
            (503, Unavailable, false),
            (403, Denied, true),
            (404, Unavailable, false),
            (302, NotSupported, true),
            (418, Other, true),
        ];
        for (status, kind, outcome_known) in expected {
            let class = classify(None, status);
            assert_eq!((class.kind, class.outcome_known), (kind, outcome_known), "{status}");
        }
    }
}
