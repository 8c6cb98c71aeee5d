//! Multipart upload: InitiateMultipartUpload, UploadPart, ListParts, AbortMultipartUpload.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{HeaderValue, Response, StatusCode, header};
use model::time::iso8601;
use signing::encode::percent_encode;

use super::Call;
use super::error::OssError;
use super::incoming::{forbids_overwrite, refuse_unknown_wishes, stored, take};
use super::put_object::{metadata, refused};
use super::xml::Element;
use crate::body::{Body, empty, full};
use crate::objects::{Part, Upload};

/// Begins an upload.
pub(super) fn initiate(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    refuse_unknown_wishes(call.request)?;
    let encoding = KeyEncoding::of(call)?;
    let upload = Upload {
        id: call.cloud.config.randomness.hex(16).to_ascii_uppercase(),
        bucket: call.bucket.to_owned(),
        key: call.key.to_owned(),
        metadata: metadata(call.request)?,
        forbid_overwrite: forbids_overwrite(call.request),
        parts: BTreeMap::new(),
    };
    let id = upload.id.clone();
    call.cloud.objects.initiate(upload).map_err(|error| refused(error, call.bucket))?;
    let result = encoding
        .announce(Element::new("InitiateMultipartUploadResult"))
        .text("Bucket", call.bucket)
        .text("Key", encoding.write(call.key))
        .text("UploadId", id);
    Ok(xml(&result))
}

/// Stores a part, in place of an earlier one of the same number. Its size is judged at completion.
pub(super) async fn upload_part(
    call: &Call<'_>,
    number: u16,
    upload_id: &str,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    refuse_unknown_wishes(call.request)?;
    let no_such_upload = || OssError::no_such_upload(upload_id).ec("0042-00000104");
    let objects = &call.cloud.objects;
    // Asked before the bytes come, and again when they are here.
    objects.upload(call.bucket, call.key, upload_id, |_| ()).ok_or_else(no_such_upload)?;
    let segment = Arc::new(take(call, body).await?);
    let checksums = segment.checksums;
    let part = Part { segment, last_modified: call.cloud.now() };
    objects.add_part(call.bucket, call.key, upload_id, number, part).ok_or_else(no_such_upload)?;
    Ok(stored(&checksums))
}

/// Lists the stored parts behind `marker`, by number.
pub(super) fn list_parts(
    call: &Call<'_>,
    upload_id: &str,
    marker: u16,
    max_parts: u16,
) -> Result<Response<Body>, OssError> {
    let encoding = KeyEncoding::of(call)?;
    let behind = (std::ops::Bound::Excluded(marker), std::ops::Bound::Unbounded);
    let mut parts: Vec<(u16, Part)> = call
        .cloud
        .objects
        .upload(call.bucket, call.key, upload_id, |upload| {
            let page = upload.parts.range(behind).take(usize::from(max_parts) + 1);
            page.map(|(number, part)| (*number, part.clone())).collect()
        })
        .ok_or_else(|| OssError::no_such_upload(upload_id))?;
    let truncated = parts.len() > usize::from(max_parts);
    parts.truncate(usize::from(max_parts));
    let next = parts.last().map_or(marker, |(number, _)| *number);
    let mut result = encoding
        .announce(Element::new("ListPartsResult"))
        .text("Bucket", call.bucket)
        .text("Key", encoding.write(call.key))
        .text("UploadId", upload_id)
        .text("StorageClass", "Standard")
        .text("PartNumberMarker", marker)
        .text("NextPartNumberMarker", next)
        .text("MaxParts", max_parts)
        .text("IsTruncated", truncated);
    for (number, part) in &parts {
        let segment = &part.segment;
        let element = Element::new("Part")
            .text("PartNumber", number)
            .text("LastModified", iso8601(part.last_modified).replace('Z', ".000Z"))
            .text("ETag", format_args!("\"{}\"", segment.checksums.etag()))
            .text("HashCrc64ecma", segment.checksums.crc64)
            .text("Size", segment.size);
        result = result.child(&element);
    }
    Ok(xml(&result))
}

/// Ends an upload without an object.
pub(super) fn abort(call: &Call<'_>, upload_id: &str) -> Result<Response<Body>, OssError> {
    call.cloud
        .objects
        .abort(call.bucket, call.key, upload_id)
        .ok_or_else(|| OssError::no_such_upload(upload_id))?;
    let mut response = Response::new(empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

/// `encoding-type`: how keys stand in the XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyEncoding {
    Plain,
    /// Percent-encoded, for keys that XML 1.0 can't hold.
    Url,
}

impl KeyEncoding {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, OssError> {
        match call.request.parameter("encoding-type") {
            None | Some("") => Ok(Self::Plain),
            Some("url") => Ok(Self::Url),
            Some(other) => {
                Err(OssError::invalid_argument("Invalid Encoding Method specified in Request.")
                    .with("ArgumentName", "encoding-type")
                    .with("ArgumentValue", other))
            }
        }
    }

    /// Adds `EncodingType` where keys are encoded.
    pub(super) fn announce(self, element: Element) -> Element {
        match self {
            Self::Plain => element,
            Self::Url => element.text("EncodingType", "url"),
        }
    }

    pub(super) fn write(self, key: &str) -> String {
        match self {
            Self::Plain => key.to_owned(),
            Self::Url => percent_encode(key),
        }
    }
}

/// An answer of XML.
pub(super) fn xml(root: &Element) -> Response<Body> {
    let mut response = Response::new(full(root.document()));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}
