//! OSS signature V1: HMAC-SHA1 over a few lines of the request.
//!
//! It covers method, `Content-MD5`, `Content-Type`, date, every `x-oss-*` header and the resource
//! with its sub-resources. Other headers and query parameters are not covered.
//!
//! Sources: *Add signatures to headers* and *Add signatures to URLs* of the OSS API reference.

mod sub_resources;

use base64::{Engine, engine::general_purpose::STANDARD};
use model::Secret;

use crate::{
    AuthorizationError, Mismatch, Scheme,
    authorization::{after_scheme, required},
    headers,
    mac::{hmac_sha1, same},
    oss::Request,
};

/// The scheme's name, which begins the `Authorization` header.
const NAME: &str = "OSS";

/// The text that is signed when the signature travels in the `Authorization` header.
///
/// The date line is `x-oss-date`, or `Date` when there is none; without both it is empty, which OSS
/// refuses before it looks at the signature. A token in `x-oss-security-token` is covered like every
/// `x-oss-*` header.
#[must_use]
pub fn string_to_sign(request: &Request<'_>) -> String {
    let date = request.header("x-oss-date").or_else(|| request.header("date"));
    write(request, date.unwrap_or_default())
}

/// The signature for the `Authorization` header: 28 characters of base64.
#[must_use]
pub fn sign(request: &Request<'_>, access_key_secret: &Secret) -> String {
    sign_text(&string_to_sign(request), access_key_secret)
}

/// The value of the `Authorization` header, `OSS <AccessKeyId>:<Signature>`.
#[must_use]
pub fn authorization(access_key_id: &str, signature: &str) -> String {
    format!("{NAME} {access_key_id}:{signature}")
}

/// Reads an `Authorization` header into `AccessKeyId` and signature.
///
/// # Errors
///
/// [`AuthorizationError`] when the scheme is another one, or when one of the two is missing.
pub fn parse_authorization(header: &str) -> Result<(&str, &str), AuthorizationError> {
    let rest = after_scheme(header, NAME)?;
    let (access_key_id, signature) = rest.split_once(':').unwrap_or((rest, ""));
    Ok((required(Some(access_key_id), "AccessKeyId")?, required(Some(signature), "Signature")?))
}

/// Checks the signature of an `Authorization` header in constant time.
///
/// # Errors
///
/// [`Mismatch`] with the string to sign.
pub fn verify(
    request: &Request<'_>,
    access_key_secret: &Secret,
    signature: &str,
) -> Result<(), Mismatch> {
    compare(string_to_sign(request), access_key_secret, signature)
}

/// The text that is signed when the signature travels in the query of a presigned URL.
///
/// `expires` is the value of `Expires`, in seconds since 1970, and takes the place of the date.
/// `OSSAccessKeyId`, `Expires` and `Signature` in the query are not covered; `security-token` is.
/// The user of the URL must send the same `Content-MD5`, `Content-Type` and `x-oss-*` headers.
#[must_use]
pub fn string_to_sign_url(request: &Request<'_>, expires: u64) -> String {
    write(request, &expires.to_string())
}

/// The value of `Signature` in a presigned URL, not yet percent-encoded. See
/// [`string_to_sign_url`].
#[must_use]
pub fn sign_url(request: &Request<'_>, expires: u64, access_key_secret: &Secret) -> String {
    sign_text(&string_to_sign_url(request, expires), access_key_secret)
}

/// Checks the signature of a presigned URL in constant time. Whether `expires` has passed is for the
/// caller to ask, before this.
///
/// # Errors
///
/// [`Mismatch`] with the string to sign.
pub fn verify_url(
    request: &Request<'_>,
    expires: u64,
    access_key_secret: &Secret,
    signature: &str,
) -> Result<(), Mismatch> {
    compare(string_to_sign_url(request, expires), access_key_secret, signature)
}

fn write(request: &Request<'_>, date: &str) -> String {
    let mut out = String::with_capacity(256);
    for line in [
        request.method,
        request.header("content-md5").unwrap_or_default(),
        request.header("content-type").unwrap_or_default(),
        date,
    ] {
        out.push_str(line);
        out.push('\n');
    }
    let selected = headers::select(request.headers, |name| name.starts_with("x-oss-"));
    headers::write_lines(&selected, &mut out);
    request.write_resource(&mut out, |part, out| out.push_str(part));
    sub_resources::write(request.query, &mut out);
    out
}

fn compare(
    string_to_sign: String,
    access_key_secret: &Secret,
    signature: &str,
) -> Result<(), Mismatch> {
    if same(&sign_text(&string_to_sign, access_key_secret), signature) {
        Ok(())
    } else {
        Err(Mismatch { scheme: Scheme::OssV1, string_to_sign, canonical_request: None })
    }
}

fn sign_text(string_to_sign: &str, access_key_secret: &Secret) -> String {
    let key = [access_key_secret.expose().as_bytes()];
    STANDARD.encode(hmac_sha1(&key, string_to_sign.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NELSON: Request<'_> = Request {
        method: "PUT",
        bucket: Some("examplebucket"),
        key: Some("nelson"),
        query: &[],
        headers: &[
            ("content-md5", "eB5eJF1ptWaXm4bijSPyxw=="),
            ("content-type", "text/html"),
            ("x-oss-meta-magic", "abracadabra"),
            ("x-oss-meta-author", "alice"),
            ("x-oss-date", "Wed, 28 Dec 2022 10:27:41 GMT"),
        ],
    };

    // The cases of `oss/signer/signer_test.go` in the official Go SDK.
    #[test]
    fn reproduces_the_cases_of_the_go_sdk() {
        let secret = Secret::new("sk");
        let dated = Request { method: "GET", key: None, headers: &NELSON.headers[4..], ..NELSON };
        let with_acl = Request { query: &[("acl", None)], ..NELSON };
        let group = Request { query: &[("resourceGroup", None)], ..dated };
        let both = Request { query: &[("resourceGroup", Some("")), ("acl", None)], ..dated };
        assert_eq!(sign(&NELSON, &secret), "kSHKmLxlyEAKtZPkJhG9bZb5k7M=");
        assert_eq!(sign(&with_acl, &secret), "/afkugFbmWDQ967j1vr6zygBLQk=");
        assert_eq!(sign(&group, &secret), "vkQmfuUDyi1uDi3bKt67oemssIs=");
        assert_eq!(sign(&both, &secret), "x3E5TgOvl/i7PN618s5mEvpJDYk=");
    }

    #[test]
    fn reproduces_the_url_cases_of_the_go_sdk() {
        let secret = Secret::new("sk");
        let plain = Request {
            method: "GET",
            bucket: Some("bucket"),
            key: Some("key"),
            query: &[("versionId", Some("versionId"))],
            headers: &[],
        };
        let with_token = Request {
            key: Some("key+123"),
            query: &[("versionId", Some("versionId")), ("security-token", Some("token"))],
            ..plain
        };
        assert_eq!(sign_url(&plain, 1_699_807_420, &secret), "dcLTea+Yh9ApirQ8o8dOPqtvJXQ=");
        assert_eq!(sign_url(&with_token, 1_699_808_204, &secret), "jzKYRrM5y6Br0dRFPaTGOsbrDhY=");
    }

    #[test]
    fn reproduces_the_examples_of_the_documentation() {
        let secret = Secret::new("OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV");
        let header = Request {
            method: "PUT",
            bucket: Some("oss-example"),
            key: Some("nelson"),
            query: &[],
            headers: &[
                ("Content-Md5", "ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM="),
                ("Content-Type", "text/html"),
                ("Date", "Thu, 17 Nov 2005 18:49:58 GMT"),
                ("X-OSS-Meta-Author", "foo@bar.com"),
                ("X-OSS-Magic", "abracadabra"),
            ],
        };
        let url = Request { method: "GET", key: Some("oss-api.pdf"), headers: &[], ..header };
        assert_eq!(sign(&header, &secret), "26NBxoKdsyly4EDv6inkoDft/yA=");
        assert_eq!(sign_url(&url, 1_141_889_120, &secret), "EwaNTn1erJGkimiJ9WmXgwnANLc=");
    }

    #[test]
    fn x_oss_date_wins_over_date_and_is_signed_twice() {
        let headers = [("Date", "then"), ("X-Oss-Date", "now"), ("authorization", "OSS a:b")];
        let request = Request { headers: &headers, bucket: None, key: None, ..NELSON };
        assert_eq!(string_to_sign(&request), "PUT\n\n\nnow\nx-oss-date:now\n/");
    }

    #[test]
    fn empty_headers_and_levels_have_their_places() {
        let headers = [("x-oss-notification", ""), ("Date", "now")];
        let request = Request { headers: &headers, key: None, ..NELSON };
        assert_eq!(string_to_sign(&request), "PUT\n\n\nnow\nx-oss-notification:\n/examplebucket/");
        let same = Request { key: Some(""), ..request };
        assert_eq!(string_to_sign(&same), string_to_sign(&request));
    }

    #[test]
    fn signature_parameters_of_a_url_are_not_covered() {
        let query = [
            ("OSSAccessKeyId", Some("id")),
            ("Expires", Some("7")),
            ("Signature", Some("x=")),
            ("partNumber", Some("1")),
        ];
        let request = Request { query: &query, headers: &[], ..NELSON };
        assert_eq!(
            string_to_sign_url(&request, 7),
            "PUT\n\n\n7\n/examplebucket/nelson?partNumber=1"
        );
        let secret = Secret::new("sk");
        let signature = sign_url(&request, 7, &secret);
        assert_eq!(verify_url(&request, 7, &secret, &signature), Ok(()));
        assert!(verify_url(&request, 8, &secret, &signature).is_err());
    }

    #[test]
    fn reads_what_it_writes() {
        let header = authorization("STS.id", "kSHKmLxlyEAKtZPkJhG9bZb5k7M=");
        assert_eq!(parse_authorization(&header), Ok(("STS.id", "kSHKmLxlyEAKtZPkJhG9bZb5k7M=")));
    }

    #[test]
    fn says_what_is_wrong_with_a_header() {
        use AuthorizationError as E;
        for (header, error) in [
            ("", E::Empty),
            ("OSS", E::OtherScheme { expected: "OSS" }),
            ("OSS2 AccessKeyId:id,Signature:x", E::OtherScheme { expected: "OSS" }),
            ("OSS id", E::Missing { part: "Signature" }),
            ("OSS id:", E::Missing { part: "Signature" }),
            ("OSS :x", E::Missing { part: "AccessKeyId" }),
        ] {
            assert_eq!(parse_authorization(header), Err(error), "{header}");
        }
    }
}
