//! Signature V4: HMAC-SHA256 with a key derived for one day, region and product.

use http::StatusCode;
use jiff::SignedDuration;
use model::time::{iso8601_basic, parse_http_date, parse_iso8601_basic};
use signing::AuthorizationError;
use signing::oss_v4::{self, Authorization, Scope, UNSIGNED_PAYLOAD};

use super::moment::{WINDOW, bad_date, check_expiry, check_skew, no_date};
use super::{Caller, Claim, TokenPlace, key, signature_does_not_match};
use crate::oss::error::OssError;

const MISMATCH: &str = "0002-00000201";

/// The longest life of a URL, in seconds: seven days.
const LONGEST_LIFE: i64 = 604_800;

/// `Authorization: OSS4-HMAC-SHA256 Credential=…`.
pub(super) fn by_header(claim: &Claim<'_>, header: &str) -> Result<Caller, OssError> {
    let request = claim.request;
    let authorization = Authorization::parse(header).map_err(|error| malformed(&error))?;
    if request.header("x-oss-content-sha256").as_deref() != Some(UNSIGNED_PAYLOAD) {
        return Err(OssError::invalid_argument("x-oss-content-sha256 must be UNSIGNED-PAYLOAD.")
            .with("ArgumentName", "x-oss-content-sha256")
            .with("ArgumentValue", request.header("x-oss-content-sha256").unwrap_or_default())
            .ec("0002-00000214"));
    }
    let signed_at = match (request.header("x-oss-date"), request.header("date")) {
        (Some(date), _) => parse_iso8601_basic(&date).ok_or_else(bad_date)?,
        (None, Some(date)) => parse_http_date(&date).ok_or_else(bad_date)?,
        (None, None) => return Err(no_date()),
    };
    let timestamp = iso8601_basic(signed_at);
    check_day_and_product(&authorization.scope, &timestamp, "0002-00000213")?;
    check_skew(request.now, signed_at)?;
    let caller = key::caller(claim, authorization.access_key_id, TokenPlace::Header)?;
    check_region(claim, &authorization.scope, "0002-00000228")?;
    request
        .with_signed_form(|form| {
            oss_v4::verify(form, &authorization, &timestamp, &caller.key.secret)
        })
        .map_err(|mismatch| {
            let Authorization { access_key_id, signature, .. } = authorization;
            signature_does_not_match(access_key_id, signature, &mismatch, MISMATCH)
        })?;
    Ok(caller)
}

/// `x-oss-signature` and its companions in the query.
pub(super) fn by_url(claim: &Claim<'_>) -> Result<Caller, OssError> {
    let request = claim.request;
    let query: Vec<_> =
        request.query.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect();
    let authorization = Authorization::from_query(&query).map_err(|error| malformed(&error))?;
    let timestamp = request.parameter("x-oss-date").ok_or_else(no_date)?;
    let signed_at = parse_iso8601_basic(timestamp).ok_or_else(bad_date)?;
    let life = life(request.parameter("x-oss-expires"))?;
    check_day_and_product(&authorization.scope, timestamp, "0002-00000223")?;
    if signed_at.duration_since(request.now) > WINDOW {
        return Err(OssError::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "The URL is not valid yet: x-oss-date lies more than 15 minutes ahead.",
        )
        .ec("0002-00000235"));
    }
    let end = signed_at.checked_add(life).map_err(|_| bad_date())?;
    check_expiry(request.now, end)?;
    let caller = key::caller(claim, authorization.access_key_id, TokenPlace::UrlV4)?;
    check_region(claim, &authorization.scope, "0002-00000226")?;
    request
        .with_signed_form(|form| {
            oss_v4::verify_url(form, &authorization, timestamp, &caller.key.secret)
        })
        .map_err(|mismatch| {
            let Authorization { access_key_id, signature, .. } = authorization;
            signature_does_not_match(access_key_id, signature, &mismatch, MISMATCH)
        })?;
    Ok(caller)
}

/// `x-oss-expires`: a duration in seconds.
fn life(expires: Option<&str>) -> Result<SignedDuration, OssError> {
    let error = |message: &'static str, ec| {
        OssError::invalid_argument(message)
            .with("ArgumentName", "x-oss-expires")
            .with("ArgumentValue", expires.unwrap_or_default())
            .ec(ec)
    };
    match expires {
        None => Err(error("x-oss-expires is missing.", "0002-00000215")),
        Some("") => Err(error("x-oss-expires is empty.", "0002-00000216")),
        Some(text) => text
            .parse()
            .ok()
            .filter(|seconds| (1..=LONGEST_LIFE).contains(seconds))
            .map(SignedDuration::from_secs)
            .ok_or_else(|| error("x-oss-expires must be 1 to 604800 seconds.", "0002-00000232")),
    }
}

fn check_day_and_product(
    scope: &Scope<'_>,
    timestamp: &str,
    ec: &'static str,
) -> Result<(), OssError> {
    if !scope.covers(timestamp) {
        return Err(OssError::invalid_argument(
            "The date in Credential is not the day of x-oss-date.",
        )
        .ec(ec));
    }
    if scope.product != "oss" {
        return Err(OssError::invalid_argument("Invalid signing product in Authorization header.")
            .ec("0002-00000227"));
    }
    Ok(())
}

/// The region of the signature must be the bucket's. Seen from the service as 400 InvalidArgument
/// (aliyun/alibabacloud-oss-go-sdk-v2#29).
fn check_region(claim: &Claim<'_>, scope: &Scope<'_>, ec: &'static str) -> Result<(), OssError> {
    if scope.region == claim.region {
        return Ok(());
    }
    Err(OssError::invalid_argument("Invalid signing region in Authorization header.")
        .with("ArgumentName", "region")
        .with("ArgumentValue", scope.region)
        .ec(ec))
}

fn malformed(error: &AuthorizationError) -> OssError {
    let ec = match error {
        AuthorizationError::Missing { .. } => "0002-00000205",
        AuthorizationError::CredentialScope => "0002-00000213",
        AuthorizationError::EmptyHeaderName { .. } => "0002-00000210",
        _ => "0002-00000202",
    };
    OssError::invalid_argument(format!("Authorization header is invalid: {error}.")).ec(ec)
}
