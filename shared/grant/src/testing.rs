//! What the tests of functions need of stamps and tickets.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "only tests see this module, and a test ends by a panic"
)]

use jiff::Timestamp;
use model::{MediaKind, Owner, fields::STAMP_KEY};
use serde_json::Value;

use crate::{Draft, Grant, GrantId, GrantKeys};

/// What `owner` was granted at the beginning of time.
#[must_use]
pub fn draft(keys: &GrantKeys, kind: MediaKind, owner: &Owner) -> Draft {
    let grant = Grant {
        id: GrantId::of([7; 16]),
        kind,
        file_size: None,
        extension: None,
        issued_at: Timestamp::UNIX_EPOCH,
    };
    Draft::new(keys, owner, &grant)
}

/// `UserData` as it was sent, with `[stamp]` in the place of the stamp, which must be there.
#[must_use]
pub fn with_stamp_hidden(user_data: &str) -> String {
    let mut user_data: Value = serde_json::from_str(user_data).unwrap();
    let stamp = user_data["Extend"].get_mut(STAMP_KEY).unwrap();
    assert!(stamp.as_str().unwrap().starts_with("1."), "{stamp}");
    *stamp = "[stamp]".into();
    user_data.to_string()
}
