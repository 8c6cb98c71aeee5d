//! Where the keys of a call come from.

use async_trait::async_trait;
use model::Credentials;

/// Keys that could not be had. It never holds a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct CredentialsError {
    /// What failed, and what to do about it.
    pub reason: String,
    /// Whether asking again may help.
    pub retryable: bool,
}

/// Gives the keys for one attempt.
///
/// The client asks before every attempt and keeps nothing, so a provider may renew at any time.
#[async_trait]
pub trait CredentialProvider: Send + Sync {
    /// The keys to sign with now.
    ///
    /// # Errors
    /// When there are none.
    async fn credentials(&self) -> Result<Credentials, CredentialsError>;
}

/// Keys that do not change while the program runs.
#[derive(Clone, Debug)]
pub struct StaticCredentials(Credentials);

impl StaticCredentials {
    /// Always these.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self(credentials)
    }
}

#[async_trait]
impl CredentialProvider for StaticCredentials {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        Ok(self.0.clone())
    }
}
