//! `vodup rules`.

use std::path::PathBuf;

use access::Role;
use clap::{Args, Subcommand};
use model::MediaKind;

use super::values;

/// `vodup rules`.
#[derive(Args, Debug)]
pub(crate) struct RulesArguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

/// What can be done with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Say whether a file of rules would be taken, and what is wrong with it
    Check(CheckArguments),
    /// Say what would be sent to VOD for a request, and why
    Explain(ExplainArguments),
    /// Print the rules that are compiled in, to start one's own from
    Print,
}

/// `vodup rules check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// `vodup rules explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArguments {
    /// The body of a request, as the app sends it; `-` is standard input
    #[arg(value_name = "BODY.json")]
    pub(crate) body: PathBuf,

    /// What is uploaded
    #[arg(long, value_parser = values::kinds())]
    pub(crate) kind: MediaKind,

    /// A role that the caller has, may be repeated [default: none]
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub(crate) role: Vec<Role>,

    /// The rules [default: those compiled in]
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Option<PathBuf>,

    /// Print the answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn role(text: &str) -> Result<Role, String> {
    Role::new(text).ok_or_else(|| format!("expected {}", Role::EXPECTED))
}
