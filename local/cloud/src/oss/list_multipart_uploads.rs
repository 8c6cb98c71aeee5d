//! ListMultipartUploads: what was begun in a bucket and not ended.
//!
//! Source: its page of the OSS API reference.

use http::Response;
use model::time::iso8601;

use super::Call;
use super::answer::xml;
use super::error::OssError;
use super::key_encoding::KeyEncoding;
use super::list_query::{name, number};
use super::xml::Element;
use crate::body::Body;
use crate::objects::{Entry, ListQuery};

/// Lists by key, then by upload id. An `upload-id-marker` means nothing without a `key-marker`.
pub(super) fn list_multipart_uploads(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let request = call.request;
    let encoding = KeyEncoding::of(request)?;
    let (prefix, delimiter) = (name(request, "prefix")?, name(request, "delimiter")?);
    let key_marker = name(request, "key-marker")?;
    let id_marker = request.parameter("upload-id-marker").unwrap_or_default();
    let max_uploads = number(request, "max-uploads", 1000, 1..=1000)?;
    let query = ListQuery { prefix, delimiter, after: key_marker, limit: usize::from(max_uploads) };
    let page = call.cloud.objects.list_uploads(call.bucket, query, id_marker);
    let truncated = page.next.is_some();
    let (next_key, next_id) = match page.entries.last() {
        Some(Entry::Name(key, upload)) if truncated => (key.as_str(), upload.id.as_str()),
        Some(Entry::CommonPrefix(common)) if truncated => (common.as_str(), ""),
        _ => ("", ""),
    };
    let mut result = encoding
        .announce(Element::new("ListMultipartUploadsResult"))
        .text("Bucket", call.bucket)
        .text("KeyMarker", encoding.write(key_marker))
        .text("UploadIdMarker", id_marker)
        .text("NextKeyMarker", encoding.write(next_key))
        .text("NextUploadIdMarker", next_id)
        .text("Delimiter", encoding.write(delimiter))
        .text("Prefix", encoding.write(prefix))
        .text("MaxUploads", max_uploads)
        .text("IsTruncated", truncated);
    for entry in &page.entries {
        let element = match entry {
            Entry::Name(key, upload) => Element::new("Upload")
                .text("Key", encoding.write(key))
                .text("UploadId", &upload.id)
                .text("StorageClass", upload.storage_class.as_str())
                .text("Initiated", iso8601(upload.initiated).replace('Z', ".000Z")),
            Entry::CommonPrefix(common) => {
                Element::new("CommonPrefixes").text("Prefix", encoding.write(common))
            }
        };
        result = result.child(&element);
    }
    Ok(xml(&result))
}
