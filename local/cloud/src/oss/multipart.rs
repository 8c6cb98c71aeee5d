//! Multipart upload: InitiateMultipartUpload, UploadPart, ListParts, AbortMultipartUpload.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Response;
use model::time::iso8601;

use super::Call;
use super::answer::{no_content, xml};
use super::attributes::attributes;
use super::error::OssError;
use super::incoming::{forbids_overwrite, refuse_unknown_wishes, stored, take};
use super::key_encoding::KeyEncoding;
use super::put_object::refused;
use super::xml::Element;
use crate::body::Body;
use crate::objects::{Part, Upload};

/// Begins an upload.
pub(super) fn initiate(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    refuse_unknown_wishes(call.request)?;
    let encoding = KeyEncoding::of(call.request)?;
    let upload = Upload {
        id: call.cloud.config.randomness.hex(16).to_ascii_uppercase(),
        bucket: call.bucket.to_owned(),
        key: call.key.to_owned(),
        initiated: call.cloud.now(),
        attributes: attributes(call)?,
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
    let encoding = KeyEncoding::of(call.request)?;
    let max_parts = call.cloud.faults.list_parts_page(max_parts, call.cloud.now());
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
    Ok(no_content())
}
