//! What the tests of this crate share.

use jiff::Timestamp;
use model::{MediaKind, Owner};
use settings::FromSetting as _;

use crate::{Grant, GrantId, GrantKeys};

pub(crate) const FIRST: &str = "first-key-of-thirty-two-letters!";
pub(crate) const SECOND: &str = "other-key-of-thirty-two-letters!";

/// Keys from the text of a setting.
pub(crate) fn keys_of(text: &str) -> GrantKeys {
    GrantKeys::from_setting(text).unwrap()
}

/// One key.
pub(crate) fn keys() -> GrantKeys {
    keys_of(FIRST)
}

pub(crate) fn owner(subject: &str) -> Owner {
    Owner::of(subject.parse().unwrap())
}

/// A grant of this kind, of which nothing was declared.
pub(crate) fn grant(kind: MediaKind) -> Grant {
    Grant {
        id: GrantId::of([7; 16]),
        kind,
        file_size: None,
        extension: None,
        issued_at: Timestamp::UNIX_EPOCH,
    }
}
