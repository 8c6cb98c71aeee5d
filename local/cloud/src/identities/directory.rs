//! The users and roles of the account, fixed when the cloud starts.
//!
//! Beside those of a file there are always the user of [`Account::access_key_id`], who may do
//! everything, and the role of [`Account::role_arn`], unless the file has a role of that name.
//!
//! [`Account::access_key_id`]: crate::Account::access_key_id
//! [`Account::role_arn`]: crate::Account::role_arn

use std::collections::BTreeMap;

use serde_json::json;

use super::decision::{Decision, Denial, Grounds, PolicyType};
use crate::config::Account;
use crate::policy::{
    Context, Effect, Policy, PolicyError, Question, TrustPolicy, Trusted, Verdict,
};

/// A policy of an identity and its name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedPolicy {
    pub(crate) name: String,
    pub(crate) policy: Policy,
}

/// A RAM user.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) policies: Vec<NamedPolicy>,
}

/// A RAM role.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Role {
    pub(crate) id: String,
    /// `MaxSessionDuration`, in seconds.
    pub(crate) longest_session: i64,
    pub(crate) trust: TrustPolicy,
    pub(crate) policies: Vec<NamedPolicy>,
}

/// All of them by name.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    pub(super) users: BTreeMap<String, User>,
    pub(super) roles: BTreeMap<String, Role>,
}

/// The user behind the account's configured key.
pub(super) const OWN_USER: &str = "local";

/// `MaxSessionDuration` of a new role, in seconds.
pub(super) const LONGEST_SESSION: i64 = 3_600;

impl Directory {
    /// The one user and the one role that are always there.
    pub(super) fn new(account: &Account) -> Result<Self, PolicyError> {
        let user = User { id: user_id(0, &account.id), policies: vec![administrator()?] };
        let trust = json!({ "Version": "1", "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "RAM": format!("acs:ram::{}:root", account.id) },
        }] });
        let role = Role {
            id: role_id(0, &account.id),
            longest_session: LONGEST_SESSION,
            trust: TrustPolicy::read(&trust)?,
            policies: vec![administrator()?],
        };
        let role_name = account.role_arn.as_str().rsplit('/').next().unwrap_or_default();
        Ok(Self {
            users: BTreeMap::from([(OWN_USER.to_owned(), user)]),
            roles: BTreeMap::from([(role_name.to_owned(), role)]),
        })
    }

    /// The role of this name.
    pub(crate) fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(name)
    }

    /// What the policies of a user say.
    pub(super) fn ask_user(&self, name: &str, question: &Question<'_>) -> Decision {
        let user = self.users.get(name);
        ask(user.map(|user| user.policies.as_slice()).unwrap_or_default(), question)
    }

    /// What a role and a session policy say together. The session policy is asked first (RAM,
    /// "Policy evaluation"). The sessions of a role that is gone may do nothing.
    pub(super) fn ask_session(
        &self,
        role: &str,
        policy: Option<&Policy>,
        question: &Question<'_>,
    ) -> Decision {
        if let Some(policy) = policy {
            let verdict = policy.evaluate(question);
            if !verdict.effect.allows() {
                let grounds = verdict.statement.map(|statement| Grounds {
                    policy: "the session policy".to_owned(),
                    statement,
                });
                let policy_type = PolicyType::SessionPolicy;
                return Decision::Denied(Denial { policy_type, grounds });
            }
        }
        let role = self.roles.get(role);
        ask(role.map(|role| role.policies.as_slice()).unwrap_or_default(), question)
    }
}

impl Role {
    /// What the trust policy says to somebody who wants to assume the role.
    pub(crate) fn trusts(&self, who: Trusted<'_>, context: &Context) -> Verdict {
        self.trust.evaluate(who, context)
    }
}

/// All policies of an identity together: a Deny in any of them, else an Allow in any.
fn ask(policies: &[NamedPolicy], question: &Question<'_>) -> Decision {
    let mut allowed = None;
    for NamedPolicy { name, policy } in policies {
        let verdict = policy.evaluate(question);
        let grounds =
            verdict.statement.map(|statement| Grounds { policy: name.clone(), statement });
        match verdict.effect {
            Effect::Allow => allowed = allowed.or(grounds),
            Effect::ImplicitDeny => (),
            Effect::ExplicitDeny => return denied(grounds),
        }
    }
    if allowed.is_some() { Decision::Allowed(allowed) } else { denied(None) }
}

fn denied(grounds: Option<Grounds>) -> Decision {
    let policy_type = PolicyType::AccountLevelIdentityBasedPolicy;
    Decision::Denied(Denial { policy_type, grounds })
}

/// Allows every action on everything (system policy AdministratorAccess).
fn administrator() -> Result<NamedPolicy, PolicyError> {
    let statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    Ok(NamedPolicy {
        name: "AdministratorAccess".to_owned(),
        policy: Policy::read(&json!({ "Version": "1", "Statement": [statement] }))?,
    })
}

/// Ids have 18 digits in samples; these are recognisably of their account.
pub(super) fn user_id(place: usize, account_id: &str) -> String {
    format!("2{place}{account_id}")
}

/// As those of users, in a range of their own.
pub(super) fn role_id(place: usize, account_id: &str) -> String {
    format!("3{place}{account_id}")
}
