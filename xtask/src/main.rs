//! Every command that a contributor, the README and CI use, in one place: `cargo xtask --help`.
//!
//! One list of commands keeps the three from drifting apart: CI runs nothing that a contributor
//! cannot run, and what the README shows is what CI runs.

mod artefacts;
mod benchmark;
mod cargo_test;
mod command;
mod context;
mod divan;
mod documentation;
mod error;
mod layers;
mod metadata;
mod stage;
mod stages;
mod table;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Every command of this workspace, in one place")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every check: format, lints, build, tests, documentation, and the rules of the tree
    Test(test::Arguments),
    /// Run the benchmarks and print one table
    Bench(benchmark::Arguments),
    /// Write the generated parts of the documentation and of Cargo.toml again
    Docs,
    /// Install the programs from PyPI and npm that some checks need, into target/tools
    Tools,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Test(arguments) => test::run(&arguments),
        Command::Bench(arguments) => benchmark::run(&arguments),
        Command::Docs => documentation::run(),
        Command::Tools => tools::run(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {}", error.explain());
            ExitCode::FAILURE
        }
    }
}
