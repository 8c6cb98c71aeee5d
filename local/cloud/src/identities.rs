//! Who may call: access keys, their tokens, and what each may do.

mod census;
mod decision;
mod directory;
mod expire;
mod permission;
mod principal;
mod ram;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::{Clock, Randomness, Secret};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::local::Trail;
use crate::policy::Question;
use crate::storage::{DataError, Records, Storage, Table, secrets};
pub(crate) use decision::{Decision, Denial};
use directory::Directory;
pub(crate) use directory::Role;
pub(crate) use permission::Permission;
use permission::Upload;
pub(crate) use principal::Principal;
use ram::Checked;
pub use ram::{AccessKeyStatus, Ram, RamAccessKey, RamError, RamPolicy, RamRole, RamUser};

/// The longest that `MaxSessionDuration` of a role may be, in seconds (CreateRole).
pub(crate) const LONGEST_SESSION_OF_ANY_ROLE: i64 = 43_200;

/// How long an expired key is still told from one that never was.
const REMEMBERED_HOURS: i64 = 24;

/// What belongs to one AccessKeyId.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessKey {
    #[serde(serialize_with = "secrets::write")]
    pub(crate) secret: Secret,
    /// The one token that a temporary key works with. `None` for a key that lives for ever.
    #[serde(serialize_with = "secrets::write_option")]
    pub(crate) security_token: Option<Secret>,
    pub(crate) expires_at: Option<Timestamp>,
    /// Whether its status is Active.
    pub(crate) enabled: bool,
    pub(crate) principal: Principal,
    pub(crate) permission: Permission,
}

impl AccessKey {
    /// Whether the key's life is over at this moment.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }
}

/// A key as it is handed out: the only time its secret and token are shown.
#[derive(Clone, Debug)]
pub(crate) struct TemporaryKey {
    /// Begins with `STS.`.
    pub(crate) access_key_id: String,
    pub(crate) access_key_secret: Secret,
    pub(crate) security_token: Secret,
    /// Whole seconds, because that is how it is written.
    pub(crate) expires_at: Timestamp,
}

/// Why the identities can't be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdentitiesError {
    /// What the configuration adds is not valid.
    #[error(transparent)]
    Ram(#[from] RamError),
    /// Issued keys can't be read again.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// All users, roles and access keys of the cloud.
pub(crate) struct Identities {
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    directory: Directory,
    keys: Mutex<Keys>,
}

struct Keys {
    /// Those of users: given anew at each start.
    given: HashMap<String, AccessKey>,
    /// Those that were issued.
    issued: Records<AccessKey>,
    /// At this size long-expired keys are thrown out.
    sweep_at: usize,
}

impl Identities {
    /// Knows the account's own key and role, what the configuration adds, and the keys that were
    /// issued before the last end of the cloud.
    pub(crate) fn load(config: &Config, storage: &Storage) -> Result<Self, IdentitiesError> {
        let Checked { directory, keys } = Checked::new(&config.account, &config.options.ram)?;
        Ok(Self {
            clock: config.clock.clone(),
            randomness: config.randomness.clone(),
            directory,
            keys: Mutex::new(Keys {
                given: keys.into_iter().collect(),
                issued: Records::load(storage, Table::AccessKeys)?,
                sweep_at: 1024,
            }),
        })
    }

    /// Knows the account's own key and role, and what the configuration adds.
    #[cfg(test)]
    pub(crate) fn new(config: &Config) -> Result<Self, IdentitiesError> {
        Self::load(config, &Storage::in_memory().unwrap())
    }

    /// The role of this name.
    pub(crate) fn role(&self, name: &str) -> Option<&Role> {
        self.directory.role(name)
    }

    /// Whether the bearer of this key may do what is asked.
    pub(crate) fn decide(&self, key: &AccessKey, question: &Question<'_>) -> Decision {
        let decision = match &key.permission {
            Permission::Everything => Decision::Allowed(None),
            Permission::User { name } => self.directory.ask_user(name, question),
            Permission::Session { role, policy } => {
                self.directory.ask_session(role, policy.as_ref(), question)
            }
            Permission::Object { bucket, key, prefix } => {
                Upload { bucket, key, prefix: prefix.as_deref() }.decide(question)
            }
        };
        Trail::asked(question.action, question.resource, &decision);
        decision
    }

    /// The key of this id, expired ones of the last day included.
    pub(crate) fn find(&self, access_key_id: &str) -> Option<AccessKey> {
        let keys = self.lock();
        keys.given.get(access_key_id).or_else(|| keys.issued.get(access_key_id)).cloned()
    }

    /// Whether this is the token of any key, to tell a foreign token from one that never was.
    pub(crate) fn is_token(&self, token: &Secret) -> bool {
        self.lock().issued.values().any(|key| key.security_token.as_ref() == Some(token))
    }

    /// Makes a temporary key for this many seconds from now.
    pub(crate) fn issue(
        &self,
        permission: Permission,
        seconds: i64,
        principal: Principal,
    ) -> TemporaryKey {
        let now = self.clock.now();
        let end = now.as_second().saturating_add(seconds);
        let key = TemporaryKey {
            access_key_id: format!("STS.N{}", self.randomness.hex(12)),
            access_key_secret: Secret::new(self.randomness.hex(22)),
            security_token: Secret::new(format!("CAIS{}", self.randomness.hex(96))),
            expires_at: Timestamp::from_second(end).unwrap_or(Timestamp::MAX),
        };
        let mut keys = self.lock();
        keys.sweep(now);
        keys.issued.insert(
            key.access_key_id.clone(),
            AccessKey {
                secret: key.access_key_secret.clone(),
                security_token: Some(key.security_token.clone()),
                expires_at: Some(key.expires_at),
                enabled: true,
                principal,
                permission,
            },
        );
        key
    }

    fn lock(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    fn sweep(&mut self, now: Timestamp) {
        if self.issued.len() < self.sweep_at {
            return;
        }
        let forgotten =
            now.checked_sub(SignedDuration::from_hours(REMEMBERED_HOURS)).unwrap_or(Timestamp::MIN);
        self.issued.retain(|_, key| !key.is_expired(forgotten));
        self.sweep_at = (self.issued.len() * 2).max(1024);
    }
}

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod tests;
