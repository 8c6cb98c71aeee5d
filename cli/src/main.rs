//! `vodup`: uploads files through the upload functions, and follows them until they are ready.
//!
//! It never holds the account's keys: each file goes up with the credential that the functions
//! granted for it, and with nothing else.

mod arguments;
mod cancel;
mod error;
mod exit;
mod file;
mod functions;
mod kind;
mod logs;
mod output;
mod rules;
mod status;
#[cfg(test)]
mod testing;
mod timeline;
mod token;
mod upload;

use std::process::ExitCode;

use exit::Exit;

fn main() -> ExitCode {
    let arguments = match arguments::read() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are "errors" of clap too, with status 0. If the terminal is gone,
            // the exit status still tells.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Arrived.into() };
        }
    };
    logs::start();
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(arguments)).into(),
        Err(error) => {
            eprintln!("error: the run time cannot start: {error}");
            Exit::Failed.into()
        }
    }
}

async fn run(arguments: arguments::Arguments) -> Exit {
    match arguments.command {
        arguments::Command::Upload(arguments) => upload::run(&arguments).await,
        arguments::Command::Status(arguments) => status::run(&arguments).await,
        arguments::Command::Cancel(arguments) => cancel::run(&arguments).await,
        arguments::Command::Rules(arguments) => rules::run(&arguments),
        arguments::Command::Token(arguments) => token::run(&arguments),
    }
}
