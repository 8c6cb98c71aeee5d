//! The body of a write: how long it may be, what it should sum up to, and how it becomes a segment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

use super::Call;
use super::error::OssError;
use super::request::OssRequest;
use crate::body::{Body, empty};
use crate::objects::{Checksums, ReceiveError, Segment, receive};

/// The largest object or part that comes in one request, in bytes: 5 GB.
pub(super) const LARGEST: u64 = 5 * 1024 * 1024 * 1024;

/// Headers that ask for something this cloud does not do. Ignoring one would store something else
/// than what was asked for.
const NOT_IMPLEMENTED: [&str; 13] = [
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "x-oss-callback",
    "x-oss-callback-var",
    "x-oss-copy-source",
    "x-oss-copy-source-range",
    "x-oss-server-side-data-encryption",
    "x-oss-server-side-encryption",
    "x-oss-server-side-encryption-key-id",
    "x-oss-tagging",
    "x-oss-traffic-limit",
];

/// Refuses a write that asks for what this cloud does not do.
pub(super) fn refuse_unknown_wishes(request: &OssRequest) -> Result<(), OssError> {
    match NOT_IMPLEMENTED.into_iter().find(|name| request.header(name).is_some()) {
        Some(name) => Err(OssError::header_not_implemented(name)),
        None => Ok(()),
    }
}

/// Whether `x-oss-forbid-overwrite: true` was sent.
pub(super) fn forbids_overwrite(request: &OssRequest) -> bool {
    request.header("x-oss-forbid-overwrite").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// What the client says its body sums up to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Promised {
    md5: Option<[u8; 16]>,
    crc64: Option<u64>,
}

impl Promised {
    /// Reads Content-MD5 (RFC 1864) and x-oss-hash-crc64ecma.
    pub(super) fn by(request: &OssRequest) -> Result<Self, OssError> {
        let md5 = match request.header("content-md5") {
            None => None,
            Some(text) => Some(
                STANDARD
                    .decode(&*text)
                    .ok()
                    .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok())
                    .ok_or_else(|| invalid_digest("0017-00000502"))?,
            ),
        };
        let crc64 = match request.header("x-oss-hash-crc64ecma") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| invalid_crc64())?),
        };
        Ok(Self { md5, crc64 })
    }

    /// Only Content-MD5: where the other sum would be of something else.
    pub(super) fn only_md5(self) -> Self {
        Self { crc64: None, ..self }
    }

    pub(super) fn check(&self, found: &Checksums) -> Result<(), OssError> {
        if self.md5.is_some_and(|md5| md5 != found.md5) {
            return Err(invalid_digest("0017-00000503"));
        }
        if self.crc64.is_some_and(|crc64| crc64 != found.crc64) {
            return Err(invalid_crc64());
        }
        Ok(())
    }
}

/// Takes the body in, and gives it only if it is what the client says it sent.
pub(super) async fn take(call: &Call<'_>, body: &mut Body) -> Result<Segment, OssError> {
    let promised = Promised::by(call.request)?;
    check_length(&call.request.headers)?;
    let directory = call.cloud.objects.directory();
    let segment = receive(directory, body, LARGEST).await.map_err(limit_error)?;
    promised.check(&segment.checksums)?;
    Ok(segment)
}

/// What a body that was not received is answered with.
pub(super) fn limit_error(error: ReceiveError) -> OssError {
    match error {
        ReceiveError::Incomplete => OssError::new(
            StatusCode::BAD_REQUEST,
            "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header.",
        ),
        ReceiveError::TooLarge => too_large(),
        ReceiveError::Disk(error) => OssError::internal(&error),
    }
}

/// The answer to PutObject and UploadPart: no body, and the sums of what was stored.
pub(super) fn stored(checksums: &Checksums) -> Response<Body> {
    let mut response = Response::new(empty());
    stored_headers(response.headers_mut(), checksums);
    response
}

/// The sums of what was stored.
pub(super) fn stored_headers(headers: &mut HeaderMap, checksums: &Checksums) {
    insert(headers, header::ETAG, format!("\"{}\"", checksums.etag()));
    insert(headers, CONTENT_MD5, STANDARD.encode(checksums.md5));
    insert(headers, CRC64, checksums.crc64.to_string());
}

pub(super) const CRC64: HeaderName = HeaderName::from_static("x-oss-hash-crc64ecma");
pub(super) const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// Sets a header whose value is made of plain characters.
pub(super) fn insert(headers: &mut HeaderMap, name: HeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

pub(super) fn check_length(headers: &HeaderMap) -> Result<(), OssError> {
    match headers.get(header::CONTENT_LENGTH) {
        None if headers.contains_key(header::TRANSFER_ENCODING) => Ok(()),
        None => Err(OssError::new(
            StatusCode::LENGTH_REQUIRED,
            "MissingContentLength",
            "You must provide the Content-Length HTTP header.",
        )),
        Some(length) => {
            let length = length.to_str().ok().and_then(|text| text.parse::<u64>().ok());
            if length.is_some_and(|length| length > LARGEST) { Err(too_large()) } else { Ok(()) }
        }
    }
}

fn too_large() -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size.",
    )
}

fn invalid_digest(ec: &'static str) -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "InvalidDigest",
        "The Content-MD5 you specified was invalid.",
    )
    .ec(ec)
}

fn invalid_crc64() -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "InvalidCRC64",
        "The x-oss-hash-crc64ecma you specified does not match what we calculated.",
    )
}
