//! What can keep a command from doing its work.
//!
//! A failing check is no error: it is an [`Outcome`](crate::stage::Outcome). Errors are for a
//! check that could not be made. None of them goes away by trying again, so there is no kind to
//! retry on; each says what the person at the terminal can do.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;

/// A command that could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A program did not start.
    #[error("cannot start `{command}`")]
    Start {
        /// The command line, as it would be typed.
        command: String,
        source: io::Error,
    },
    /// A program ended before it gave the answer that was asked of it.
    #[error("`{command}` failed ({status})")]
    Failed {
        /// The command line, as it would be typed.
        command: String,
        /// Its exit status or signal, in words.
        status: String,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {verb} {}", path.display())]
    File {
        /// "read" or "write".
        verb: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// `cargo metadata` answered with something else than its documented JSON.
    #[error("cannot read the answer of `cargo metadata`")]
    Metadata(#[source] serde_json::Error),
    /// A benchmark ran and printed no table.
    #[error("benchmark `{name}` printed no figures")]
    NoFigures {
        /// The name in the table of benchmarks.
        name: &'static str,
    },
}

impl Error {
    /// What the person at the terminal can do about it.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::Start { .. } => "is it installed, and on PATH?",
            Self::Failed { .. } => "its own output is above; run it alone to see more",
            Self::File { .. } => "look at the path and its permissions",
            Self::Metadata(_) => "is `cargo` the version that rust-version in Cargo.toml asks for?",
            Self::NoFigures { .. } => "is it a divan benchmark with `harness = false`?",
        }
    }

    /// The error, its causes and the advice, on one line.
    pub(crate) fn explain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        format!("{text}; {}", self.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanation_names_cause_and_advice() {
        let error = Error::Start {
            command: "cargo deny check".into(),
            source: io::Error::other("no such file"),
        };
        assert_eq!(
            error.explain(),
            "cannot start `cargo deny check`: no such file; is it installed, and on PATH?"
        );
    }
}
