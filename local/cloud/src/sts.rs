//! Security Token Service: AssumeRole and GetCallerIdentity (API reference, version 2015-04-01).
//!
//! The account has one role, whose own policy allows everything and whose MaxSessionDuration is the
//! default of a new role, 3,600 s; the session policy of a call narrows it.

mod assume_role;
mod caller_identity;

pub(crate) use assume_role::assume_role;
pub(crate) use caller_identity::caller_identity;

use model::RoleArn;

/// The name behind `role/`.
fn role_name(arn: &RoleArn) -> &str {
    arn.as_str().rsplit('/').next().unwrap_or_default()
}

/// The id of the role: 18 digits, as samples have them, recognisably of its account.
fn role_id(account_id: &str) -> String {
    format!("30{account_id}")
}
