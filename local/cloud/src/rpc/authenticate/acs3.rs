//! ACS3-HMAC-SHA256: a signature over method, path, query, chosen headers and the body's digest
//! ("V3 request structure and signature").
//!
//! SignedHeaders is taken as sent, because SDKs choose differently, but what the cloud acts on must
//! be among them: host, action, version, date, nonce, digest, and the token where there is one.

use model::Secret;
use signing::{Mismatch, acs3};

use super::{Claims, RpcError, RpcRequest, time_of};

const REQUIRED: [&str; 6] = [
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
];

/// Takes the Authorization header apart.
pub(super) fn authorization<'a>(
    request: &RpcRequest<'a>,
) -> Result<acs3::Authorization<'a>, RpcError> {
    let header = request.header("authorization").unwrap_or_default();
    acs3::Authorization::parse(header).map_err(|error| incomplete(&error.to_string()))
}

/// Reads the `x-acs-` headers and sees that they are signed.
pub(super) fn claims<'a>(
    request: &RpcRequest<'a>,
    authorization: &acs3::Authorization<'a>,
) -> Result<Claims<'a>, RpcError> {
    let security_token = request.header("x-acs-security-token").filter(|token| !token.is_empty());
    for name in REQUIRED.into_iter().chain(security_token.map(|_| "x-acs-security-token")) {
        if request.header(name).is_none_or(str::is_empty) {
            return Err(RpcError::missing_parameter(name));
        }
        if !authorization.signed_headers.iter().any(|signed| signed.eq_ignore_ascii_case(name)) {
            return Err(incomplete(&format!("SignedHeaders must name {name}")));
        }
    }
    let header = |name| request.header(name).unwrap_or_default();
    Ok(Claims {
        access_key_id: authorization.access_key_id,
        security_token,
        time: Some(time_of(header("x-acs-date"))?),
        nonce: header("x-acs-signature-nonce"),
    })
}

/// Holds the signature against the one that this secret makes for the headers as they came and the
/// body that really came: a wrong `x-acs-content-sha256` is a wrong signature, whether the client
/// signed it or not.
pub(super) fn verify(
    request: &RpcRequest<'_>,
    authorization: &acs3::Authorization<'_>,
    secret: &Secret,
) -> Result<(), Mismatch> {
    let query: Vec<(&str, &str)> =
        request.query.pairs().iter().map(|(name, value)| (&**name, &**value)).collect();
    let payload_sha256 = acs3::payload_sha256(request.body);
    let as_sent: Vec<(&str, &str)> = request
        .headers
        .keys()
        .filter_map(|name| Some((name.as_str(), request.header(name.as_str())?)))
        .collect();
    let with_true_digest: Vec<(&str, &str)> = as_sent
        .iter()
        .map(|&(name, value)| (name, if name == DIGEST { &*payload_sha256 } else { value }))
        .collect();
    // Both, because a wrong digest may have been signed, or put in afterwards.
    [&as_sent, &with_true_digest].into_iter().try_for_each(|headers| {
        let signed = acs3::Request {
            method: request.method.as_str(),
            path: request.path,
            query: &query,
            headers,
            payload_sha256: &payload_sha256,
        };
        acs3::verify(&signed, authorization, secret)
    })
}

const DIGEST: &str = "x-acs-content-sha256";

fn incomplete(reason: &str) -> RpcError {
    RpcError::bad_request(
        "IncompleteSignature",
        format!("The request signature does not conform to Alibaba Cloud standards. {reason}."),
    )
}
