//! An answer in payload format 2.0.

use aws_lambda_events::{apigw::ApiGatewayV2httpResponse, encodings::Body};
use bytes::Bytes;
use http::{Response, header};

/// Writes it. Every field is there: the emulator of cargo-lambda takes no shorter form.
pub(super) fn write(response: Response<Bytes>) -> ApiGatewayV2httpResponse {
    let (mut parts, body) = response.into_parts();
    let cookies = parts
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|cookie| cookie.to_str().ok().map(str::to_owned))
        .collect();
    parts.headers.remove(header::SET_COOKIE);
    let mut event = ApiGatewayV2httpResponse::default();
    event.status_code = i64::from(parts.status.as_u16());
    event.headers = parts.headers;
    event.cookies = cookies;
    match String::from_utf8(body.into()) {
        Ok(text) => event.body = Some(Body::Text(text)),
        Err(binary) => {
            event.body = Some(Body::Binary(binary.into_bytes()));
            event.is_base64_encoded = true;
        }
    }
    event
}
