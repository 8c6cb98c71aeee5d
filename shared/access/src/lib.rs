//! Who calls, and whether they may.
//!
//! Closed by default: a function that can be reached from outside does not start until the setting
//! `AUTH` says how callers are known.

mod admission;
mod api_key;
mod caller;

pub use admission::{AccessSettings, Admission, Auth, Exposure};
pub use api_key::{ApiKeyHashes, Refusal};
pub use caller::{Caller, Role, Voucher};
