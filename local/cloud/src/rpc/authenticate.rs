//! Who calls: the checks that both signature schemes share, and their order.
//!
//! No page states the order. Here it is: form of the request, time window, access key, token,
//! signature, nonce. The nonce comes last so that a forged request cannot use up somebody's nonce.
//!
//! A V1 request without Timestamp is taken only with a SecurityToken: the official browser uploader
//! sends none in STS mode. Its nonce is then remembered until the token dies.

mod acs3;
mod signed;
mod v1;

use jiff::{SignedDuration, Timestamp};
use model::Secret;
use model::time::parse_iso8601;
use signing::Mismatch;

use super::error::RpcError;
use super::request::RpcRequest;
use crate::identities::AccessKey;
use crate::state::Cloud;
pub(crate) use signed::signed;

/// How far a request's time may be from the cloud's, either way.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// What a request says of itself, not believed yet.
struct Claims<'a> {
    access_key_id: &'a str,
    security_token: Option<&'a str>,
    time: Option<Timestamp>,
    nonce: &'a str,
}

/// Gives the key whose secret signed the request.
pub(super) fn authenticate(cloud: &Cloud, request: &RpcRequest<'_>) -> Result<AccessKey, RpcError> {
    if request.is_acs3() {
        let authorization = acs3::authorization(request)?;
        let claims = acs3::claims(request, &authorization)?;
        admit(cloud, &claims, |key| acs3::verify(request, &authorization, &key.secret))
    } else {
        let claims = v1::claims(request)?;
        admit(cloud, &claims, |key| v1::verify(request, &key.secret))
    }
}

fn admit(
    cloud: &Cloud,
    claims: &Claims<'_>,
    verify: impl FnOnce(&AccessKey) -> Result<(), Mismatch>,
) -> Result<AccessKey, RpcError> {
    let now = cloud.now();
    if claims.time.is_some_and(|time| now.duration_since(time).abs() > WINDOW) {
        return Err(RpcError::bad_request(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ));
    }
    let key = identify(cloud, claims, now)?;
    verify(&key).map_err(|mismatch| does_not_match(&mismatch))?;
    // One of the two is there: `v1::claims` refuses a request without time and token.
    let until = match claims.time {
        Some(time) => time.checked_add(WINDOW).unwrap_or(Timestamp::MAX),
        None => key.expires_at.unwrap_or(Timestamp::MAX),
    };
    if !cloud.nonces.claim(claims.access_key_id, claims.nonce, now, until) {
        return Err(RpcError::bad_request(
            "SignatureNonceUsed",
            "Specified signature nonce was used already.",
        ));
    }
    Ok(key)
}

/// Finds the key and holds it against the token: a temporary key works only with its own.
fn identify(cloud: &Cloud, claims: &Claims<'_>, now: Timestamp) -> Result<AccessKey, RpcError> {
    let key = cloud.identities.find(claims.access_key_id).ok_or_else(|| {
        RpcError::not_found("InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    })?;
    if !key.enabled {
        return Err(RpcError::bad_request(
            "InvalidAccessKeyId.Inactive",
            "Specified access key is disabled.",
        ));
    }
    match (&key.security_token, claims.security_token) {
        (None, None) => (),
        (Some(_), None) => return Err(RpcError::mandatory("SecurityToken")),
        (Some(own), Some(sent)) if own.expose() == sent => (),
        (_, Some(sent)) if !cloud.identities.is_token(&Secret::new(sent)) => {
            return Err(RpcError::bad_request(
                "InvalidSecurityToken.Malformed",
                "Specified SecurityToken is malformed.",
            ));
        }
        (_, Some(_)) => {
            return Err(RpcError::bad_request(
                "InvalidSecurityToken.MismatchWithAccessKey",
                "Specified SecurityToken mismatch with the AccessKey.",
            ));
        }
    }
    if key.is_expired(now) {
        return Err(RpcError::bad_request(
            "InvalidSecurityToken.Expired",
            "Specified SecurityToken is expired.",
        ));
    }
    Ok(key)
}

/// The colon and the string behind it are read by aliyun-python-sdk-core: it splits the message at
/// `:`, so nothing behind it may hold another one, and compares the rest with its own string.
fn does_not_match(mismatch: &Mismatch) -> RpcError {
    RpcError::bad_request(
        "SignatureDoesNotMatch",
        format!(
            "Specified signature is not matched with our calculation. \
             server string to sign is:{}",
            mismatch.string_to_sign
        ),
    )
}

/// Reads `yyyy-MM-ddTHH:mm:ssZ`, with or without milliseconds, which ali-oss sends; always UTC.
fn time_of(text: &str) -> Result<Timestamp, RpcError> {
    Some(text)
        .filter(|text| text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T'))
        .and_then(parse_iso8601)
        .ok_or_else(|| {
            RpcError::bad_request(
                "InvalidTimeStamp.Format",
                "Specified time stamp or date value is not well formatted: \
                 it must be yyyy-MM-ddTHH:mm:ssZ.",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_or_without_milliseconds() {
        assert!(time_of("2026-01-02T03:04:05Z").is_ok());
        assert!(time_of("2026-01-02T03:04:05.678Z").is_ok());
        for text in ["2017-3-29T12:00:00Z", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05+08:00", ""]
        {
            assert_eq!(time_of(text).unwrap_err().code, "InvalidTimeStamp.Format", "{text}");
        }
    }
}
