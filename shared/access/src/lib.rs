//! Who calls, and whether they may.
//!
//! Closed by default: a function that can be reached from outside does not start until the setting
//! `AUTH` says how callers are known, and callers may set no field that [`Rules`] do not give them.

mod admission;
mod api_key;
mod auth;
mod caller;
mod claims;
mod jwt;
mod platform;
mod presented;
mod refusal;
mod rules;
#[cfg(test)]
mod tests;

use admission::problem;
pub use admission::{AccessSettings, Admission, Exposure, Place};
pub use api_key::ApiKeyHashes;
pub use auth::{Auth, CallerSettings, Way};
pub use caller::{Caller, Role, Voucher};
pub use claims::{ClaimName, ClaimSettings, Claims};
pub use jwt::{
    Audience, FetchError, Issuer, JwksUrl, JwtAlgorithm, JwtSecrets, JwtSettings, KeySetSource,
    LARGEST_KEY_SET, Leeway, PublicKeys,
};
pub use platform::{Authorizer, ClaimHeaders, PlatformSettings};
pub use presented::Presented;
pub use refusal::{Fault, Refusal};
pub use rules::{
    Applied, AppliedField, Origin, RuleError, Rules, RulesFileError, RulesProblem, RulesSettings,
};
