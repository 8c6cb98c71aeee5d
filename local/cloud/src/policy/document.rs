//! Identity and session policies: the document as a whole.
//!
//! Sources: RAM documentation, "Policy structure and syntax" and "Policy evaluation".

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::grammar::{PolicyError, statements};
use super::question::Question;
use super::statement::Statement;
use super::{Effect, Verdict};

/// A policy document that passed the grammar. It is stored as its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Policy {
    text: String,
    statements: Vec<Statement>,
}

impl Policy {
    /// Reads the text of a document, as AssumeRole gets it.
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyError> {
        let document = serde_json::from_str(text)
            .map_err(|error| PolicyError::new("Policy", format!("not JSON: {error}")))?;
        Self::read(&document)
    }

    /// Reads a document: an object of `Version` "1" and at least one `Statement`.
    pub(crate) fn read(document: &Value) -> Result<Self, PolicyError> {
        Ok(Self { text: document.to_string(), statements: statements(document, Statement::parse)? })
    }

    /// What the policy says about a request.
    pub(crate) fn evaluate(&self, question: &Question<'_>) -> Verdict {
        let places = self.statements.iter().enumerate();
        Verdict::of(
            places
                .filter(|(_, statement)| statement.applies(question))
                .map(|(place, statement)| (place, statement.allows)),
        )
    }
}

impl From<Policy> for String {
    fn from(policy: Policy) -> Self {
        policy.text
    }
}

impl TryFrom<String> for Policy {
    type Error = PolicyError;

    fn try_from(text: String) -> Result<Self, PolicyError> {
        Self::parse(&text)
    }
}

impl Effect {
    /// Whether a request may go on.
    pub(crate) fn allows(self) -> bool {
        self == Self::Allow
    }
}

#[cfg(test)]
mod tests;
