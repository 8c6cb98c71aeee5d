//! Payload format 2.0 of HTTP APIs and function URLs, as a request.
//!
//! The decoded query map of the payload joins repeated names with commas; so the raw query string is
//! taken. Names of headers are in lower case, cookies stand beside the headers.
//!
//! Source: *Working with AWS Lambda proxy integrations for HTTP APIs* in the AWS documentation.

use std::net::IpAddr;

use access::Claims;
use aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, Uri, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use super::{Failure, authorizer};
use crate::{ApiError, body::MAX_BODY_BYTES};

/// What may not stand in a path as it is. Of a `%` see [`encoded`].
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// A request whose body is large or unreadable is one all the same.
type Body = Result<Bytes, ApiError>;

/// A request with what the platform says of it.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) request: Request<Body>,
    pub(super) client_address: Option<IpAddr>,
    pub(super) platform_claims: Option<Claims>,
}

/// A request, or one that cannot be one.
type Read = Result<Arrived, ApiError>;

/// Reads a payload. Its own error is an event that is no HTTP request at all.
pub(super) fn read(payload: &str) -> Result<Read, Failure> {
    match serde_json::from_str::<ApiGatewayV2httpRequest>(payload) {
        // Every field but these has a default, so any object with a context would be read.
        Ok(event) if event.raw_path.is_some() => Ok(convert(event)),
        Ok(_) | Err(_) => refuse(payload).map(Err),
    }
}

fn convert(event: ApiGatewayV2httpRequest) -> Read {
    let body = body(event.body, event.is_base64_encoded);
    let http = event.request_context.http;
    let path = event.raw_path.unwrap_or_default();
    let path = behind_stage(&path, event.request_context.stage.as_deref());
    let mut target = encoded(path);
    if let Some(query) = event.raw_query_string.filter(|query| !query.is_empty()) {
        target.push('?');
        target.push_str(&query);
    }
    let uri: Uri = target
        .parse()
        .map_err(|_| ApiError::bad_request("MalformedRequest", "The path cannot be read."))?;
    let mut request = Request::new(body);
    *request.method_mut() = http.method;
    *request.uri_mut() = uri;
    *request.headers_mut() = event.headers;
    if let Some(cookies) = event.cookies.filter(|cookies| !cookies.is_empty()) {
        let value = HeaderValue::from_str(&cookies.join("; "))
            .map_err(|_| ApiError::bad_request("MalformedRequest", "A cookie cannot be read."))?;
        request.headers_mut().insert(header::COOKIE, value);
    }
    let client_address = http.source_ip.and_then(|address| address.parse().ok());
    let platform_claims = authorizer::claims(event.request_context.authorizer);
    Ok(Arrived { request, client_address, platform_claims })
}

/// The path as it is on the wire. An HTTP API decodes it and a function URL does not: a `%` that begins
/// an escape is one, any other was sent encoded.
fn encoded(path: &str) -> String {
    let escape = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let mut pieces = path.split('%');
    let mut target = utf8_percent_encode(pieces.next().unwrap_or_default(), PATH).to_string();
    for piece in pieces {
        target.push_str(if escape(piece) { "%" } else { "%25" });
        target.extend(utf8_percent_encode(piece, PATH));
    }
    target
}

/// A stage with a name of its own stands in front of the path.
fn behind_stage<'a>(path: &'a str, stage: Option<&str>) -> &'a str {
    let rest = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
    rest.filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

fn body(body: Option<String>, is_base64_encoded: bool) -> Body {
    let body = body.unwrap_or_default();
    let body = if is_base64_encoded {
        STANDARD
            .decode(body)
            .map_err(|_| ApiError::bad_request("MalformedRequest", "The body is no base64."))?
    } else {
        body.into_bytes()
    };
    if body.len() > MAX_BODY_BYTES {
        Err(ApiError::too_large(MAX_BODY_BYTES))
    } else {
        Ok(Bytes::from(body))
    }
}

/// Whether all but the authorizer's part can be read. Read as text again: the reader of a text is in
/// every function anyway, one of a `Value` would be 30 KB more.
fn is_authorizer_to_blame(event: &mut Value) -> bool {
    let context = event["requestContext"].as_object_mut();
    let authorizer = context.and_then(|context| context.remove("authorizer"));
    let rest = event.to_string();
    authorizer.is_some() && serde_json::from_str::<ApiGatewayV2httpRequest>(&rest).is_ok()
}

/// Says what an event is that is no request of format 2.0.
fn refuse(payload: &str) -> Result<ApiError, Failure> {
    let mut event: Value = serde_json::from_str(payload).unwrap_or_default();
    if event["requestContext"]["http"].is_object() {
        if is_authorizer_to_blame(&mut event) {
            tracing::error!("requestContext.authorizer has a shape that is not known");
            return Ok(ApiError::new(
                StatusCode::UNAUTHORIZED,
                "MissingIdentity",
                "What the platform in front of this service says of the caller cannot be read.",
            ));
        }
        // A header or method that is none in HTTP.
        Ok(ApiError::bad_request("MalformedRequest", "The request cannot be read as HTTP."))
    } else if event["httpMethod"].is_string() {
        tracing::error!("an HTTP event of payload format 1.0; configure format 2.0");
        Ok(ApiError::bad_request(
            "UnsupportedPayloadFormat",
            "This function takes HTTP events of payload format 2.0 (an HTTP API or a function URL) \
             and no events of a REST API or of format 1.0.",
        ))
    } else {
        Err(Failure::unsupported(
            "this function answers HTTP requests: connect it with an HTTP API or a function URL",
        ))
    }
}
