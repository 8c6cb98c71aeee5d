//! The policy document: grammar and evaluation.
//!
//! Source: RAM documentation, "Policy structure and syntax". First form: `Condition`, `Principal`
//! and `NotResource` are refused, and the message says so.

use serde_json::Value;

use super::Effect;
use super::wildcard::covers;

/// A policy document that passed the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    statements: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    allows: bool,
    actions: Actions,
    resources: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Actions {
    These(Vec<String>),
    AllBut(Vec<String>),
}

/// Why a document is no policy (`InvalidParameter.PolicyGrammar`). Says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub(crate) struct PolicyError {
    place: String,
    problem: String,
}

impl PolicyError {
    fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

impl Policy {
    /// Allows every action on everything, as the system policy AdministratorAccess.
    pub(crate) fn everything() -> Self {
        Self {
            statements: vec![Statement {
                allows: true,
                actions: Actions::These(vec!["*".to_owned()]),
                resources: vec!["*".to_owned()],
            }],
        }
    }

    /// Reads a document: an object of `Version` "1" and at least one `Statement`.
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyError> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| PolicyError::new("Policy", format!("not JSON: {error}")))?;
        let fields =
            document.as_object().ok_or_else(|| PolicyError::new("Policy", "must be an object"))?;
        if let Some(name) = fields.keys().find(|name| !["Version", "Statement"].contains(&&***name))
        {
            return Err(PolicyError::new(name, "is no element of a policy"));
        }
        if fields.get("Version").and_then(Value::as_str) != Some("1") {
            return Err(PolicyError::new("Version", "must be \"1\""));
        }
        let statements = fields
            .get("Statement")
            .and_then(Value::as_array)
            .filter(|statements| !statements.is_empty())
            .ok_or_else(|| PolicyError::new("Statement", "must be a list of at least one"))?;
        let statements = statements
            .iter()
            .enumerate()
            .map(|(index, statement)| Statement::parse(&format!("Statement[{index}]"), statement))
            .collect::<Result<_, _>>()?;
        Ok(Self { statements })
    }

    /// What the policy says about an action (`oss:PutObject`) on a resource
    /// (`acs:oss:*:1234:bucket/key`).
    pub(crate) fn evaluate(&self, action: &str, resource: &str) -> Effect {
        let mut effect = Effect::ImplicitDeny;
        for statement in self.statements.iter().filter(|s| s.applies(action, resource)) {
            if !statement.allows {
                return Effect::ExplicitDeny;
            }
            effect = Effect::Allow;
        }
        effect
    }
}

impl Statement {
    fn parse(place: &str, value: &Value) -> Result<Self, PolicyError> {
        let fields =
            value.as_object().ok_or_else(|| PolicyError::new(place, "must be an object"))?;
        for name in fields.keys() {
            match name.as_str() {
                "Effect" | "Action" | "NotAction" | "Resource" => (),
                "Condition" | "NotResource" | "Principal" | "NotPrincipal" => {
                    return Err(PolicyError::new(
                        format!("{place}.{name}"),
                        "the local cloud does not evaluate it yet",
                    ));
                }
                _ => {
                    return Err(PolicyError::new(
                        format!("{place}.{name}"),
                        "is no element of a statement",
                    ));
                }
            }
        }
        let allows = match fields.get("Effect").and_then(Value::as_str) {
            Some("Allow") => true,
            Some("Deny") => false,
            _ => {
                return Err(PolicyError::new(
                    format!("{place}.Effect"),
                    "must be \"Allow\" or \"Deny\"",
                ));
            }
        };
        let actions = match (fields.get("Action"), fields.get("NotAction")) {
            (Some(value), None) => Actions::These(actions(&format!("{place}.Action"), value)?),
            (None, Some(value)) => Actions::AllBut(actions(&format!("{place}.NotAction"), value)?),
            _ => return Err(PolicyError::new(place, "must have either Action or NotAction")),
        };
        let resource = fields
            .get("Resource")
            .ok_or_else(|| PolicyError::new(place, "must have a Resource"))?;
        let resources = resources(&format!("{place}.Resource"), resource)?;
        Ok(Self { allows, actions, resources })
    }

    fn applies(&self, action: &str, resource: &str) -> bool {
        // Names of actions are compared without regard to case, resources with it.
        let action = action.to_ascii_lowercase();
        let named = |patterns: &[String]| patterns.iter().any(|pattern| covers(pattern, &action));
        let by_action = match &self.actions {
            Actions::These(patterns) => named(patterns),
            Actions::AllBut(patterns) => !named(patterns),
        };
        by_action && self.resources.iter().any(|pattern| covers(pattern, resource))
    }
}

fn actions(place: &str, value: &Value) -> Result<Vec<String>, PolicyError> {
    let patterns = strings(place, value)?;
    if let Some(pattern) = patterns.iter().find(|text| **text != "*" && !is_action(text)) {
        return Err(PolicyError::new(place, format!("{pattern:?} is not of the form service:Api")));
    }
    Ok(patterns.into_iter().map(|pattern| pattern.to_ascii_lowercase()).collect())
}

fn is_action(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(service, api)| !service.is_empty() && !api.is_empty() && !api.contains(':'))
}

fn resources(place: &str, value: &Value) -> Result<Vec<String>, PolicyError> {
    let patterns = strings(place, value)?;
    if let Some(pattern) = patterns.iter().find(|text| **text != "*" && !is_resource(text)) {
        return Err(PolicyError::new(
            place,
            format!("{pattern:?} is not of the form acs:service:region:account:relative-id"),
        ));
    }
    Ok(patterns)
}

fn is_resource(text: &str) -> bool {
    let mut segments = text.splitn(5, ':');
    segments.next() == Some("acs") && segments.count() == 4
}

/// A text or a list of at least one text.
fn strings(place: &str, value: &Value) -> Result<Vec<String>, PolicyError> {
    let error = || PolicyError::new(place, "must be a text or a list of texts");
    let list = match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(error))
            .collect::<Result<_, _>>()?,
        _ => return Err(error()),
    };
    if list.is_empty() { Err(error()) } else { Ok(list) }
}

#[cfg(test)]
mod tests;
