//! Where the texts come from.

use std::collections::BTreeMap;

/// A place that holds settings by name.
pub trait Source {
    /// The text of one setting. An empty one counts as absent: platforms pass empty texts for
    /// what was never set.
    fn read(&self, name: &str) -> Option<String>;
}

/// The environment of the process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Environment;

impl Source for Environment {
    fn read(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|text| !text.is_empty())
    }
}

/// Settings held in memory: the local stack and tests.
#[derive(Clone, Default)]
pub struct Fixed(BTreeMap<String, String>);

impl Fixed {
    /// Adds or replaces one setting.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), text.into());
        self
    }
}

impl Source for Fixed {
    fn read(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|text| !text.is_empty()).cloned()
    }
}
