//! Who stands behind a key.

/// The identity of a caller, as GetCallerIdentity and `AccessDeniedDetail` tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    /// A RAM user with a key of its own.
    User { account_id: String, user_name: String, user_id: String },
    /// A session of a role (AssumeRole).
    AssumedRole { account_id: String, role_name: String, role_id: String, session_name: String },
    /// The bearer of an `UploadAuth`: a session of a role of VOD itself, limited to one upload.
    UploadCredential { account_id: String, media_id: String },
}

impl Principal {
    /// The one RAM user of this cloud. A root key could not call AssumeRole, and nobody should
    /// deploy one.
    pub(crate) fn user_of(account_id: &str) -> Self {
        Self::User {
            account_id: account_id.to_owned(),
            user_name: "local".to_owned(),
            // Ids of users have 18 digits in samples; this one is recognisably of its account.
            user_id: format!("20{account_id}"),
        }
    }

    /// `AuthPrincipalType` of an AccessDenied answer.
    pub(crate) fn principal_type(&self) -> &'static str {
        match self {
            Self::User { .. } => "SubUser",
            Self::AssumedRole { .. } | Self::UploadCredential { .. } => "AssumedRoleUser",
        }
    }

    /// `AuthPrincipalDisplayName` of an AccessDenied answer: the user's id, or
    /// `RoleName:SessionName`.
    pub(crate) fn display_name(&self) -> String {
        match self {
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
            Self::User { account_id, .. }
            | Self::AssumedRole { account_id, .. }
            | Self::UploadCredential { account_id, .. } => account_id,
        }
    }
}
