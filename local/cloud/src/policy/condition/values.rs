//! The values of one condition, read when the policy is given, so that a value of the wrong form is
//! an error of grammar and not a rule that never applies.

use std::net::IpAddr;

use jiff::Timestamp;

use super::network::Network;
use super::operator::{Comparison, Likeness, Order};
use crate::policy::wildcard::covers;

/// A comparison and the values of the policy.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Values {
    Text(Likeness, Vec<String>),
    Number(Order, Vec<f64>),
    Date(Order, Vec<Timestamp>),
    Bool(Vec<bool>),
    Address(Vec<Network>),
}

impl Values {
    /// Reads the values. The error says which one is wrong and what it must be.
    pub(super) fn parse(comparison: Comparison, values: &[String]) -> Result<Self, String> {
        Ok(match comparison {
            Comparison::Text(likeness) => Self::Text(likeness, values.to_vec()),
            Comparison::Number(order) => Self::Number(order, all(values, number, "a number")?),
            Comparison::Date(order) => {
                let form = "a time of ISO 8601 with its offset, such as 2026-01-02T03:04:05Z";
                Self::Date(order, all(values, |text| text.parse().ok(), form)?)
            }
            Comparison::Bool => {
                let form = "\"true\" or \"false\"";
                Self::Bool(all(values, |text| text.parse().ok(), form)?)
            }
            Comparison::Address => {
                let form = "an IP address or a range such as 10.0.0.0/8";
                Self::Address(all(values, Network::parse, form)?)
            }
        })
    }

    /// Whether the request's value matches one of them. `None` when it is not of the kind that is
    /// compared.
    pub(super) fn matches(&self, value: &str) -> Option<bool> {
        Some(match self {
            Self::Text(likeness, values) => {
                values.iter().any(|pattern| likeness.holds(pattern, value))
            }
            Self::Number(order, limits) => {
                let value = number(value)?;
                limits.iter().any(|limit| order.holds(&value, limit))
            }
            Self::Date(order, limits) => {
                let value: Timestamp = value.parse().ok()?;
                limits.iter().any(|limit| order.holds(&value, limit))
            }
            Self::Bool(values) => values.contains(&value.parse().ok()?),
            Self::Address(networks) => {
                let address: IpAddr = value.parse().ok()?;
                networks.iter().any(|network| network.contains(address))
            }
        })
    }
}

impl Likeness {
    fn holds(self, pattern: &str, value: &str) -> bool {
        match self {
            Self::Exact => pattern == value,
            Self::IgnoreCase => pattern.to_lowercase() == value.to_lowercase(),
            Self::Wildcard => covers(pattern, value),
        }
    }
}

fn all<T>(
    values: &[String],
    read: impl Fn(&str) -> Option<T>,
    form: &str,
) -> Result<Vec<T>, String> {
    values.iter().map(|text| read(text).ok_or_else(|| format!("{text:?} is not {form}"))).collect()
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
