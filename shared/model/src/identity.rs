//! Whose an upload is.
//!
//! The words are those of JWT (RFC 7519, 4.1.2): a subject is whoever the caller's identity provider
//! says, within a tenant where it has several.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{IdError, id};

/// Longest subject or tenant in bytes.
const LONGEST: usize = 255;

id!(
    /// Who calls, in the words of whoever vouches for them (the claim `sub`).
    ///
    /// 1 to 255 bytes without control characters, because it goes into log lines, and no `:` in
    /// front: the names that this product gives begin with it.
    Subject,
    "1 to 255 bytes without control characters, and without `:` in front",
    is_name
);
id!(
    /// The customer, workspace or organization that a subject belongs to. It looks like a subject.
    Tenant,
    "1 to 255 bytes without control characters, and without `:` in front",
    is_name
);

impl Subject {
    /// Whoever calls with an API key: all keys are one caller.
    #[must_use]
    pub fn of_api_keys() -> Self {
        Self(":api-key".into())
    }

    /// Whoever calls where nobody is asked who they are.
    #[must_use]
    pub fn anyone() -> Self {
        Self(":anyone".into())
    }
}

/// Whose an upload is. The same subject in two tenants is two owners.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// Where the identity provider has several.
    pub tenant: Option<Tenant>,
    /// Who.
    pub subject: Subject,
}

impl Owner {
    /// An owner without a tenant.
    #[must_use]
    pub fn of(subject: Subject) -> Self {
        Self { tenant: None, subject }
    }
}

/// `TENANT/SUBJECT`, or the subject alone: for people who read logs, not for comparing.
impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(tenant) = &self.tenant {
            write!(formatter, "{tenant}/")?;
        }
        write!(formatter, "{}", self.subject)
    }
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && !text.starts_with(':')
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_any_short_text_on_one_line() {
        for text in ["user-1", "auth0|7", "a@b.example", "视频", "a b", &"x".repeat(255)] {
            assert_eq!(text.parse::<Subject>().unwrap().as_str(), text);
        }
        for text in ["", ":api-key", "a\nb", "a\u{0}", "a\u{85}b", &"x".repeat(256)] {
            assert!(text.parse::<Subject>().is_err(), "{text:?}");
            assert!(text.parse::<Tenant>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_owner_is_a_subject_within_a_tenant() {
        let alone = Owner::of("user-1".parse().unwrap());
        let within = Owner { tenant: "t".parse().ok(), ..alone.clone() };
        assert_ne!(alone, within);
        assert_eq!((alone.to_string(), within.to_string()), ("user-1".into(), "t/user-1".into()));
    }
}
