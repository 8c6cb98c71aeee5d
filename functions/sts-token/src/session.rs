//! The call that opens an owner's session.

use client::operations::AssumeRole;
use model::{Owner, RoleArn, RoleSessionName};

use crate::{folder::Folder, scope::Scope, setting::TokenLife};

/// What is the same for the sessions of all owners.
#[derive(Clone, Debug)]
pub(crate) struct Sessions {
    /// The role that is assumed.
    pub(crate) role_arn: RoleArn,
    /// What it is narrowed to.
    pub(crate) scope: Scope,
    /// How long they last.
    pub(crate) life: TokenLife,
}

impl Sessions {
    /// The session of this owner. Everything about it is decided by the owner, so that a token can be
    /// kept for them.
    ///
    /// Its name is what the account's audit log (ActionTrail) and the access log of OSS show, so it
    /// says who.
    #[must_use]
    pub(crate) fn of(&self, owner: &Owner) -> AssumeRole {
        let digest = Folder::of(owner).digest();
        AssumeRole {
            role_arn: self.role_arn.clone(),
            role_session_name: RoleSessionName::of(&owner.to_string(), &digest),
            policy: Some(self.scope.policy(owner)),
            duration_seconds: Some(self.life.seconds()),
            external_id: None,
        }
    }
}
