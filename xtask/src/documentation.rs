//! `cargo xtask docs`: writes the generated parts of the documentation and of Cargo.toml again.

use crate::command;
use crate::context::workspace_root;
use crate::error::Error;

/// Runs the test that compares the generated parts of the documentation with the code, and lets
/// it write them. One piece of code both writes and checks, so the two cannot differ.
///
/// # Errors
/// [`Error::Start`] when cargo does not start.
pub(crate) fn run() -> Result<bool, Error> {
    let mut command = command::cargo(&workspace_root());
    command.env("UPDATE_DOCS", "1");
    command.args(["test", "-p", "tests", "--test", "docs", "--test", "openapi"]);
    command::stream(command)
}
