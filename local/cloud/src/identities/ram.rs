//! Users, roles and access keys that a caller gives the cloud, as text or as values.
//!
//! The names of the fields are those of RAM's API (CreateUser, CreateAccessKey, CreateRole,
//! AttachPolicyToUser) in the manner of YAML. A policy stands in it whole, as RAM stores it.

mod check;

use std::path::Path;

use model::Secret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(super) use check::Checked;

/// Identities beside the user of [`Account::access_key_id`] and the role of [`Account::role_arn`],
/// which are always there. A role of that name takes the place of the built-in one.
///
/// [`Account::access_key_id`]: crate::Account::access_key_id
/// [`Account::role_arn`]: crate::Account::role_arn
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ram {
    /// Keys of the account itself. They may do everything except to assume a role.
    pub account_access_keys: Vec<RamAccessKey>,
    /// RAM users.
    pub users: Vec<RamUser>,
    /// RAM roles.
    pub roles: Vec<RamRole>,
}

/// A RAM user.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamUser {
    /// `UserName`: 1 to 64 letters, digits, `.`, `-`, `_` or `@`. `local` is taken.
    pub name: String,
    /// Its keys.
    #[serde(default)]
    pub access_keys: Vec<RamAccessKey>,
    /// The policies attached to it. Without one it may do nothing.
    #[serde(default)]
    pub policies: Vec<RamPolicy>,
}

/// An AccessKey that lives for ever.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamAccessKey {
    /// `AccessKeyId`.
    pub id: String,
    /// `AccessKeySecret`.
    pub secret: Secret,
    /// `Status`.
    #[serde(default)]
    pub status: AccessKeyStatus,
}

/// Whether a key may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum AccessKeyStatus {
    /// It may.
    #[default]
    Active,
    /// It was disabled.
    Inactive,
}

/// A RAM role.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamRole {
    /// `RoleName`: 1 to 64 letters, digits, `.`, `-` or `_`.
    pub name: String,
    /// `MaxSessionDuration`: 3,600 to 43,200 seconds.
    #[serde(default = "default_longest_session")]
    pub max_session_duration: i64,
    /// `AssumeRolePolicyDocument`: who may assume it.
    pub trust_policy: Value,
    /// The policies attached to it. Without one its sessions may do nothing.
    #[serde(default)]
    pub policies: Vec<RamPolicy>,
}

/// A policy attached to a user or a role.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamPolicy {
    /// `PolicyName`: 1 to 128 letters, digits or `-`.
    pub name: String,
    /// `PolicyDocument`.
    pub document: Value,
}

/// Why identities can't be taken. Says where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct RamError {
    place: String,
    problem: String,
}

impl RamError {
    fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

impl Ram {
    /// Reads a file of JSON or YAML.
    ///
    /// # Errors
    /// [`RamError`] when there is no such file, or its text is refused by [`Ram::parse`]. What only
    /// shows beside the account's own key, such as an id given twice, is refused when the cloud
    /// starts.
    pub fn open(path: &Path) -> Result<Self, RamError> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| RamError::new(&place, error.to_string()))?;
        Self::parse(&text).map_err(|error| RamError::new(place, error.to_string()))
    }

    /// Reads JSON when it begins with a brace, else YAML.
    ///
    /// # Errors
    /// [`RamError`] with the field that is wrong: unknown, missing, or of another kind.
    pub fn parse(text: &str) -> Result<Self, RamError> {
        if text.trim_start().starts_with('{') {
            let mut json = serde_json::Deserializer::from_str(text);
            let read = located(&mut json)?;
            json.end().map_err(|error| RamError::new("the end", error.to_string()))?;
            Ok(read)
        } else {
            located(serde_yaml_ng::Deserializer::from_str(text))
        }
    }
}

fn located<'de, T: DeserializeOwned, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<T, RamError> {
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| RamError::new(error.path().to_string(), error.inner().to_string()))
}

fn default_longest_session() -> i64 {
    super::directory::LONGEST_SESSION
}

#[cfg(test)]
mod tests;
