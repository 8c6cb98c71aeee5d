//! Settings that say where a secret is instead of what it is.
//!
//! Any setting may be a [`Reference`]. References are read at start, and again when the secret is
//! old or was refused, so that a secret can be changed without a deployment.

mod extension;
mod living;
mod reference;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::join_all;
use model::Secret;
use settings::{Environment, Problem, Setting, SettingsError, Source};

use extension::Unavailable;
pub(crate) use extension::{Extension, Patience};
pub(crate) use living::{Living, Recipe};
use reference::Reference;

/// The settings of a process that are references.
pub(crate) struct References {
    found: Vec<(Setting, Reference)>,
    source: Arc<dyn Source + Send + Sync>,
    extension: Extension,
}

/// What the references stood for when they were read, over the settings that are none.
#[derive(Clone)]
pub(crate) struct Resolved {
    values: BTreeMap<&'static str, Secret>,
    source: Arc<dyn Source + Send + Sync>,
}

impl References {
    /// Finds them among the settings that a process reads.
    ///
    /// # Errors
    /// When one cannot be read as a reference.
    pub(crate) fn find(
        source: Arc<dyn Source + Send + Sync>,
        declared: &[Setting],
        extension: Extension,
    ) -> Result<Self, SettingsError> {
        let mut found: Vec<(Setting, Reference)> = Vec::new();
        let mut problems = Vec::new();
        for setting in declared {
            if found.iter().any(|(known, _)| known.name == setting.name) {
                continue;
            }
            match source.read(setting.name).as_deref().map(Reference::parse) {
                None | Some(Ok(None)) => {}
                Some(Ok(Some(reference))) => found.push((*setting, reference)),
                Some(Err(reason)) => problems.push(problem(setting, reason)),
            }
        }
        if problems.is_empty() {
            Ok(Self { found, source, extension })
        } else {
            Err(SettingsError { problems })
        }
    }

    /// Whether there are none, so that nothing ever needs to be read again.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Reads them all, side by side.
    ///
    /// # Errors
    /// Each that could not be had, with the reason; never a value.
    pub(crate) async fn read(&self, patience: Patience) -> Result<Resolved, ReadError> {
        let read = self.found.iter().map(async |(setting, reference)| {
            (setting, reference, reference.read(&self.extension, patience).await)
        });
        let mut values = BTreeMap::new();
        let mut failed = ReadError { for_now: true, ..ReadError::default() };
        for (setting, reference, read) in join_all(read).await {
            match read {
                Ok(value) => {
                    values.insert(setting.name, value);
                }
                Err(unavailable) => {
                    failed.for_now &= unavailable.for_now;
                    let reason = format!("{reference}: {}", unavailable.reason);
                    failed.problems.push(problem(setting, reason));
                }
            }
        }
        if failed.problems.is_empty() {
            Ok(Resolved { values, source: self.source.clone() })
        } else {
            Err(failed)
        }
    }
}

/// Why a function could not be built.
#[derive(Debug, Default)]
pub(crate) struct ReadError {
    pub(crate) problems: Vec<Problem>,
    /// Whether nothing is wrong but that a secret cannot be had yet.
    pub(crate) for_now: bool,
}

impl From<SettingsError> for ReadError {
    fn from(error: SettingsError) -> Self {
        Self { problems: error.problems, for_now: false }
    }
}

impl From<ReadError> for SettingsError {
    fn from(error: ReadError) -> Self {
        Self { problems: error.problems }
    }
}

fn problem(setting: &Setting, reason: String) -> Problem {
    Problem { name: setting.name, expected: setting.expected, reason: Some(reason) }
}

impl Resolved {
    /// Whether both stand for the same values.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl Source for Resolved {
    fn read(&self, name: &str) -> Option<String> {
        match self.values.get(name) {
            Some(secret) => Some(secret.expose().to_owned()).filter(|text| !text.is_empty()),
            None => self.source.read(name),
        }
    }
}

/// The environment, as the source of a process.
pub(crate) fn environment() -> Arc<dyn Source + Send + Sync> {
    Arc::new(Environment)
}
