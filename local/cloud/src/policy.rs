//! RAM policies: read strictly, evaluated as the RAM documentation says ("Policy language").
//!
//! A policy that this cloud can't judge is refused when it is given, never ignored: a rule that
//! silently did nothing here would be a hole in production.

mod condition;
mod document;
mod grammar;
mod pattern;
mod question;
mod statement;
mod trust;
mod wildcard;

pub(crate) use document::Policy;
pub(crate) use grammar::PolicyError;
pub(crate) use question::{Context, Question};
pub(crate) use trust::{TrustPolicy, Trusted};

/// What a policy says about one request (RAM, "Policy evaluation"): a Deny beats every Allow, and
/// what nobody allows is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// An Allow statement applies and no Deny does.
    Allow,
    /// A Deny statement applies.
    ExplicitDeny,
    /// No statement applies.
    ImplicitDeny,
}

/// An effect, and the statement that decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) effect: Effect,
    /// Its place in the policy, from 0: the first Deny that applies, else the first Allow. `None`
    /// when no statement applies.
    pub(crate) statement: Option<usize>,
}

impl Verdict {
    /// Weighs the statements that apply: place, and whether it allows.
    fn of(applying: impl Iterator<Item = (usize, bool)>) -> Self {
        let mut verdict = Self { effect: Effect::ImplicitDeny, statement: None };
        for (place, allows) in applying {
            if !allows {
                return Self { effect: Effect::ExplicitDeny, statement: Some(place) };
            }
            if verdict.statement.is_none() {
                verdict = Self { effect: Effect::Allow, statement: Some(place) };
            }
        }
        verdict
    }
}
