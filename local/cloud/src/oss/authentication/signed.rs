//! What a request's signature was made over, for explanations. Nothing is verified here.
//!
//! A form upload carries its signature in the body, which is not kept: who reads it notes it.

use http::request::Parts;
use jiff::Timestamp;
use model::Secret;
use model::time::{iso8601_basic, parse_http_date};
use signing::oss_v4::{self, ALGORITHM, Authorization};
use signing::{Scheme, oss_v1};

use crate::local::Signed;
use crate::oss::request::OssRequest;

/// The texts behind the signature. `None` when the request cannot be read or bears none.
pub(crate) fn signed(parts: &Parts, now: Timestamp) -> Option<Signed> {
    let request = OssRequest::parse(parts, now).ok()?;
    match request.header("authorization") {
        Some(header) if header.starts_with(ALGORITHM) => v4_header(&request, &header),
        Some(header) => {
            let (access_key_id, signature) = oss_v1::parse_authorization(&header).ok()?;
            let string_to_sign = request.with_signed_form(oss_v1::string_to_sign);
            Some(v1(access_key_id, string_to_sign, signature))
        }
        None if request.parameter("x-oss-signature").is_some() => v4_url(&request),
        None => {
            let expires = request.parameter("Expires")?.parse().ok()?;
            let string_to_sign =
                request.with_signed_form(|form| oss_v1::string_to_sign_url(form, expires));
            let signature = request.parameter("Signature")?;
            Some(v1(request.parameter("OSSAccessKeyId")?, string_to_sign, signature))
        }
    }
}

fn v1(access_key_id: &str, string_to_sign: String, signature: &str) -> Signed {
    Signed {
        scheme: Scheme::OssV1,
        access_key_id: access_key_id.to_owned(),
        canonical_request: None,
        string_to_sign,
        signature: signature.to_owned(),
    }
}

fn v4_header(request: &OssRequest, header: &str) -> Option<Signed> {
    let authorization = Authorization::parse(header).ok()?;
    let timestamp = match request.header("x-oss-date") {
        Some(date) => date.into_owned(),
        None => iso8601_basic(parse_http_date(&request.header("date")?)?),
    };
    let Authorization { scope, additional_headers, .. } = &authorization;
    let texts = request.with_signed_form(|form| {
        oss_v4::sign(form, scope, &timestamp, additional_headers, &Secret::new(""))
    });
    Some(v4(&authorization, texts))
}

fn v4_url(request: &OssRequest) -> Option<Signed> {
    let query: Vec<_> =
        request.query.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect();
    let authorization = Authorization::from_query(&query).ok()?;
    let timestamp = request.parameter("x-oss-date")?;
    let Authorization { scope, additional_headers, .. } = &authorization;
    let texts = request.with_signed_form(|form| {
        oss_v4::sign_url(form, scope, timestamp, additional_headers, &Secret::new(""))
    });
    Some(v4(&authorization, texts))
}

/// The texts do not depend on the key.
fn v4(authorization: &Authorization<'_>, texts: oss_v4::Signed) -> Signed {
    Signed {
        scheme: Scheme::OssV4,
        access_key_id: authorization.access_key_id.to_owned(),
        canonical_request: Some(texts.canonical_request),
        string_to_sign: texts.string_to_sign,
        signature: authorization.signature.to_owned(),
    }
}
