//! What was granted, as the answer that a client gets.
//!
//! VOD's own fields stand unchanged, so that code written after its documentation works. Beside
//! them stand the absolute end of the credential and the time of this server: a phone whose clock is
//! wrong can still tell how long it has, and by how much it must correct its signatures.

mod answers;

pub use answers::{AttachedMediaGrant, ImageGrant, VideoGrant};
