//! `cargo run`: every function behind one gateway, and the local cloud.

mod arguments;
mod banner;
mod documentation;
mod functions;
mod stack;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    runtime::logs::start(&arguments.log);
    match stack::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
