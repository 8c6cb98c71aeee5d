//! A caller who has been let in.

use std::fmt;

use model::Owner;

/// Whoever sent a request, as far as it has been proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Whose what they upload is.
    pub owner: Owner,
    /// What they are, in the words of the rules (`access.yaml`). Empty: the default role.
    pub roles: Vec<Role>,
    /// Who says so.
    pub voucher: Voucher,
}

/// What vouches for a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// An API key. All keys are one caller, so that one can be replaced without losing anything.
    ApiKey,
    /// A JSON Web Token.
    Jwt,
    /// The platform's own authorizer.
    Platform,
    /// Nothing: the process can be reached from this machine alone.
    Nobody,
}

/// A role, as the rules name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Role(String);

impl Role {
    /// What a valid one looks like, in words.
    pub const EXPECTED: &'static str = "1 to 64 letters, digits, `-`, `_`, `.` or `:`";

    /// The name of a role; `None` when it is none.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let letter = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        let valid = (1..=64).contains(&name.len()) && name.chars().all(letter);
        valid.then(|| Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Voucher {
    /// Its word in the audit log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "api-key",
            Self::Jwt => "jwt",
            Self::Platform => "platform",
            Self::Nobody => "none",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_one_word() {
        for name in ["uploader", "app:admin", "a.b_c-1", &"x".repeat(64)] {
            assert_eq!(Role::new(name).unwrap().as_str(), name);
        }
        for name in ["", "a b", "a\n", "rôle", "a/b", &"x".repeat(65)] {
            assert_eq!(Role::new(name), None, "{name:?}");
        }
    }
}
