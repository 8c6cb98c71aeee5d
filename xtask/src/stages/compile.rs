//! Stages that are one call of cargo each: format, lints, build, documentation.

use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;

/// Every file has the form that rustfmt.toml gives it.
pub(super) fn fmt(context: &mut Context) -> Result<Outcome, Error> {
    cargo(context, &["fmt", "--all", "--check"], "`cargo fmt --all` puts it right")
}

/// Clippy has nothing to say about any target.
pub(super) fn clippy(context: &mut Context) -> Result<Outcome, Error> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    cargo(context, &arguments, "see what clippy says above")
}

/// Every package compiles, binaries included.
pub(super) fn build(context: &mut Context) -> Result<Outcome, Error> {
    cargo(context, &["build", "--workspace"], "see what rustc says above")
}

/// The documentation has no dead link and no malformed block.
pub(super) fn documentation(context: &mut Context) -> Result<Outcome, Error> {
    let mut command = command::cargo(context.root());
    command.env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--workspace", "--no-deps"]);
    Ok(Outcome::passed_or(command::stream(command)?, "see what rustdoc says above"))
}

fn cargo(context: &Context, arguments: &[&str], complaint: &str) -> Result<Outcome, Error> {
    let mut command = command::cargo(context.root());
    command.args(arguments);
    Ok(Outcome::passed_or(command::stream(command)?, complaint))
}
