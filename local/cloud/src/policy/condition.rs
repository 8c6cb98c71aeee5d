//! `Condition`: when a statement applies.
//!
//! Sources: RAM documentation, "Conditional operators" and "Condition keys"; OSS documentation,
//! "RAM policies". All operators and all keys of a block must hold; of several values of one key one
//! must match, for an operator of negation none may. Where the pages are silent: a key that the
//! request has not makes the condition false, also a negated one; an operator or key that is not
//! documented, such as those with `IfExists`, is refused.

mod key;
mod network;
mod operator;
mod values;

use serde_json::{Map, Value};

use super::grammar::{PolicyError, object, texts};
use super::question::Context;
use operator::Operator;
use values::Values;

/// The whole `Condition` of a statement. Without one it always holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Conditions(Vec<Condition>);

/// One key under one operator.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    key: String,
    negated: bool,
    values: Values,
}

impl Conditions {
    /// Reads the element of a statement, if it has one.
    pub(super) fn parse(place: &str, fields: &Map<String, Value>) -> Result<Self, PolicyError> {
        let Some(value) = fields.get("Condition") else { return Ok(Self::default()) };
        let place = format!("{place}.Condition");
        let mut conditions = Vec::new();
        for (name, keys) in not_empty(&place, value)? {
            let place = format!("{place}.{name}");
            let operator = Operator::named(name).ok_or_else(|| {
                PolicyError::new(&place, "is no operator of the RAM documentation")
            })?;
            for (key, values) in not_empty(&place, keys)? {
                let place = format!("{place}.{key}");
                if !key::is_known(key) {
                    return Err(PolicyError::new(
                        place,
                        "is no condition key of RAM, STS, VOD or OSS that this cloud evaluates",
                    ));
                }
                let values = Values::parse(operator.comparison, &texts(&place, values)?)
                    .map_err(|problem| PolicyError::new(place, problem))?;
                let key = key.to_owned();
                conditions.push(Condition { key, negated: operator.negated, values });
            }
        }
        Ok(Self(conditions))
    }

    /// Whether all of it holds in these circumstances.
    pub(super) fn hold(&self, context: &Context) -> bool {
        self.0.iter().all(|condition| {
            context
                .get(&condition.key)
                .and_then(|value| condition.values.matches(value))
                .is_some_and(|matched| matched != condition.negated)
        })
    }
}

fn not_empty<'a>(place: &str, value: &'a Value) -> Result<&'a Map<String, Value>, PolicyError> {
    let fields = object(place, value)?;
    if fields.is_empty() {
        return Err(PolicyError::new(place, "must not be empty"));
    }
    Ok(fields)
}

#[cfg(test)]
mod tests;
