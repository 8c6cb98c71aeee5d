//! The trust policy of a role: who may assume it.
//!
//! Source: RAM documentation, "Trust policy" and "Edit the trust policy of a RAM role". A principal
//! of an account, `acs:ram::ACCOUNT:root`, stands for all its users and roles; the account's own key
//! assumes nothing (AssumeRole). Federated principals are read, but this cloud has no identity
//! provider, so nobody ever is one. Principals with wildcards are not documented and refused.

use serde_json::{Map, Value};

use super::Verdict;
use super::condition::Conditions;
use super::grammar::{PolicyError, effect, object, only, statements, texts};
use super::pattern::Actions;
use super::question::Context;

const ELEMENTS: [&str; 4] = ["Action", "Condition", "Effect", "Principal"];
const ASSUME_ROLE: &str = "sts:AssumeRole";

/// A trust policy that passed the grammar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TrustPolicy(Vec<Statement>);

#[derive(Debug, Clone, PartialEq)]
struct Statement {
    allows: bool,
    actions: Actions,
    principals: Vec<Principal>,
    conditions: Conditions,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Principal {
    /// `acs:ram::ACCOUNT:root`.
    Account(String),
    /// `acs:ram::ACCOUNT:user/NAME` or `…:role/NAME`.
    Identity(String),
    /// `fc.aliyuncs.com`.
    Service(String),
    /// `acs:ram::ACCOUNT:saml-provider/NAME`.
    Federated,
}

/// Who wants to assume a role.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trusted<'a> {
    /// A RAM user or role: the account it belongs to, and its name in policies,
    /// `acs:ram::ACCOUNT:user/NAME`.
    Identity { account_id: &'a str, arn: &'a str },
    /// A service of the cloud, `fc.aliyuncs.com`.
    Service(&'a str),
}

impl TrustPolicy {
    /// Reads a document.
    pub(crate) fn read(document: &Value) -> Result<Self, PolicyError> {
        statements(document, Statement::parse).map(Self)
    }

    /// What the policy says about AssumeRole by this one.
    pub(crate) fn evaluate(&self, who: Trusted<'_>, context: &Context) -> Verdict {
        let places = self.0.iter().enumerate();
        Verdict::of(
            places
                .filter(|(_, statement)| {
                    statement.actions.cover(ASSUME_ROLE)
                        && statement.principals.iter().any(|principal| principal.is(who))
                        && statement.conditions.hold(context)
                })
                .map(|(place, statement)| (place, statement.allows)),
        )
    }
}

impl Statement {
    fn parse(place: &str, fields: &Map<String, Value>) -> Result<Self, PolicyError> {
        only(place, fields, &ELEMENTS)?;
        let allows = effect(place, fields)?;
        if !fields.contains_key("Action") {
            return Err(PolicyError::new(place, "must have an Action"));
        }
        let actions = Actions::parse(place, fields)?;
        let place_of_principal = format!("{place}.Principal");
        let principals = fields
            .get("Principal")
            .ok_or_else(|| PolicyError::new(place, "must have a Principal"))?;
        Ok(Self {
            allows,
            actions,
            principals: principals_of(&place_of_principal, principals)?,
            conditions: Conditions::parse(place, fields)?,
        })
    }
}

fn principals_of(place: &str, value: &Value) -> Result<Vec<Principal>, PolicyError> {
    let kinds = object(place, value)?;
    if kinds.is_empty() {
        return Err(PolicyError::new(place, "must name RAM, Service or Federated"));
    }
    let mut principals = Vec::new();
    for (kind, names) in kinds {
        let place = format!("{place}.{kind}");
        let read = match kind.as_str() {
            "RAM" => Principal::of_ram,
            "Service" => Principal::of_service,
            "Federated" => Principal::of_provider,
            _ => return Err(PolicyError::new(place, "is no kind of principal")),
        };
        for name in texts(&place, names)? {
            let principal = read(&name).ok_or_else(|| {
                PolicyError::new(&place, format!("{name:?} is no principal of this kind"))
            })?;
            principals.push(principal);
        }
    }
    Ok(principals)
}

impl Principal {
    fn of_ram(name: &str) -> Option<Self> {
        let (account, rest) = name.strip_prefix("acs:ram::")?.split_once(':')?;
        if account.is_empty() || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if rest == "root" {
            return Some(Self::Account(account.to_owned()));
        }
        let (kind, identity) = rest.split_once('/')?;
        let named = !identity.is_empty() && !identity.contains(['*', '?', '/']);
        (["user", "role"].contains(&kind) && named).then(|| Self::Identity(name.to_owned()))
    }

    fn of_service(name: &str) -> Option<Self> {
        let of_the_cloud = name.strip_suffix(".aliyuncs.com").is_some_and(|name| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
        });
        of_the_cloud.then(|| Self::Service(name.to_owned()))
    }

    fn of_provider(name: &str) -> Option<Self> {
        let (_, provider) = name.strip_prefix("acs:ram::")?.split_once(':')?;
        let (kind, name) = provider.split_once('/')?;
        let known = ["saml-provider", "oidc-provider"].contains(&kind) && !name.is_empty();
        known.then_some(Self::Federated)
    }

    fn is(&self, who: Trusted<'_>) -> bool {
        match (self, who) {
            (Self::Account(account), Trusted::Identity { account_id, .. }) => account == account_id,
            (Self::Identity(name), Trusted::Identity { arn, .. }) => name == arn,
            (Self::Service(name), Trusted::Service(service)) => name == service,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
