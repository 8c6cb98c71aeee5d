//! The AccessKey and its token.

use http::StatusCode;
use model::Secret;

use super::{Caller, Claim, TokenPlace};
use crate::oss::error::OssError;

/// Finds the key, and checks that the request has the token that belongs to it, and no other.
pub(super) fn caller(
    claim: &Claim<'_>,
    access_key_id: &str,
    place: TokenPlace,
) -> Result<Caller, OssError> {
    let in_header = claim.request.header("x-oss-security-token");
    let in_url = match place {
        TokenPlace::UrlV1 => claim.request.parameter("security-token"),
        TokenPlace::Header | TokenPlace::UrlV4 => claim.request.parameter("x-oss-security-token"),
    };
    if in_header.is_some() && in_url.is_some() {
        return Err(OssError::invalid_argument(
            "The security token is given in a header and in the URL; only one of them may be.",
        )
        .ec("0002-00000010"));
    }
    let token = match place {
        TokenPlace::Header => in_header.map(|token| Secret::new(token.into_owned())),
        TokenPlace::UrlV1 | TokenPlace::UrlV4 => in_url.map(Secret::from),
    };
    // Told by the id alone, so that the mistake is named even for a key that is gone.
    if token.is_none() && place == TokenPlace::UrlV1 && access_key_id.starts_with("STS.") {
        return Err(OssError::new(
            StatusCode::BAD_REQUEST,
            "InvalidRequest",
            "Security-token must be provided by query string parameter.",
        ));
    }
    let key = claim.identities.find(access_key_id).ok_or_else(|| invalid(access_key_id))?;
    if !key.enabled {
        return Err(disabled(access_key_id));
    }
    match (&key.security_token, &token) {
        (None, None) => (),
        (Some(expected), Some(given)) if expected == given => (),
        // A temporary key does not exist for who comes without its token.
        (Some(_), None) => return Err(invalid(access_key_id)),
        (_, Some(given)) if claim.identities.is_token(given) => {
            return Err(OssError::new(
                StatusCode::FORBIDDEN,
                "AccessKeyIdAndSecurityTokenNotMatch",
                "The OSS access key id and security token you provided does not match.",
            ));
        }
        (_, Some(_)) => {
            return Err(OssError::new(
                StatusCode::FORBIDDEN,
                "InvalidSecurityToken",
                "The security token you provided is invalid.",
            )
            .ec("0002-00000006"));
        }
    }
    if key.is_expired(claim.request.now) {
        let error = OssError::new(
            StatusCode::FORBIDDEN,
            "SecurityTokenExpired",
            "The security token you provided has expired.",
        )
        .ec("0002-00000007");
        // The service gives the caller's own token back.
        return Err(match &token {
            Some(token) => error.with("SecurityToken", token.expose()),
            None => error,
        });
    }
    Ok(Caller { access_key_id: access_key_id.to_owned(), key })
}

fn invalid(access_key_id: &str) -> OssError {
    OssError::new(
        StatusCode::FORBIDDEN,
        "InvalidAccessKeyId",
        "The OSS Access Key Id you provided does not exist in our records.",
    )
    .with("OSSAccessKeyId", access_key_id)
    .ec("0002-00000902")
}

/// The page of the EC has no message of its own.
fn disabled(access_key_id: &str) -> OssError {
    OssError::new(
        StatusCode::FORBIDDEN,
        "InvalidAccessKeyId",
        "The OSS Access Key Id you provided is disabled.",
    )
    .with("OSSAccessKeyId", access_key_id)
    .ec("0002-00000904")
}
