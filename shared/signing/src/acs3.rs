//! ACS3-HMAC-SHA256, signature V3 of RPC calls: what the newest official SDKs send to VOD and STS.
//!
//! The action travels in headers, and a canonical request over method, path, query, chosen headers
//! and the hash of the body is signed with HMAC-SHA256 under the bare `AccessKeySecret`.
//!
//! Source: *V3 request body and signature mechanism* of the Alibaba Cloud SDK documentation.

mod authorization;

use std::borrow::Cow;

use model::Secret;

pub use authorization::Authorization;

use crate::{
    Mismatch, Scheme, encode, headers,
    mac::{hmac_sha256, same, sha256_hex},
};

/// The scheme's name, which begins the `Authorization` header and the string to sign.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// What is signed of a call.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The HTTP method as sent.
    pub method: &'a str,
    /// The path as sent, that is, encoded. `/` for the RPC style of VOD and STS; empty means `/`.
    pub path: &'a str,
    /// The decoded query in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// The headers, names in any case. `Authorization` may be among them.
    pub headers: &'a [(&'a str, &'a str)],
    /// [`payload_sha256`] of the body. A verifier computes it from the body that arrived and compares
    /// it with the header `x-acs-content-sha256`.
    pub payload_sha256: &'a str,
}

/// A signature and every text on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Method, path, query, header lines, names of the signed headers and hash of the body.
    pub canonical_request: String,
    /// The algorithm and the SHA-256 of the canonical request.
    pub string_to_sign: String,
    /// 64 lower-case hexadecimal digits.
    pub signature: String,
    /// Lower-case names of the signed headers, sorted and joined by `;`.
    pub signed_headers: String,
}

impl Signed {
    /// The value of the `Authorization` header.
    #[must_use]
    pub fn authorization(&self, access_key_id: &str) -> String {
        let Self { signed_headers, signature, .. } = self;
        format!(
            "{ALGORITHM} Credential={access_key_id},SignedHeaders={signed_headers},\
             Signature={signature}"
        )
    }
}

/// The lower-case hexadecimal SHA-256 of a body, the value of `x-acs-content-sha256`.
#[must_use]
pub fn payload_sha256(body: &[u8]) -> String {
    sha256_hex(body)
}

/// Signs `host`, `content-type` and every `x-acs-*` header that the request has.
#[must_use]
pub fn sign(request: &Request<'_>, access_key_secret: &Secret) -> Signed {
    let selected = headers::select(request.headers, must_be_signed);
    let mut names: Vec<&str> = selected.iter().map(|(name, _)| name.as_ref()).collect();
    names.dedup();
    sign_selected(request, &selected, names.join(";"), access_key_secret)
}

/// Signs exactly the named headers.
///
/// The official Python SDK signs every header that it sends, so a verifier takes the list from the
/// request. Names may come in any order and case. A name without a header is listed but has no line.
#[must_use]
pub fn sign_headers(
    request: &Request<'_>,
    signed_headers: &[&str],
    access_key_secret: &Secret,
) -> Signed {
    let mut names: Vec<Cow<'_, str>> =
        signed_headers.iter().map(|name| headers::lower(name)).collect();
    names.sort_unstable();
    names.dedup();
    let selected = headers::select(request.headers, |name| {
        names.binary_search_by(|signed| signed.as_ref().cmp(name)).is_ok()
    });
    sign_selected(request, &selected, names.join(";"), access_key_secret)
}

/// Checks a signature over the headers that `authorization` lists, in constant time.
///
/// That the list is complete is another question: see [`Authorization::unsigned_header`].
///
/// # Errors
///
/// [`Mismatch`] with canonical request and string to sign.
pub fn verify(
    request: &Request<'_>,
    authorization: &Authorization<'_>,
    access_key_secret: &Secret,
) -> Result<(), Mismatch> {
    let signed = sign_headers(request, &authorization.signed_headers, access_key_secret);
    if same(&signed.signature, authorization.signature) {
        Ok(())
    } else {
        Err(Mismatch {
            scheme: Scheme::Acs3,
            string_to_sign: signed.string_to_sign,
            canonical_request: Some(signed.canonical_request),
        })
    }
}

/// Whether the rules want a header signed, asked by its lower-case name.
fn must_be_signed(name: &str) -> bool {
    name == "host" || name == "content-type" || name.starts_with("x-acs-")
}

fn sign_selected(
    request: &Request<'_>,
    selected: &[(Cow<'_, str>, &str)],
    signed_headers: String,
    access_key_secret: &Secret,
) -> Signed {
    let canonical_request = canonical_request(request, selected, &signed_headers);
    let string_to_sign = format!("{ALGORITHM}\n{}", sha256_hex(canonical_request.as_bytes()));
    let key = [access_key_secret.expose().as_bytes()];
    let signature = hex::encode(hmac_sha256(&key, string_to_sign.as_bytes()));
    Signed { canonical_request, string_to_sign, signature, signed_headers }
}

fn canonical_request(
    request: &Request<'_>,
    selected: &[(Cow<'_, str>, &str)],
    signed_headers: &str,
) -> String {
    let mut query = request.query.to_vec();
    query.sort_by_key(|(name, _)| *name);

    let mut out = String::with_capacity(1024);
    out.push_str(request.method);
    out.push('\n');
    out.push_str(if request.path.is_empty() { "/" } else { request.path });
    out.push('\n');
    for (index, (name, value)) in query.into_iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        encode::percent_encode_into(name, &mut out);
        out.push('=');
        encode::percent_encode_into(value, &mut out);
    }
    out.push('\n');
    headers::write_lines(selected, &mut out);
    out.push('\n');
    out.push_str(signed_headers);
    out.push('\n');
    out.push_str(request.payload_sha256);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// The worked example of the signature V3 documentation.
    const RUN_INSTANCES: Request<'_> = Request {
        method: "POST",
        path: "/",
        query: &[
            ("RegionId", "cn-shanghai"),
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
        ],
        headers: &[
            ("X-Acs-Action", "RunInstances"),
            ("host", "ecs.cn-shanghai.aliyuncs.com"),
            ("x-acs-version", "2014-05-26"),
            ("x-acs-date", "2023-10-26T10:22:32Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-content-sha256", EMPTY),
            ("user-agent", "not signed"),
        ],
        payload_sha256: EMPTY,
    };

    #[test]
    fn reproduces_the_example_of_the_documentation() {
        let signed = sign(&RUN_INSTANCES, &Secret::new("YourAccessKeySecret"));
        assert_eq!(
            signed.string_to_sign,
            "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
        );
        assert_eq!(
            signed.authorization("YourAccessKeyId"),
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;\
             x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn signs_the_headers_that_an_sdk_lists() {
        let headers = [
            ("accept", "application/json"),
            ("host", "vod.cn-shanghai.aliyuncs.com"),
            ("user-agent", "demo/1"),
            ("x-acs-action", "CreateUploadVideo"),
            ("x-acs-content-sha256", EMPTY),
            ("x-acs-date", "2026-01-02T03:04:05Z"),
            ("x-acs-signature-nonce", "0d7b4c1e11114222833344445555666"),
            ("x-acs-version", "2017-03-21"),
        ];
        let request = Request {
            method: "POST",
            path: "/",
            query: &[("Title", "测试 a*b~c"), ("FileName", "demo.mp4")],
            headers: &headers,
            payload_sha256: EMPTY,
        };
        let listed = headers.map(|(name, _)| name);
        let signed = sign_headers(&request, &listed, &Secret::new("testAccessKeySecret"));
        assert_eq!(
            signed.signature,
            "ee2ebffc5dfcbcf7163d3e3bdb93068f189d043dcfee69cde043d1f35dca1588"
        );
    }

    #[test]
    fn the_hash_of_an_empty_body_is_known() {
        assert_eq!(payload_sha256(b""), EMPTY);
    }

    #[test]
    fn a_verifier_takes_the_list_from_the_header() {
        let secret = Secret::new("secret");
        let signed = sign_headers(&RUN_INSTANCES, &["User-Agent", "HOST"], &secret);
        assert_eq!(signed.signed_headers, "host;user-agent");
        let header = signed.authorization("id");
        let authorization = Authorization::parse(&header).unwrap();
        assert_eq!(verify(&RUN_INSTANCES, &authorization, &secret), Ok(()));
        assert_eq!(authorization.unsigned_header(&RUN_INSTANCES), Some("X-Acs-Action"));
    }

    #[test]
    fn a_listed_header_cannot_be_taken_away() {
        let secret = Secret::new("secret");
        let with = Request { headers: &[("host", "h"), ("x-acs-empty", "")], ..RUN_INSTANCES };
        let without = Request { headers: &[("host", "h")], ..RUN_INSTANCES };
        let header = sign(&with, &secret).authorization("id");
        let authorization = Authorization::parse(&header).unwrap();
        assert_eq!(verify(&with, &authorization, &secret), Ok(()));
        let mismatch = verify(&without, &authorization, &secret).unwrap_err();
        assert_eq!(mismatch.scheme, Scheme::Acs3);
        assert!(mismatch.canonical_request.is_some_and(|text| text.contains("host:h\n\nhost;")));
    }

    #[test]
    fn an_empty_path_is_the_root() {
        let secret = Secret::new("secret");
        let empty = Request { path: "", ..RUN_INSTANCES };
        assert_eq!(sign(&empty, &secret), sign(&RUN_INSTANCES, &secret));
    }
}
