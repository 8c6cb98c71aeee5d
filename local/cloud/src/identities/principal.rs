//! Who stands behind a key.

use serde::{Deserialize, Serialize};

/// The identity of a caller, as GetCallerIdentity and `AccessDeniedDetail` tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Principal {
    /// The account itself, with a key that nobody should have made.
    Account { account_id: String },
    /// A RAM user with a key of its own.
    User { account_id: String, user_name: String, user_id: String },
    /// A session of a role (AssumeRole).
    AssumedRole { account_id: String, role_name: String, role_id: String, session_name: String },
    /// The bearer of an `UploadAuth`: a session of a role of VOD itself, limited to one upload.
    UploadCredential { account_id: String, media_id: String },
}

impl Principal {
    /// `AuthPrincipalType` of an AccessDenied answer.
    pub(crate) fn principal_type(&self) -> &'static str {
        match self {
            Self::Account { .. } => "Account",
            Self::User { .. } => "SubUser",
            Self::AssumedRole { .. } | Self::UploadCredential { .. } => "AssumedRoleUser",
        }
    }

    /// `AuthPrincipalDisplayName` of an AccessDenied answer: the user's id, or
    /// `RoleName:SessionName`.
    pub(crate) fn display_name(&self) -> String {
        match self {
            Self::Account { account_id } => account_id.clone(),
            Self::User { user_id, .. } => user_id.clone(),
            Self::AssumedRole { role_name, session_name, .. } => {
                format!("{role_name}:{session_name}")
            }
            Self::UploadCredential { media_id, .. } => format!("vod-upload:{media_id}"),
        }
    }

    /// The account that owns the identity.
    pub(crate) fn account_id(&self) -> &str {
        match self {
            Self::Account { account_id }
            | Self::User { account_id, .. }
            | Self::AssumedRole { account_id, .. }
            | Self::UploadCredential { account_id, .. } => account_id,
        }
    }

    /// The identity's name in a trust policy. `None` for what no trust policy can name.
    pub(crate) fn arn(&self) -> Option<String> {
        match self {
            Self::User { account_id, user_name, .. } => {
                Some(format!("acs:ram::{account_id}:user/{user_name}"))
            }
            Self::AssumedRole { account_id, role_name, .. } => {
                Some(format!("acs:ram::{account_id}:role/{role_name}"))
            }
            Self::Account { .. } | Self::UploadCredential { .. } => None,
        }
    }
}
