//! The answer to one question of permission, and what decided it.

use std::fmt;

/// Whether a request may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Go on. The statement is that of the identity's own policies; the account itself needs none.
    Allowed(Option<Grounds>),
    /// Refuse.
    Denied(Denial),
}

/// One statement of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grounds {
    /// The policy's name.
    pub(crate) policy: String,
    /// The statement's place in it, from 0.
    pub(crate) statement: usize,
}

/// What decided against a request (`AccessDeniedDetail`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    /// `PolicyType`.
    pub(crate) policy_type: PolicyType,
    /// The Deny statement that applied (`ExplicitDeny`). `None` when no statement did
    /// (`ImplicitDeny`).
    pub(crate) grounds: Option<Grounds>,
}

/// The kinds of policies that can refuse here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyType {
    /// That of a temporary key, given to AssumeRole or made for an upload.
    SessionPolicy,
    /// Those of a user or a role.
    AccountLevelIdentityBasedPolicy,
}

impl Decision {
    /// Whether it is yes.
    pub(crate) fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }
}

impl Denial {
    /// Whether no policy of the identity says anything, so that an ACL may still allow it.
    pub(crate) fn leaves_it_to_others(&self) -> bool {
        self.grounds.is_none() && self.policy_type == PolicyType::AccountLevelIdentityBasedPolicy
    }

    /// `NoPermissionType`.
    pub(crate) fn no_permission_type(&self) -> &'static str {
        if self.grounds.is_some() { "ExplicitDeny" } else { "ImplicitDeny" }
    }
}

impl PolicyType {
    /// The name of the documentation.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SessionPolicy => "SessionPolicy",
            Self::AccountLevelIdentityBasedPolicy => "AccountLevelIdentityBasedPolicy",
        }
    }
}

/// For whoever looks for the statement: `allowed by Statement[0] of upload-status`.
impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed(None) => formatter.write_str("allowed to the account itself"),
            Self::Allowed(Some(grounds)) => write!(formatter, "allowed by {grounds}"),
            Self::Denied(Denial { policy_type, grounds: Some(grounds) }) => {
                write!(formatter, "denied by {grounds} ({})", policy_type.name())
            }
            Self::Denied(Denial { policy_type, grounds: None }) => {
                write!(formatter, "denied, because no statement allows it ({})", policy_type.name())
            }
        }
    }
}

impl fmt::Display for Grounds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Statement[{}] of {}", self.statement, self.policy)
    }
}
