//! The session of a role: a temporary key that may do what role and session policy both allow.

use model::RoleSessionName;

use crate::identities::{Permission, Principal, Role, TemporaryKey};
use crate::policy::Policy;
use crate::state::Cloud;

/// A session that is about to begin; everything about it was checked.
pub(super) struct Session<'a> {
    pub(super) role_name: &'a str,
    pub(super) role: &'a Role,
    pub(super) name: &'a RoleSessionName,
    pub(super) seconds: i64,
    pub(super) policy: Option<Policy>,
}

impl Session<'_> {
    /// Issues its key.
    pub(super) fn begin(self, cloud: &Cloud) -> TemporaryKey {
        let principal = Principal::AssumedRole {
            account_id: cloud.config.account.id.clone(),
            role_name: self.role_name.to_owned(),
            role_id: self.role.id.clone(),
            session_name: self.name.as_str().to_owned(),
        };
        let permission =
            Permission::Session { role: self.role_name.to_owned(), policy: self.policy };
        cloud.identities.issue(permission, self.seconds, principal)
    }
}
