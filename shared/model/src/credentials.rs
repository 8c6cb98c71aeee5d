//! An access key pair, long-lived or temporary.

use crate::Secret;

/// An AccessKey pair with, for temporary keys, the security token that belongs to it.
///
/// Temporary keys (`STS.…`) are refused by every service without their token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// `AccessKeyId`; not secret, and found in error messages of the cloud.
    pub access_key_id: String,
    /// `AccessKeySecret`, the key of every signature.
    pub access_key_secret: Secret,
    /// `SecurityToken` of a temporary key.
    pub security_token: Option<Secret>,
}

impl Credentials {
    /// A long-lived key pair of a RAM user.
    pub fn long_lived(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { access_key_id: id.into(), access_key_secret: secret.into(), security_token: None }
    }

    /// A temporary key of STS, or the one inside an `UploadAuth`.
    pub fn temporary(
        id: impl Into<String>,
        secret: impl Into<Secret>,
        token: impl Into<Secret>,
    ) -> Self {
        Self {
            access_key_id: id.into(),
            access_key_secret: secret.into(),
            security_token: Some(token.into()),
        }
    }
}
