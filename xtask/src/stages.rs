//! The list of all stages, in the order in which they run: quick ones that fail often come first.
//!
//! A new stage is a function and a line here.

mod arrows;
mod artefacts;
mod compile;
mod deny;
mod empty;
mod fuzz;
mod locks;
mod log_secrets;
mod run_tests;
mod size;
mod templates;
mod tls;

use std::path::Path;

use crate::stage::Length::{Long, Usual};
use crate::stage::Stage;

const ALL: &[Stage] = &[
    Stage { name: "fmt", length: Usual, run: compile::fmt },
    Stage { name: "size", length: Usual, run: size::run },
    Stage { name: "locks", length: Usual, run: locks::run },
    Stage { name: "arrows", length: Usual, run: arrows::run },
    Stage { name: "tls", length: Usual, run: tls::run },
    Stage { name: "deny", length: Usual, run: deny::run },
    Stage { name: "clippy", length: Usual, run: compile::clippy },
    Stage { name: "build", length: Usual, run: compile::build },
    // Before the templates, which build the same, and the tests, some of which start the artefacts.
    Stage { name: "artefacts", length: Usual, run: artefacts::run },
    Stage { name: "templates", length: Usual, run: templates::run },
    Stage { name: "tests", length: Usual, run: run_tests::run },
    Stage { name: "log-secrets", length: Usual, run: log_secrets::run },
    Stage { name: "empty", length: Usual, run: empty::run },
    Stage { name: "documentation", length: Usual, run: compile::documentation },
    Stage { name: FUZZ, length: Long, run: fuzz::run },
];

const FUZZ: &str = "fuzz";

/// The stages that this tree has: those without anything to check are not claimed.
pub(crate) fn of_tree(root: &Path) -> Vec<&'static Stage> {
    let fuzz = root.join(fuzz::FOLDER).is_dir();
    ALL.iter().filter(|stage| stage.name != FUZZ || fuzz).collect()
}

/// The name of every stage, for the command line.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|stage| stage.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct() {
        let distinct: std::collections::BTreeSet<_> = names().collect();
        assert_eq!(distinct.len(), ALL.len());
    }

    #[test]
    fn fuzzing_is_claimed_only_where_there_is_something_to_fuzz() {
        let tree = tempfile::tempdir().unwrap();
        let has_fuzz = || of_tree(tree.path()).iter().any(|stage| stage.name == FUZZ);
        assert!(!has_fuzz());
        std::fs::create_dir(tree.path().join("fuzz")).unwrap();
        assert!(has_fuzz());
    }
}
