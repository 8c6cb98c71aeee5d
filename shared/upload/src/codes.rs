//! The table of OSS's error codes that an upload can meet: what each means to it.
//!
//! Source: "Error codes", PutObject, InitiateMultipartUpload, UploadPart, CompleteMultipartUpload and
//! AbortMultipartUpload of the OSS documentation.

use crate::{
    ErrorKind::{self, ClockSkew, Refused},
    Remedy::{self, Fatal, Recreate, Refresh, Retry},
};

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) kind: ErrorKind,
    pub(crate) remedy: Remedy,
    pub(crate) advice: &'static str,
}

pub(crate) const NETWORK: &str = "Check the network between this machine and OSS, and try again.";
pub(crate) const SOURCE: &str = "Leave the file as it is while it is uploaded, and try again.";
pub(crate) const TOO_LARGE: &str = "Upload a smaller file: 48.8 TB is the most.";
pub(crate) const ADDRESS: &str = "Ask for a new grant; this one's UploadAddress cannot be used.";
pub(crate) const REGION: &str = "Name the bucket's region in the uploader's options.";
pub(crate) const NO_REFRESH: &str =
    "Ask for a new grant: those of images and attached media cannot be renewed.";
pub(crate) const REFRESH_FAILED: &str =
    "Check that the functions are reachable and still know this video, and try again.";
pub(crate) const ADDRESS_CHANGED: &str =
    "Begin anew: the renewed credential is for another object than the one begun.";
pub(crate) const CHECKSUM: &str =
    "Upload the file again; if it lasts, check this machine's memory and the network for faults.";
pub(crate) const NO_ETAG: &str = "Check for a proxy that removes ETag from answers (in browsers: ExposeHeader of the CORS rule).";
pub(crate) const NO_CHECKSUM: &str =
    "Check for a proxy that removes x-oss-hash-crc64ecma from answers.";
pub(crate) const MALFORMED: &str = "Check for a proxy between this machine and OSS.";
pub(crate) const UNCONFIRMED: &str =
    "Ask for the status of the medium: the file may have arrived although OSS did not say so.";
const TRY_LATER: &str = "Try again in a moment; if it lasts, ask support with the request id.";
const CLOCK: &str = "Set this machine's clock: it is more than 15 minutes off.";
const RENEW: &str = "Renew the credential (RefreshUploadVideo).";
const BEGIN_ANEW: &str = "Begin the upload anew: OSS no longer knows the parts sent so far.";
const SIGNATURE: &str = "Check for a proxy that changes requests, and the region of the signature.";
const DENIED: &str = "Use the grant for its own object only, and before it ends.";
const BUCKET: &str = "Check that the grant's region, bucket and endpoint belong together.";
const ACCOUNT: &str = "Settle what the account owes, or ask its owner.";
const EXISTS: &str = "Ask for a new grant: the object exists and may not be overwritten.";
const OURS: &str = "Report this with the request id: the uploader sent what OSS does not take.";
const UNKNOWN: &str = "Look the code up in the error codes of the OSS documentation.";

/// Columns: code, kind, remedy, advice.
const TABLE: &[(&str, ErrorKind, Remedy, &str)] = &[
    ("InternalError", Refused, Retry, TRY_LATER),
    ("ServiceUnavailable", Refused, Retry, TRY_LATER),
    ("ServerBusy", Refused, Retry, TRY_LATER),
    ("RequestTimeout", Refused, Retry, NETWORK),
    ("IncompleteBody", Refused, Retry, NETWORK),
    ("OperationAborted", Refused, Retry, TRY_LATER),
    // The bytes were changed on the way; those of the next attempt may not be.
    ("InvalidDigest", Refused, Retry, CHECKSUM),
    ("InvalidCRC64", Refused, Retry, CHECKSUM),
    ("RequestTimeTooSkewed", ClockSkew, Retry, CLOCK),
    ("SecurityTokenExpired", Refused, Refresh, RENEW),
    // OSS forgets a temporary key some time after its end.
    ("InvalidAccessKeyId", Refused, Refresh, RENEW),
    ("InvalidSecurityToken", Refused, Refresh, RENEW),
    ("AccessKeyIdAndSecurityTokenNotMatch", Refused, Refresh, RENEW),
    ("NoSuchUpload", Refused, Recreate, BEGIN_ANEW),
    ("InvalidPart", Refused, Recreate, BEGIN_ANEW),
    ("SignatureDoesNotMatch", Refused, Fatal, SIGNATURE),
    ("AccessDenied", Refused, Fatal, DENIED),
    ("SecurityTokenNotSupported", Refused, Fatal, DENIED),
    ("UserDisable", Refused, Fatal, ACCOUNT),
    ("NoSuchBucket", Refused, Fatal, BUCKET),
    ("InvalidBucketName", Refused, Fatal, BUCKET),
    ("SecondLevelDomainForbidden", Refused, Fatal, BUCKET),
    ("FileAlreadyExists", Refused, Fatal, EXISTS),
    ("FileImmutable", Refused, Fatal, EXISTS),
    ("InvalidObjectName", Refused, Fatal, OURS),
    ("InvalidArgument", Refused, Fatal, OURS),
    ("InvalidRequest", Refused, Fatal, OURS),
    ("InvalidPartOrder", Refused, Fatal, OURS),
    ("EntityTooSmall", Refused, Fatal, OURS),
    ("EntityTooLarge", Refused, Fatal, OURS),
    ("MalformedXML", Refused, Fatal, OURS),
    ("MissingContentLength", Refused, Fatal, OURS),
    ("MethodNotAllowed", Refused, Fatal, OURS),
    ("NotImplemented", Refused, Fatal, OURS),
];

/// What a refusal means, by code and, where the code says nothing, by status.
pub(crate) fn classify(code: Option<&str>, status: u16) -> Class {
    let row = code.and_then(|code| TABLE.iter().find(|row| row.0 == code));
    if let Some(&(_, kind, remedy, advice)) = row {
        return Class { kind, remedy, advice };
    }
    let (remedy, advice) = match status {
        408 | 429 | 500.. => (Retry, TRY_LATER),
        _ => (Fatal, UNKNOWN),
    };
    Class { kind: Refused, remedy, advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of the documentation that an upload can meet, with the status that comes along.
    const DOCUMENTED: &[(&str, u16, Remedy)] = &[
        ("InternalError", 500, Retry),
        ("ServiceUnavailable", 503, Retry),
        ("ServerBusy", 503, Retry),
        ("RequestTimeout", 400, Retry),
        ("IncompleteBody", 400, Retry),
        ("OperationAborted", 409, Retry),
        ("InvalidDigest", 400, Retry),
        ("InvalidCRC64", 400, Retry),
        ("RequestTimeTooSkewed", 403, Retry),
        ("SecurityTokenExpired", 403, Refresh),
        ("InvalidAccessKeyId", 403, Refresh),
        ("InvalidSecurityToken", 403, Refresh),
        ("AccessKeyIdAndSecurityTokenNotMatch", 403, Refresh),
        ("NoSuchUpload", 404, Recreate),
        ("InvalidPart", 400, Recreate),
        ("SignatureDoesNotMatch", 403, Fatal),
        ("AccessDenied", 403, Fatal),
        ("SecurityTokenNotSupported", 403, Fatal),
        ("UserDisable", 403, Fatal),
        ("NoSuchBucket", 404, Fatal),
        ("InvalidBucketName", 400, Fatal),
        ("SecondLevelDomainForbidden", 403, Fatal),
        ("FileAlreadyExists", 409, Fatal),
        ("FileImmutable", 409, Fatal),
        ("InvalidObjectName", 400, Fatal),
        ("InvalidArgument", 400, Fatal),
        ("InvalidRequest", 400, Fatal),
        ("InvalidPartOrder", 400, Fatal),
        ("EntityTooSmall", 400, Fatal),
        ("EntityTooLarge", 400, Fatal),
        ("MalformedXML", 400, Fatal),
        ("MissingContentLength", 411, Fatal),
        ("MethodNotAllowed", 405, Fatal),
        ("NotImplemented", 400, Fatal),
        ("SomethingNew", 400, Fatal),
        ("SomethingNew", 502, Retry),
    ];

    #[test]
    fn every_documented_code_has_its_remedy() {
        for (code, status, remedy) in DOCUMENTED {
            let class = classify(Some(code), *status);
            assert_eq!(class.remedy, *remedy, "{code}");
            assert!(class.advice.ends_with('.'), "{code}");
        }
        for (code, ..) in TABLE {
            assert!(DOCUMENTED.iter().any(|row| row.0 == *code), "{code} is not tested");
        }
    }

    #[test]
    fn without_a_code_the_status_decides() {
        for (status, remedy) in
            [(408, Retry), (429, Retry), (500, Retry), (504, Retry), (403, Fatal), (302, Fatal)]
        {
            assert_eq!(classify(None, status).remedy, remedy, "{status}");
        }
    }
}
