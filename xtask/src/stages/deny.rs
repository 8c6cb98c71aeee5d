//! Licences, bans and sources by cargo-deny.
//!
//! Security advisories are not part of it: their database is not in a package registry, and a
//! check that needs another host does not belong in a command that everybody runs.

use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;
use crate::tools::{self, Kit, Provided};

/// Everything in the tree has a licence, a source and a name that deny.toml allows.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let tools = match tools::provide(context.root(), &[Kit::Python])? {
        Provided::Ready(tools) => tools,
        Provided::Missing(why) => return Ok(Outcome::Skipped(why)),
    };
    // cargo-deny works offline and would not find a crate that cargo has not fetched yet.
    let mut fetch = command::cargo(context.root());
    fetch.arg("fetch");
    if !command::stream(fetch)? {
        return Ok(Outcome::Failed("cargo cannot fetch the tree".into()));
    }
    let mut command = command::cargo(context.root());
    tools.put_on_path(&mut command);
    command.args(["deny", "--offline", "check", "bans", "licenses", "sources"]);
    Ok(Outcome::passed_or(command::stream(command)?, "see what cargo-deny says above"))
}
