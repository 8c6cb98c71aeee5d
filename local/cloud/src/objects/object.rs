//! What is stored under a key.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::acl::ObjectAcl;
use super::segment::Segment;
use super::storage_class::StorageClass;

/// A complete object.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// In order; each has at least one byte.
    pub(crate) segments: Vec<Arc<Segment>>,
    /// Length in bytes.
    pub(crate) size: u64,
    /// CRC-64/XZ of the whole.
    pub(crate) crc64: u64,
    /// Without quotes.
    pub(crate) etag: String,
    /// Digest of the whole; unknown for an object of parts.
    pub(crate) md5: Option<[u8; 16]>,
    pub(crate) kind: ObjectType,
    pub(crate) attributes: Attributes,
    pub(crate) last_modified: Timestamp,
}

/// `x-oss-object-type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ObjectType {
    /// Came in one piece.
    Normal,
    /// Came in parts.
    Multipart,
}

impl ObjectType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Multipart => "Multipart",
        }
    }
}

impl Object {
    /// An object of one piece.
    pub(crate) fn normal(
        segment: Segment,
        attributes: Attributes,
        last_modified: Timestamp,
    ) -> Self {
        Self {
            size: segment.size,
            crc64: segment.checksums.crc64,
            etag: segment.checksums.etag(),
            md5: Some(segment.checksums.md5),
            kind: ObjectType::Normal,
            attributes,
            last_modified,
            segments: if segment.size == 0 { Vec::new() } else { vec![Arc::new(segment)] },
        }
    }

    /// The same object under another ACL.
    pub(super) fn with_acl(&self, acl: ObjectAcl) -> Self {
        let attributes = Attributes { acl, ..self.attributes.clone() };
        Self { attributes, ..self.clone() }
    }
}

/// What a writer says of an object beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attributes {
    pub(crate) metadata: Metadata,
    pub(crate) acl: ObjectAcl,
    pub(crate) storage_class: StorageClass,
}

/// The headers that are kept with an object and come back with it (PutObject).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<(String, String)>", try_from = "Vec<(String, String)>")]
pub(crate) struct Metadata(Vec<(HeaderName, HeaderValue)>);

const KEPT: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CACHE_CONTROL,
    header::CONTENT_DISPOSITION,
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::EXPIRES,
];

impl Metadata {
    /// Content headers and every `x-oss-meta-*` of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let kept = headers
            .iter()
            .filter(|(name, _)| KEPT.contains(name) || name.as_str().starts_with("x-oss-meta-"))
            .map(|(name, value)| (name.clone(), value.clone()));
        Self(kept.collect())
    }

    /// Names and values of all user metadata together, which may be 8 KB.
    pub(crate) fn user_bytes(&self) -> usize {
        self.0
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("x-oss-meta-"))
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum()
    }

    /// Adds the headers to an answer; `application/octet-stream` where no type was given.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        for (name, value) in &self.0 {
            headers.insert(name.clone(), value.clone());
        }
    }
}

/// Values are bytes; a record has them as ISO 8859-1, which loses none.
impl From<Metadata> for Vec<(String, String)> {
    fn from(metadata: Metadata) -> Self {
        let text = |value: HeaderValue| value.as_bytes().iter().copied().map(char::from).collect();
        metadata.0.into_iter().map(|(name, value)| (name.to_string(), text(value))).collect()
    }
}

impl TryFrom<Vec<(String, String)>> for Metadata {
    type Error = String;

    fn try_from(stored: Vec<(String, String)>) -> Result<Self, String> {
        let header = |(name, value): (String, String)| {
            let bytes: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
            let value = bytes.ok().and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
            HeaderName::try_from(&name)
                .ok()
                .zip(value)
                .ok_or_else(|| format!("{name} is no header that an object can have"))
        };
        stored.into_iter().map(header).collect::<Result<_, _>>().map(Self)
    }
}
