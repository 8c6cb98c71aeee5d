//! What was granted to whom, as the functions under test take it.

use grant::{Draft, GrantKeys, testing};
use model::{MediaKind, Owner};
use settings::FromSetting as _;

/// `GRANT_KEYS` of every function under test.
pub const GRANT_KEY: &str = "key-of-tickets-and-stamps-under-test";

/// What this owner was granted: its `UserData` stamps an upload, its tickets show the owner.
#[must_use]
pub fn draft(kind: MediaKind, owner: &Owner) -> Draft {
    testing::draft(&GrantKeys::from_setting(GRANT_KEY).unwrap(), kind, owner)
}
