//! What is wrong with the settings, in words that tell the operator what to set.

use std::fmt;

/// One setting that is missing or cannot be read. It never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting's name.
    pub name: &'static str,
    /// What it should be.
    pub expected: &'static str,
    /// Why the value was refused; `None` when there is none.
    pub reason: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            None => write!(formatter, "{} is not set; it should be {}", self.name, self.expected),
            Some(reason) => {
                write!(formatter, "{}: {reason}; it should be {}", self.name, self.expected)
            }
        }
    }
}

/// Every problem found at start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    /// At least one, in the order of declaration.
    pub problems: Vec<Problem>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("cannot start, because of the settings:")?;
        self.problems.iter().try_for_each(|problem| write!(formatter, "\n  {problem}"))
    }
}
