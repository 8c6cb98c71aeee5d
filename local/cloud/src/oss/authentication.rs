//! Who sent a request: signatures V1 and V4, in the Authorization header or in the URL.
//!
//! Sources: OSS documentation, "Add signatures to the header", "Add signatures to a URL",
//! "Signature version 4", and the pages of the error codes 0002-*.

mod key;
mod moment;
mod signed;
mod v1;
mod v4;

use http::StatusCode;
use signing::Mismatch;
use signing::oss_v4::ALGORITHM;

use super::error::OssError;
use super::request::OssRequest;
use crate::identities::{AccessKey, Identities};
use crate::state::Cloud;
pub(super) use moment::WINDOW;
pub(crate) use signed::signed;

/// Who sent the request, proven.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) access_key_id: String,
    pub(super) key: AccessKey,
}

/// What the checks look at.
struct Claim<'a> {
    identities: &'a Identities,
    region: &'a str,
    request: &'a OssRequest,
}

/// Where a token may stand, by kind of signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenPlace {
    Header,
    UrlV1,
    UrlV4,
}

/// Verifies the request's signature and everything that belongs to it. `None` has none.
pub(super) fn authenticate(
    identities: &Identities,
    region: &str,
    request: &OssRequest,
) -> Result<Option<Caller>, OssError> {
    let claim = Claim { identities, region, request };
    let in_url = |names: &[&str]| names.iter().any(|name| request.parameter(name).is_some());
    let url_v4 = in_url(&["x-oss-signature-version", "x-oss-credential", "x-oss-signature"]);
    let url_v1 = in_url(&["OSSAccessKeyId", "Signature", "Expires"]);
    match request.header("authorization") {
        Some(_) if url_v1 || url_v4 => Err(OssError::invalid_argument(
            "The request is signed in the Authorization header and in the URL; only one of them \
             may be.",
        )),
        Some(header) if header.starts_with(ALGORITHM) => v4::by_header(&claim, &header).map(Some),
        Some(header) => v1::by_header(&claim, &header).map(Some),
        None if url_v4 => v4::by_url(&claim).map(Some),
        None if url_v1 => v1::by_url(&claim).map(Some),
        None => Ok(None),
    }
}

/// The caller of a form, whose token stands among its fields, which are the headers here.
pub(super) fn caller_of_form(
    cloud: &Cloud,
    request: &OssRequest,
    access_key_id: &str,
) -> Result<Caller, OssError> {
    let claim = Claim { identities: &cloud.identities, region: &cloud.config.region, request };
    key::caller(&claim, access_key_id, TokenPlace::Header)
}

/// 403 SignatureDoesNotMatch, with all that helps to find the difference.
pub(super) fn signature_does_not_match(
    access_key_id: &str,
    signature: &str,
    mismatch: &Mismatch,
    ec: &'static str,
) -> OssError {
    let text = &mismatch.string_to_sign;
    let bytes = text.bytes().fold(String::new(), |bytes, byte| bytes + &format!("{byte:02X} "));
    let error = OssError::new(
        StatusCode::FORBIDDEN,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check \
         your key and signing method.",
    )
    .with("OSSAccessKeyId", access_key_id)
    .with("SignatureProvided", signature)
    .with("StringToSign", text)
    .with("StringToSignBytes", bytes)
    .ec(ec);
    match &mismatch.canonical_request {
        Some(canonical_request) => error.with("CanonicalRequest", canonical_request),
        None => error,
    }
}
