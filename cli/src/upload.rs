//! `vodup upload`: one file after another, each with a grant of its own.

mod follow;
mod interrupt;
mod one;
mod report;
mod transfer;
mod wait;

use std::{path::Path, sync::Arc};

use client::{
    HttpTransport, Transport,
    system::{SystemClock, SystemRandomness},
};
use model::{Clock, Randomness};

use crate::{
    arguments::UploadArguments,
    error::{Error, ErrorKind},
    exit::Exit,
    functions::{self, Functions},
    output::{Mode, Output},
    timeline::Timeline,
};
use interrupt::Interrupt;
use report::{Report, Reports};
use transfer::Transfer;

/// Runs the command.
pub(crate) async fn run(arguments: &UploadArguments) -> Exit {
    let mode = match (arguments.json, arguments.quiet) {
        (true, _) => Mode::Json,
        (_, true) => Mode::Quiet,
        _ => Mode::Human,
    };
    let ports = Ports {
        transport: Arc::new(HttpTransport::default()),
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
    };
    let output = Arc::new(Output::of_process(mode));
    Session::new(arguments, ports, output, Interrupt::listen()).run().await
}

/// What the command takes from outside.
struct Ports {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

/// One run over all files.
struct Session<'a> {
    arguments: &'a UploadArguments,
    functions: Functions,
    transfer: Transfer,
    clock: Arc<dyn Clock>,
    output: Arc<Output>,
    interrupt: Interrupt,
}

impl<'a> Session<'a> {
    fn new(
        arguments: &'a UploadArguments,
        ports: Ports,
        output: Arc<Output>,
        interrupt: Interrupt,
    ) -> Self {
        let server = arguments.server.server.clone();
        let credential = arguments.server.credential();
        let functions =
            Functions::new(server, credential, ports.transport.clone(), ports.clock.clone());
        let transfer = Transfer::new(arguments.transfer, &ports, &interrupt, &output);
        Self { arguments, functions, transfer, clock: ports.clock, output, interrupt }
    }

    async fn run(&self) -> Exit {
        let server = &self.arguments.server.server;
        if server.scheme() == "http" && !functions::is_this_machine(server) {
            self.output.warning(
                "the server is asked over http://, so anyone on the way can read the upload \
                 credentials; use https://",
            );
        }
        let mut uploads = Vec::new();
        for path in &self.arguments.files {
            uploads.push(self.file(path).await);
            if self.interrupt.is_pressed() {
                break;
            }
        }
        let exit = self.exit(&uploads);
        if self.arguments.json {
            self.output.document(&Reports { uploads });
        }
        exit
    }

    /// Uploads one file and reports, whatever happens.
    async fn file(&self, path: &Path) -> Report {
        let name = path.display().to_string();
        if self.arguments.files.len() > 1 {
            self.output.file(&name);
        }
        let timeline = Arc::new(Timeline::start(self.clock.clone(), self.output.clone()));
        let mut report = Report { file: name, ..Report::default() };
        let outcome = self.one(path, &timeline, &mut report).await;
        report.timeline = timeline.entries();
        match outcome {
            Ok(()) => self.output.arrived(report.media_id.as_deref().unwrap_or_default()),
            Err(error) => {
                self.output.failure(&report.file, &error);
                report.error = Some(error);
            }
        }
        report
    }

    fn exit(&self, uploads: &[Report]) -> Exit {
        let failed = |report: &Report| report.error.as_ref().map(|error| error.kind);
        let all = uploads.len() == self.arguments.files.len();
        if all && uploads.iter().all(|report| failed(report).is_none()) {
            return Exit::Arrived;
        }
        // Files that the signal kept from being tried did not arrive either.
        let cut_short =
            uploads.iter().any(|report| failed(report) == Some(ErrorKind::Interrupted)) || !all;
        match self.interrupt.signal() {
            Some(signal) if cut_short => Exit::Interrupted(signal),
            _ => Exit::Failed,
        }
    }
}

/// Gives up when Ctrl-C, or another such signal, comes first.
async fn unless_interrupted<T>(
    interrupt: &Interrupt,
    work: impl Future<Output = Result<T, Error>>,
    otherwise: impl FnOnce() -> Error,
) -> Result<T, Error> {
    tokio::select! {
        outcome = work => outcome,
        () = interrupt.pressed() => Err(otherwise()),
    }
}

#[cfg(test)]
mod tests;
