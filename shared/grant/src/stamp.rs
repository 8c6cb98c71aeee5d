//! The stamp: what was granted to whom, written into the upload itself.
//!
//! It stands in `UserData.Extend` of the create call, before VOD has given the media an id, and comes
//! back with every event of the media and, for videos, with GetVideoInfo. So an upload can be told
//! from one that somebody else made, and its owner be found, without a database.

use jiff::Timestamp;
use model::{MediaKind, Owner};

use crate::{
    GrantId, GrantKeys,
    keys::{GrantKey, MAC_BYTES, OwnerTag, Purpose},
    sealed::{self, Reader},
};

/// Longest file name extension that is kept; none of VOD's is longer.
const EXTENSION_BYTES: usize = 16;

/// What was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Names it.
    pub id: GrantId,
    /// What may be uploaded.
    pub kind: MediaKind,
    /// The size that the caller declared, in bytes. VOD does not enforce it.
    pub file_size: Option<u64>,
    /// The extension that the caller declared, in lower case.
    pub extension: Option<String>,
    /// When it was granted, to the second.
    pub issued_at: Timestamp,
}

/// A stamp that these keys have made.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// What was granted.
    pub grant: Grant,
    owner: OwnerTag,
    key: GrantKey,
}

impl Stamp {
    /// Makes one.
    #[must_use]
    pub fn make(keys: &GrantKeys, grant: &Grant, owner: &Owner) -> Self {
        let key = keys.first().clone();
        Self { grant: grant.clone(), owner: key.owner_tag(grant.id, owner), key }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        let Grant { id, kind, file_size, extension, issued_at } = &self.grant;
        let mut bytes = Vec::with_capacity(80);
        bytes.push(kind_byte(*kind));
        bytes.extend(id.bytes());
        bytes.extend(self.owner.0);
        // No file is as large as the largest number.
        bytes.extend(file_size.unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend(issued_at.as_second().to_be_bytes());
        let extension = extension.as_deref().filter(|text| text.len() <= EXTENSION_BYTES);
        bytes.extend(extension.unwrap_or_default().bytes());
        sealed::seal(&self.key, Purpose::Stamp, &bytes)
    }

    /// Reads one. `None` for whatever these keys did not make.
    #[must_use]
    pub fn read(keys: &GrantKeys, text: &str) -> Option<Self> {
        let (bytes, key) = sealed::open(keys, Purpose::Stamp, text)?;
        let mut reader = Reader(&bytes);
        let kind = kind_of(reader.array::<1>()?[0])?;
        let id = GrantId::of(reader.array()?);
        let owner = OwnerTag(reader.array::<MAC_BYTES>()?);
        let file_size = Some(u64::from_be_bytes(reader.array()?)).filter(|size| *size != u64::MAX);
        let issued_at = Timestamp::from_second(i64::from_be_bytes(reader.array()?)).ok()?;
        let extension = Some(reader.rest()?.to_owned()).filter(|text| !text.is_empty());
        let grant = Grant { id, kind, file_size, extension, issued_at };
        Some(Self { grant, owner, key: key.clone() })
    }

    /// Whether the upload is this owner's.
    #[must_use]
    pub fn is_of(&self, owner: &Owner) -> bool {
        self.key.owner_tag(self.grant.id, owner).is(self.owner)
    }
}

/// A kind as it is sealed.
pub(crate) fn kind_byte(kind: MediaKind) -> u8 {
    match kind {
        MediaKind::Video => b'v',
        MediaKind::Image => b'i',
        MediaKind::AttachedMedia => b'a',
    }
}

/// A kind that was sealed.
pub(crate) fn kind_of(byte: u8) -> Option<MediaKind> {
    match byte {
        b'v' => Some(MediaKind::Video),
        b'i' => Some(MediaKind::Image),
        b'a' => Some(MediaKind::AttachedMedia),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use model::fields::{STAMP_BYTES, STAMP_KEY};
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::{FIRST, SECOND, grant, keys, keys_of, owner};

    fn declared() -> Grant {
        Grant {
            file_size: Some(12),
            extension: Some("mp4".into()),
            issued_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            ..grant(MediaKind::Video)
        }
    }

    #[test]
    fn a_stamp_comes_back_as_it_was_made() {
        let keys = keys();
        for grant in [
            declared(),
            Grant { kind: MediaKind::Image, file_size: None, extension: None, ..declared() },
            Grant { kind: MediaKind::AttachedMedia, file_size: Some(0), ..declared() },
        ] {
            let text = Stamp::make(&keys, &grant, &owner("user-1")).text();
            let read = Stamp::read(&keys, &text).unwrap();
            assert_eq!(read.grant, grant);
            assert!(read.is_of(&owner("user-1")) && !read.is_of(&owner("user-2")));
        }
    }

    #[test]
    fn the_longest_stamp_has_its_room() {
        let grant = Grant {
            file_size: Some(u64::MAX - 1),
            extension: Some("x".repeat(EXTENSION_BYTES)),
            ..declared()
        };
        let text = Stamp::make(&keys(), &grant, &owner("user-1")).text();
        assert!(format!("\"{STAMP_KEY}\":\"{text}\",").len() <= STAMP_BYTES, "{text}");
    }

    #[test]
    fn a_key_that_is_replaced_still_checks_and_one_that_is_gone_does_not() {
        let text = Stamp::make(&keys(), &declared(), &owner("user-1")).text();
        let both = keys_of(&format!("{SECOND},{FIRST}"));
        assert!(Stamp::read(&both, &text).unwrap().is_of(&owner("user-1")));
        assert!(Stamp::read(&keys_of(SECOND), &text).is_none());
    }

    #[test]
    fn no_bit_of_a_stamp_can_be_changed() {
        let keys = keys();
        let text = Stamp::make(&keys, &declared(), &owner("user-1")).text();
        for index in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[index / 8] ^= 1 << (index % 8);
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(Stamp::read(&keys, &changed).is_none(), "bit {index}: {changed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_else_is_no_stamp(text in ".{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            prop_assert!(Stamp::read(&keys(), &text).is_none());
            let encoded = format!("1.{}", URL_SAFE_NO_PAD.encode(bytes));
            prop_assert!(Stamp::read(&keys(), &encoded).is_none());
        }
    }
}
