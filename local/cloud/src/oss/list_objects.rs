//! ListObjects (GetBucket) and ListObjectsV2.
//!
//! Sources: their pages of the OSS API reference. A continuation token is opaque to callers; here
//! it is the base64 form of the last name. What `max-keys` may be beyond 1 to 1000 is not said:
//! everything else is InvalidArgument.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Response;
use model::time::iso8601;

use super::Call;
use super::answer::xml;
use super::error::OssError;
use super::key_encoding::KeyEncoding;
use super::list_query::{name, number};
use super::xml::Element;
use crate::body::Body;
use crate::objects::{Entry, ListQuery, Object};

/// Entries of a page when the request does not say.
const USUAL_PAGE: u16 = 100;

/// Lists by `marker`.
pub(super) fn list_objects(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let marker = name(call.request, "marker")?;
    let list = List::of(call, marker, true)?;
    let mut head = list.head(call).text("Marker", list.encoding.write(marker));
    if let Some(next) = &list.next {
        head = head.text("NextMarker", list.encoding.write(next));
    }
    Ok(xml(&list.write_into(head)))
}

/// Lists by `continuation-token` or `start-after`.
pub(super) fn list_objects_v2(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let start_after = name(call.request, "start-after")?;
    let token = call.request.parameter("continuation-token").filter(|token| !token.is_empty());
    let continued = token.map(read_token).transpose()?;
    let with_owner = call.request.parameter("fetch-owner") == Some("true");
    let list = List::of(call, continued.as_deref().unwrap_or(start_after), with_owner)?;
    let mut head = list.head(call);
    if !start_after.is_empty() {
        head = head.text("StartAfter", list.encoding.write(start_after));
    }
    if let Some(token) = token {
        head = head.text("ContinuationToken", token);
    }
    if let Some(next) = &list.next {
        head = head.text("NextContinuationToken", URL_SAFE_NO_PAD.encode(next));
    }
    head = head.text("KeyCount", list.count);
    Ok(xml(&list.write_into(head)))
}

fn read_token(token: &str) -> Result<String, OssError> {
    URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(
        || {
            OssError::invalid_argument("The continuation token provided is incorrect.")
                .with("ArgumentName", "continuation-token")
                .with("ArgumentValue", token)
        },
    )
}

/// One page, as both versions write it.
struct List<'a> {
    encoding: KeyEncoding,
    prefix: &'a str,
    delimiter: &'a str,
    max_keys: u16,
    next: Option<String>,
    count: usize,
    contents: Vec<Element>,
    common_prefixes: Vec<Element>,
}

impl<'a> List<'a> {
    fn of(call: &Call<'a>, after: &str, with_owner: bool) -> Result<Self, OssError> {
        let request = call.request;
        let encoding = KeyEncoding::of(request)?;
        let (prefix, delimiter) = (name(request, "prefix")?, name(request, "delimiter")?);
        let max_keys = number(request, "max-keys", USUAL_PAGE, 1..=1000)?;
        let query = ListQuery { prefix, delimiter, after, limit: usize::from(max_keys) };
        let page = call
            .cloud
            .objects
            .list(call.bucket, query)
            .ok_or_else(|| OssError::no_such_bucket(call.bucket))?;
        let owner = with_owner.then(|| call.cloud.config.account.id.as_str());
        let (mut contents, mut common_prefixes) = (Vec::new(), Vec::new());
        let count = page.entries.len();
        for entry in page.entries {
            match entry {
                Entry::Name(key, object) => {
                    contents.push(content(&encoding.write(&key), &object, owner));
                }
                Entry::CommonPrefix(common) => common_prefixes
                    .push(Element::new("CommonPrefixes").text("Prefix", encoding.write(&common))),
            }
        }
        let next = page.next;
        Ok(Self { encoding, prefix, delimiter, max_keys, next, count, contents, common_prefixes })
    }

    fn head(&self, call: &Call<'_>) -> Element {
        let root = Element::new("ListBucketResult")
            .text("Name", call.bucket)
            .text("Prefix", self.encoding.write(self.prefix))
            .text("MaxKeys", self.max_keys)
            .text("Delimiter", self.encoding.write(self.delimiter))
            .text("IsTruncated", self.next.is_some());
        self.encoding.announce(root)
    }

    fn write_into(&self, head: Element) -> Element {
        self.contents.iter().chain(&self.common_prefixes).fold(head, Element::child)
    }
}

fn content(key: &str, object: &Object, owner: Option<&str>) -> Element {
    let content = Element::new("Contents")
        .text("Key", key)
        .text("LastModified", iso8601(object.last_modified).replace('Z', ".000Z"))
        .text("ETag", format_args!("\"{}\"", object.etag))
        .text("Type", object.kind.as_str())
        .text("Size", object.size)
        .text("StorageClass", object.attributes.storage_class.as_str());
    match owner {
        Some(id) => content.child(&Element::owner(id)),
        None => content,
    }
}
