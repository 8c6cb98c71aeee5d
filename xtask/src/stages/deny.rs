//! Licences, bans and sources by cargo-deny, where it is installed.
//!
//! Security advisories are not part of it: their database is not in a package registry, and a
//! check that needs another host does not belong in a command that everybody runs.

use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;

/// Everything in the tree has a licence, a source and a name that deny.toml allows.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    if !command::has_cargo_subcommand(context.root(), "deny") {
        let why = "cargo-deny is not installed (`cargo install --locked cargo-deny`)";
        return Ok(Outcome::Skipped(why.into()));
    }
    // cargo-deny works offline and would not find a crate that cargo has not fetched yet.
    let mut fetch = command::cargo(context.root());
    fetch.arg("fetch");
    if !command::stream(fetch)? {
        return Ok(Outcome::Failed("cargo cannot fetch the tree".into()));
    }
    let mut command = command::cargo(context.root());
    command.args(["deny", "--offline", "check", "bans", "licenses", "sources"]);
    Ok(Outcome::passed_or(command::stream(command)?, "see what cargo-deny says above"))
}
