//! One statement of an identity or session policy.

use serde_json::{Map, Value};

use super::condition::Conditions;
use super::grammar::{PolicyError, effect, only};
use super::pattern::{Actions, Resources};
use super::question::Question;

const ELEMENTS: [&str; 6] =
    ["Action", "Condition", "Effect", "NotAction", "NotResource", "Resource"];

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) allows: bool,
    actions: Actions,
    resources: Resources,
    conditions: Conditions,
}

impl Statement {
    pub(super) fn parse(place: &str, fields: &Map<String, Value>) -> Result<Self, PolicyError> {
        if let Some(name) =
            ["Principal", "NotPrincipal"].into_iter().find(|name| fields.contains_key(*name))
        {
            return Err(PolicyError::new(
                format!("{place}.{name}"),
                "stands only in the trust policy of a role",
            ));
        }
        only(place, fields, &ELEMENTS)?;
        Ok(Self {
            allows: effect(place, fields)?,
            actions: Actions::parse(place, fields)?,
            resources: Resources::parse(place, fields)?,
            conditions: Conditions::parse(place, fields)?,
        })
    }

    pub(super) fn applies(&self, question: &Question<'_>) -> bool {
        self.actions.cover(question.action)
            && self.resources.cover(question.resource)
            && self.conditions.hold(question.context)
    }
}
