//! A multipart upload and the rules of its completion.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use super::object::{Attributes, Object, ObjectType};
use super::segment::Segment;

/// The smallest part but the last, in bytes (CompleteMultipartUpload).
const SMALLEST_PART: u64 = 100 * 1024;

/// An upload that was begun and not ended.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// 32 upper-case hexadecimal characters.
    pub(crate) id: String,
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) initiated: Timestamp,
    pub(crate) attributes: Attributes,
    pub(crate) forbid_overwrite: bool,
    /// By number, 1 to 10000. Each has a record of its own.
    #[serde(skip)]
    pub(crate) parts: BTreeMap<u16, Part>,
}

/// A part as it was stored last.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) segment: Arc<Segment>,
    pub(crate) last_modified: Timestamp,
}

/// Which parts make the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartChoice {
    /// `x-oss-complete-all: yes`: every stored part, by number.
    All,
    /// Numbers and ETags, with or without quotes, as listed in the body.
    Listed(Vec<(u16, String)>),
}

/// Why no object was made. The upload stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CompleteError {
    NoSuchUpload,
    /// No part was named, or none is there.
    NoParts,
    /// Numbers do not rise.
    InvalidPartOrder,
    /// A part is not there, or its ETag is another.
    InvalidPart {
        number: u16,
    },
    /// A part other than the last is under 100 KB.
    EntityTooSmall {
        number: u16,
        size: u64,
    },
    AlreadyExists,
}

impl Upload {
    /// Whether the upload is of this object: an id works with its own object only.
    pub(crate) fn is_of(&self, bucket: &str, key: &str) -> bool {
        self.bucket == bucket && self.key == key
    }

    /// The object of the chosen parts. The rules stand in the order in which the cloud checks
    /// them: order of numbers, then parts and ETags, then sizes.
    pub(super) fn assemble(
        &self,
        choice: &PartChoice,
        now: Timestamp,
    ) -> Result<Object, CompleteError> {
        let parts = match choice {
            PartChoice::All => self.parts.iter().map(|(number, part)| (*number, part)).collect(),
            PartChoice::Listed(listed) => self.listed(listed)?,
        };
        let Some((_, all_but_last)) = parts.split_last() else {
            return Err(CompleteError::NoParts);
        };
        if let Some((number, part)) =
            all_but_last.iter().find(|(_, part)| part.segment.size < SMALLEST_PART)
        {
            let size = part.segment.size;
            return Err(CompleteError::EntityTooSmall { number: *number, size });
        }
        Ok(join(&parts, self.attributes.clone(), now))
    }

    fn listed(&self, listed: &[(u16, String)]) -> Result<Vec<(u16, &Part)>, CompleteError> {
        if listed.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return Err(CompleteError::InvalidPartOrder);
        }
        listed
            .iter()
            .map(|(number, etag)| {
                self.parts
                    .get(number)
                    .filter(|part| {
                        // Clients send the ETag as they got it, or bare.
                        etag.trim_matches('"').eq_ignore_ascii_case(&part.segment.checksums.etag())
                    })
                    .map(|part| (*number, part))
                    .ok_or(CompleteError::InvalidPart { number: *number })
            })
            .collect()
    }
}

fn join(parts: &[(u16, &Part)], attributes: Attributes, last_modified: Timestamp) -> Object {
    let mut digests = Md5::new();
    let mut crc64 = 0;
    let mut size = 0;
    let mut segments = Vec::with_capacity(parts.len());
    for (_, part) in parts {
        let segment = &part.segment;
        digests.update(segment.checksums.md5);
        crc64 = signing::crc64::combine(crc64, segment.checksums.crc64, segment.size);
        size += segment.size;
        if segment.size > 0 {
            segments.push(Arc::clone(segment));
        }
    }
    Object {
        segments,
        size,
        crc64,
        // The documentation calls it opaque; this is the form that the service is seen to give.
        etag: format!("{}-{}", hex::encode_upper(digests.finalize()), parts.len()),
        md5: None,
        kind: ObjectType::Multipart,
        attributes,
        last_modified,
    }
}
