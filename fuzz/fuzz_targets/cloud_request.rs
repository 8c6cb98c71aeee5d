//! Any request that HTTP can carry, as the local cloud gets it: it is answered, never with a failure
//! of the cloud itself, and without the right signature never with success.
#![no_main]

use bytes::Bytes;
use fuzz::cloud::ask;
use http::{HeaderValue, Method, Request, header::HeaderName};
use libfuzzer_sys::fuzz_target;

const METHODS: [Method; 6] =
    [Method::GET, Method::PUT, Method::POST, Method::DELETE, Method::HEAD, Method::PATCH];
const NAMES: &[&str] = &[
    "authorization",
    "host",
    "date",
    "content-type",
    "content-md5",
    "x-oss-date",
    "x-oss-security-token",
    "x-oss-content-sha256",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
    "x-acs-security-token",
    "accept",
    "range",
];
/// What a value may begin with, so that the parser behind it is reached.
const STARTS: &[&str] = &[
    "",
    "OSS testAccessKeyId:",
    "OSS4-HMAC-SHA256 Credential=testAccessKeyId/20260101/cn-shanghai/oss/aliyun_v4_request,",
    "ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders=",
    "2026-01-01T00:00:00Z",
    "20260101T000000Z",
    "Thu, 01 Jan 2026 00:00:00 GMT",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=",
    "2017-03-21",
    "media.oss-cn-shanghai.aliyuncs.com",
    "vod.cn-shanghai.aliyuncs.com",
    "UNSIGNED-PAYLOAD",
    "bytes=",
];

type Headers<'a> = Vec<(u8, u8, &'a [u8])>;

fuzz_target!(|input: (u8, &str, Headers<'_>, &[u8])| {
    let (method, target, headers, body) = input;
    let mut request = Request::builder()
        .method(METHODS[usize::from(method) % METHODS.len()].clone())
        .uri(format!("/{target}"));
    for (name, start, value) in headers {
        let name = HeaderName::from_static(NAMES[usize::from(name) % NAMES.len()]);
        let start = STARTS[usize::from(start) % STARTS.len()].as_bytes();
        let Ok(value) = HeaderValue::from_bytes(&[start, value].concat()) else { return };
        request = request.header(name, value);
    }
    let Ok(request) = request.body(Bytes::copy_from_slice(body)) else { return };
    let own = request.uri().path().starts_with("/_local/");
    let shown = format!("{request:?}");
    let answer = ask(request);
    assert!(
        own || answer.status().is_client_error() || answer.status() == 501,
        "{shown} {answer:?}"
    );
});
