//! What RAM would refuse of the given identities, and what becomes of the rest.
//!
//! Sources: RAM documentation, "Limits", CreateUser, CreateRole, CreatePolicy. Pages disagree about
//! the longest policy document (2,048, 4,096 or 6,144 characters); the last is the newest.

use std::collections::BTreeSet;

use super::{AccessKeyStatus, Ram, RamAccessKey, RamError, RamPolicy, RamRole, RamUser};
use crate::config::Account;
use crate::identities::directory::{self, Directory, NamedPolicy, OWN_USER, Role, User};
use crate::identities::{AccessKey, Permission, Principal};
use crate::policy::{Policy, TrustPolicy};

/// Longest policy document in characters.
const POLICY_CHARACTERS: usize = 6_144;

/// Users, roles and keys that passed.
pub(in crate::identities) struct Checked {
    pub(in crate::identities) directory: Directory,
    /// By AccessKeyId.
    pub(in crate::identities) keys: Vec<(String, AccessKey)>,
}

impl Checked {
    /// Checks the identities and adds those that are always there.
    pub(in crate::identities) fn new(account: &Account, ram: &Ram) -> Result<Self, RamError> {
        let directory = Directory::new(account)
            .map_err(|error| RamError::new("the account's own identities", error.to_string()))?;
        let mut checked = Self { directory, keys: Vec::new() };
        checked.keys.push((
            account.access_key_id.clone(),
            AccessKey {
                secret: account.access_key_secret.clone(),
                security_token: None,
                expires_at: None,
                enabled: true,
                principal: user(&account.id, OWN_USER, directory::user_id(0, &account.id)),
                permission: Permission::User { name: OWN_USER.to_owned() },
            },
        ));
        for (index, key) in ram.account_access_keys.iter().enumerate() {
            let principal = Principal::Account { account_id: account.id.clone() };
            let place = format!("account_access_keys[{index}]");
            checked.add_key(&place, key, principal, Permission::Everything)?;
        }
        for (index, given) in ram.users.iter().enumerate() {
            checked.add_user(&format!("users[{index}]"), given, index + 1, &account.id)?;
        }
        let mut names = BTreeSet::new();
        for (index, given) in ram.roles.iter().enumerate() {
            let place = format!("roles[{index}]");
            if !names.insert(&given.name) {
                return Err(RamError::new(place + ".name", "is the name of another role too"));
            }
            let role = role(&place, given, directory::role_id(index + 1, &account.id))?;
            checked.directory.roles.insert(given.name.clone(), role);
        }
        Ok(checked)
    }

    fn add_user(
        &mut self,
        place: &str,
        given: &RamUser,
        index: usize,
        account_id: &str,
    ) -> Result<(), RamError> {
        let name = &given.name;
        check_name(&format!("{place}.name"), name, 64, ".-_@")?;
        if self.directory.users.contains_key(name) {
            let problem = format!("{name:?} is the name of another user too");
            return Err(RamError::new(format!("{place}.name"), problem));
        }
        let id = directory::user_id(index, account_id);
        for (index, key) in given.access_keys.iter().enumerate() {
            let principal = user(account_id, name, id.clone());
            let permission = Permission::User { name: name.clone() };
            self.add_key(&format!("{place}.access_keys[{index}]"), key, principal, permission)?;
        }
        let policies = policies(place, &given.policies)?;
        self.directory.users.insert(name.clone(), User { id, policies });
        Ok(())
    }

    fn add_key(
        &mut self,
        place: &str,
        given: &RamAccessKey,
        principal: Principal,
        permission: Permission,
    ) -> Result<(), RamError> {
        let error = |field: &str, problem: &str| {
            Err(RamError::new(format!("{place}.{field}"), problem.to_owned()))
        };
        // The separators of the Authorization headers, and the mark of temporary keys.
        let plain = given.id.bytes().all(|byte| byte.is_ascii_graphic() && !b":/,".contains(&byte));
        if given.id.is_empty() || !plain || given.id.starts_with("STS.") {
            return error("id", "must be visible ASCII without \":\", \"/\" and \",\", not STS.…");
        }
        if given.secret.is_empty() {
            return error("secret", "must not be empty");
        }
        if self.keys.iter().any(|(id, _)| *id == given.id) {
            return error("id", "is the id of another key too");
        }
        let key = AccessKey {
            secret: given.secret.clone(),
            security_token: None,
            expires_at: None,
            enabled: given.status == AccessKeyStatus::Active,
            principal,
            permission,
        };
        self.keys.push((given.id.clone(), key));
        Ok(())
    }
}

fn user(account_id: &str, name: &str, id: String) -> Principal {
    Principal::User { account_id: account_id.to_owned(), user_name: name.to_owned(), user_id: id }
}

fn role(place: &str, given: &RamRole, id: String) -> Result<Role, RamError> {
    check_name(&format!("{place}.name"), &given.name, 64, ".-_")?;
    if !(directory::LONGEST_SESSION..=super::super::LONGEST_SESSION_OF_ANY_ROLE)
        .contains(&given.max_session_duration)
    {
        let place = format!("{place}.max_session_duration");
        return Err(RamError::new(place, "must be 3600 to 43200"));
    }
    let trust = TrustPolicy::read(&given.trust_policy)
        .map_err(|error| RamError::new(format!("{place}.trust_policy"), error.to_string()))?;
    let longest_session = given.max_session_duration;
    Ok(Role { id, longest_session, trust, policies: policies(place, &given.policies)? })
}

fn policies(place: &str, given: &[RamPolicy]) -> Result<Vec<NamedPolicy>, RamError> {
    let mut names = BTreeSet::new();
    given
        .iter()
        .enumerate()
        .map(|(index, RamPolicy { name, document })| {
            let place = format!("{place}.policies[{index}]");
            check_name(&format!("{place}.name"), name, 128, "-")?;
            if !names.insert(name) {
                return Err(RamError::new(format!("{place}.name"), "is attached twice"));
            }
            let place = format!("{place}.document");
            if document.to_string().chars().count() > POLICY_CHARACTERS {
                let problem = format!("must be at most {POLICY_CHARACTERS} characters");
                return Err(RamError::new(place, problem));
            }
            let policy =
                Policy::read(document).map_err(|error| RamError::new(place, error.to_string()))?;
            Ok(NamedPolicy { name: name.clone(), policy })
        })
        .collect()
}

fn check_name(place: &str, name: &str, longest: usize, marks: &str) -> Result<(), RamError> {
    let known = |c: char| c.is_ascii_alphanumeric() || marks.contains(c);
    if (1..=longest).contains(&name.len()) && name.chars().all(known) {
        return Ok(());
    }
    let problem = format!("must be 1 to {longest} letters, digits or characters of {marks:?}");
    Err(RamError::new(place, problem))
}
