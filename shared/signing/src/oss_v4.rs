//! OSS signature V4, `OSS4-HMAC-SHA256`: a canonical request signed with a key that is derived for
//! one day, region and product.
//!
//! Unlike V1 it covers the whole query. Of the headers it covers `content-type`, `content-md5`, every
//! `x-oss-*` and those that the signer adds by name (`host`, for example).
//!
//! Source: *Include a V4 signature in the Authorization header* and *Include a V4 signature in a URL*
//! of the OSS API reference.

mod authorization;
mod canonical;
mod key;
mod scope;

use model::Secret;

pub use authorization::{Authorization, authorization};
pub use key::{SigningKey, signing_key};
pub use scope::Scope;

use crate::{
    Mismatch, Scheme,
    mac::{same, sha256_hex},
    oss::Request,
};

/// The scheme's name, which begins the `Authorization` header and the string to sign.
pub const ALGORITHM: &str = "OSS4-HMAC-SHA256";

/// The one value of `x-oss-content-sha256` that OSS takes: bodies are not covered.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// A signature and every text on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Method, resource, query, header lines, additional headers and payload line.
    pub canonical_request: String,
    /// Algorithm, timestamp, scope and the SHA-256 of the canonical request.
    pub string_to_sign: String,
    /// 64 lower-case hexadecimal digits.
    pub signature: String,
    /// Lower-case names of the additional headers that were signed, sorted and joined by `;`.
    pub additional_headers: String,
}

/// Signs a request whose signature travels in the `Authorization` header.
///
/// `timestamp` is the value of `x-oss-date`, such as `20231203T121212Z`; `scope` names the same day.
/// Of `additional_headers` those are taken that the request has and that are not signed anyway.
#[must_use]
pub fn sign(
    request: &Request<'_>,
    scope: &Scope<'_>,
    timestamp: &str,
    additional_headers: &[&str],
    access_key_secret: &Secret,
) -> Signed {
    let key = signing_key(access_key_secret, scope);
    sign_with_key(request, scope, timestamp, additional_headers, &key)
}

/// [`sign`] with a key from [`signing_key`] that was kept: it serves for the rest of the scope's day
/// and saves four of the five HMACs.
#[must_use]
pub fn sign_with_key(
    request: &Request<'_>,
    scope: &Scope<'_>,
    timestamp: &str,
    additional_headers: &[&str],
    key: &SigningKey,
) -> Signed {
    let payload = request.header("x-oss-content-sha256").unwrap_or(UNSIGNED_PAYLOAD);
    sign_payload(request, scope, timestamp, additional_headers, payload, key)
}

/// Signs a request whose signature travels in the query of a URL.
///
/// The query already holds `x-oss-signature-version`, `x-oss-credential`, `x-oss-date`,
/// `x-oss-expires` (seconds from `x-oss-date` on, 1 to 604800) and, where they apply,
/// `x-oss-additional-headers` and `x-oss-security-token`. The result goes into `x-oss-signature`,
/// which is not covered. The user of the URL must send the same signed headers.
#[must_use]
pub fn sign_url(
    request: &Request<'_>,
    scope: &Scope<'_>,
    timestamp: &str,
    additional_headers: &[&str],
    access_key_secret: &Secret,
) -> Signed {
    let key = signing_key(access_key_secret, scope);
    sign_payload(request, scope, timestamp, additional_headers, UNSIGNED_PAYLOAD, &key)
}

/// Checks the signature of an `Authorization` header in constant time.
///
/// `timestamp` is the value of `x-oss-date`, or `Date` brought into the same form. Whether it is
/// recent, and whether the scope names [its day](Scope::covers) and the right region, is for the
/// caller to ask.
///
/// # Errors
///
/// [`Mismatch`] with canonical request and string to sign.
pub fn verify(
    request: &Request<'_>,
    authorization: &Authorization<'_>,
    timestamp: &str,
    access_key_secret: &Secret,
) -> Result<(), Mismatch> {
    let Authorization { scope, additional_headers, signature, .. } = authorization;
    compare(sign(request, scope, timestamp, additional_headers, access_key_secret), signature)
}

/// Checks the signature of a presigned URL in constant time; see [`verify`] for what it leaves to the
/// caller.
///
/// # Errors
///
/// [`Mismatch`] with canonical request and string to sign.
pub fn verify_url(
    request: &Request<'_>,
    authorization: &Authorization<'_>,
    timestamp: &str,
    access_key_secret: &Secret,
) -> Result<(), Mismatch> {
    let Authorization { scope, additional_headers, signature, .. } = authorization;
    compare(sign_url(request, scope, timestamp, additional_headers, access_key_secret), signature)
}

fn sign_payload(
    request: &Request<'_>,
    scope: &Scope<'_>,
    timestamp: &str,
    additional_headers: &[&str],
    payload: &str,
    key: &SigningKey,
) -> Signed {
    let (canonical_request, additional_headers) =
        canonical::write(request, additional_headers, payload);
    let hash = sha256_hex(canonical_request.as_bytes());
    let string_to_sign = format!("{ALGORITHM}\n{timestamp}\n{scope}\n{hash}");
    let signature = key.sign(string_to_sign.as_bytes());
    Signed { canonical_request, string_to_sign, signature, additional_headers }
}

fn compare(signed: Signed, signature: &str) -> Result<(), Mismatch> {
    if same(&signed.signature, signature) {
        Ok(())
    } else {
        Err(Mismatch {
            scheme: Scheme::OssV4,
            string_to_sign: signed.string_to_sign,
            canonical_request: Some(signed.canonical_request),
        })
    }
}

#[cfg(test)]
mod tests;
