//! What is wrong with a file of rules, in words for whoever writes it.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesProblem {
    /// Where, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl RulesProblem {
    pub(super) fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line: line.max(1), reason: reason.into() }
    }
}

impl fmt::Display for RulesProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.reason)
    }
}

/// Rules that are refused, with all that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RulesFileError {
    /// At least one, in the order of the file.
    pub problems: Vec<RulesProblem>,
}

impl fmt::Display for RulesFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl From<RulesProblem> for RulesFileError {
    fn from(problem: RulesProblem) -> Self {
        Self { problems: vec![problem] }
    }
}
