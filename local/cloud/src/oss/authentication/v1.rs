//! Signature V1: HMAC-SHA1 with the AccessKeySecret itself.

use jiff::Timestamp;
use model::time::parse_http_date;
use signing::oss_v1;

use super::moment::{bad_date, check_expiry, check_skew, no_date};
use super::{Caller, Claim, TokenPlace, key, signature_does_not_match};
use crate::oss::error::OssError;

const MISMATCH: &str = "0002-00000040";

/// `Authorization: OSS AccessKeyId:Signature`.
pub(super) fn by_header(claim: &Claim<'_>, header: &str) -> Result<Caller, OssError> {
    let request = claim.request;
    let (access_key_id, signature) = oss_v1::parse_authorization(header).map_err(|error| {
        OssError::invalid_argument(format!("Authorization header is invalid: {error}."))
            .ec("0002-00000062")
    })?;
    let date = request.header("x-oss-date").or_else(|| request.header("date"));
    let signed_at = parse_http_date(&date.ok_or_else(no_date)?).ok_or_else(bad_date)?;
    check_skew(request.now, signed_at)?;
    let caller = key::caller(claim, access_key_id, TokenPlace::Header)?;
    request.with_signed_form(|form| oss_v1::verify(form, &caller.key.secret, signature)).map_err(
        |mismatch| signature_does_not_match(access_key_id, signature, &mismatch, MISMATCH),
    )?;
    Ok(caller)
}

/// `OSSAccessKeyId`, `Expires` and `Signature` in the query. Expiry is tested before the signature.
pub(super) fn by_url(claim: &Claim<'_>) -> Result<Caller, OssError> {
    let request = claim.request;
    let parameter = |name| request.parameter(name).filter(|value| !value.is_empty());
    let (Some(access_key_id), Some(expires), Some(signature)) =
        (parameter("OSSAccessKeyId"), parameter("Expires"), parameter("Signature"))
    else {
        return Err(OssError::access_denied(
            "Query string authentication requires the Signature, Expires and OSSAccessKeyId \
             parameters",
        ));
    };
    let invalid_date = || {
        OssError::access_denied("Invalid date (should be seconds since epoch).").ec("0002-00000070")
    };
    let seconds: u64 = expires.parse().map_err(|_| invalid_date())?;
    let end = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or_else(invalid_date)?;
    check_expiry(request.now, end)?;
    let caller = key::caller(claim, access_key_id, TokenPlace::UrlV1)?;
    request
        .with_signed_form(|form| oss_v1::verify_url(form, seconds, &caller.key.secret, signature))
        .map_err(|mismatch| {
            signature_does_not_match(access_key_id, signature, &mismatch, MISMATCH)
        })?;
    Ok(caller)
}
