//! One signed HTTP request out of an operation's parameters.
//!
//! Both forms are POST to `/`, as the official SDKs send. With ACS3 the parameters stand in the
//! query and everything secret in headers. With V1, which signs the token among the parameters, all
//! of them go into a form body, so that no token appears in a URL that somebody logs.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use jiff::Timestamp;
use model::{Credentials, time};
use signing::{acs3, encode, rpc_v1};
use url::Url;

use crate::{SignatureVersion, parameters::Parameters};

/// What one attempt adds to an operation.
pub(crate) struct Frame<'a> {
    pub(crate) endpoint: &'a Url,
    pub(crate) version: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) credentials: &'a Credentials,
    pub(crate) now: Timestamp,
    pub(crate) nonce: &'a str,
    pub(crate) signature: SignatureVersion,
}

/// The request, and what its signature was made over.
pub(crate) struct Signed {
    pub(crate) request: Request<Bytes>,
    pub(crate) string_to_sign: String,
}

/// A key or token that cannot stand in an HTTP header.
#[derive(Debug)]
pub(crate) struct Unsendable;

pub(crate) fn build(frame: &Frame<'_>, parameters: &Parameters) -> Result<Signed, Unsendable> {
    match frame.signature {
        SignatureVersion::Acs3 => acs3(frame, parameters),
        SignatureVersion::V1 => v1(frame, parameters),
    }
}

fn acs3(frame: &Frame<'_>, parameters: &Parameters) -> Result<Signed, Unsendable> {
    let host = host(frame.endpoint);
    let date = time::iso8601(frame.now);
    let payload_sha256 = acs3::payload_sha256(b"");
    let mut headers: Vec<(&str, &str)> = vec![
        ("host", &host),
        ("x-acs-action", frame.operation),
        ("x-acs-content-sha256", &payload_sha256),
        ("x-acs-date", &date),
        ("x-acs-signature-nonce", frame.nonce),
        ("x-acs-version", frame.version),
    ];
    if let Some(token) = &frame.credentials.security_token {
        headers.push(("x-acs-security-token", token.expose()));
    }
    let query: Vec<(&str, &str)> =
        parameters.pairs().iter().map(|(name, value)| (*name, value.as_str())).collect();
    let request = acs3::Request {
        method: "POST",
        path: frame.endpoint.path(),
        query: &query,
        headers: &headers,
        payload_sha256: &payload_sha256,
    };
    let signed = acs3::sign(&request, &frame.credentials.access_key_secret);
    let authorization = signed.authorization(&frame.credentials.access_key_id);

    let mut sent = HeaderMap::new();
    for (name, value) in headers {
        insert(&mut sent, HeaderName::try_from(name).map_err(|_| Unsendable)?, value)?;
    }
    insert(&mut sent, header::AUTHORIZATION, &authorization)?;
    insert(&mut sent, header::ACCEPT, "application/json")?;
    let uri = format!("{}?{}", frame.endpoint, form(parameters));
    let uri = if query.is_empty() { frame.endpoint.to_string() } else { uri };
    finish(&uri, sent, Bytes::new(), signed.string_to_sign)
}

fn v1(frame: &Frame<'_>, parameters: &Parameters) -> Result<Signed, Unsendable> {
    let mut all = Parameters::default();
    all.set("Action", frame.operation)
        .set("Version", frame.version)
        .set("Format", "JSON")
        .set("AccessKeyId", &frame.credentials.access_key_id)
        .set("SignatureMethod", "HMAC-SHA1")
        .set("SignatureVersion", "1.0")
        .set("SignatureNonce", frame.nonce)
        .set("Timestamp", &time::iso8601(frame.now));
    if let Some(token) = &frame.credentials.security_token {
        all.set_secret("SecurityToken", token);
    }
    for (name, value) in parameters.pairs() {
        all.set(name, value);
    }
    let string_to_sign = rpc_v1::string_to_sign("POST", all.pairs());
    let signature = rpc_v1::sign("POST", all.pairs(), &frame.credentials.access_key_secret);
    all.set("Signature", &signature);

    let mut sent = HeaderMap::new();
    insert(&mut sent, header::HOST, &host(frame.endpoint))?;
    insert(&mut sent, header::ACCEPT, "application/json")?;
    insert(&mut sent, header::CONTENT_TYPE, "application/x-www-form-urlencoded")?;
    finish(frame.endpoint.as_str(), sent, Bytes::from(form(&all)), string_to_sign)
}

fn finish(
    uri: &str,
    headers: HeaderMap,
    body: Bytes,
    string_to_sign: String,
) -> Result<Signed, Unsendable> {
    let mut request = Request::post(uri).body(body).map_err(|_| Unsendable)?;
    *request.headers_mut() = headers;
    Ok(Signed { request, string_to_sign })
}

/// `Host` as an HTTP client derives it from the URL: with the port unless it is the scheme's own.
fn host(endpoint: &Url) -> String {
    let name = endpoint.host_str().unwrap_or_default();
    endpoint.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

fn form(parameters: &Parameters) -> String {
    let mut text = String::new();
    for (name, value) in parameters.pairs() {
        if !text.is_empty() {
            text.push('&');
        }
        encode::percent_encode_into(name, &mut text);
        text.push('=');
        encode::percent_encode_into(value, &mut text);
    }
    text
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Unsendable> {
    let mut value = HeaderValue::from_str(value).map_err(|_| Unsendable)?;
    let secret = matches!(name.as_str(), "authorization" | "x-acs-security-token");
    value.set_sensitive(secret);
    headers.insert(name, value);
    Ok(())
}
