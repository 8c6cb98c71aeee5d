//! What was granted to whom, and the answer that a client gets.
//!
//! VOD's own fields stand unchanged, so that code written after its documentation works. Beside
//! them stand the absolute end of the credential, the time of this server (a phone whose clock is
//! wrong can still tell how long it has, and by how much it must correct its signatures), and the
//! ticket, which shows later whose the upload is.
//!
//! No database is needed for that: the stamp goes into the upload and the ticket into the answer,
//! both under a key of the service.

mod answers;
mod claim;
mod draft;
#[cfg(test)]
mod fixtures;
mod grant_id;
mod keys;
#[cfg(feature = "openapi")]
pub mod schema;
mod sealed;
mod stamp;
#[cfg(feature = "testing")]
pub mod testing;
mod ticket;
pub mod user_data;

pub use answers::{AttachedMediaGrant, ImageGrant, VideoGrant};
pub use claim::{Claim, Verdict};
pub use draft::Draft;
pub use grant_id::GrantId;
pub use keys::GrantKeys;
pub use stamp::{Grant, Stamp};
pub use ticket::Ticket;

settings::settings! {
    /// What every function reads that grants, or serves whom something was granted to.
    pub struct GrantSettings {
        /// The keys of tickets and stamps: by them an owner is known. The first makes, all check, so
        /// that one can be replaced without a gap.
        required grant_keys: GrantKeys = "GRANT_KEYS",
    }
}
