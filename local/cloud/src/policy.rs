//! RAM policies: read strictly, evaluated as the RAM documentation says ("Policy language").
//!
//! A policy that this cloud can't judge is refused when it is given, never ignored: a rule that
//! silently did nothing here would be a hole in production.

mod document;
mod wildcard;

pub(crate) use document::Policy;

/// What one policy says about one request (RAM, "Policy evaluation"): a Deny beats every Allow,
/// and what nobody allows is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// An Allow statement applies and no Deny does.
    Allow,
    /// A Deny statement applies.
    ExplicitDeny,
    /// No statement applies.
    ImplicitDeny,
}
