//! What is shown, and where: results on standard output, bars and errors on standard error.

mod bar;
mod printable;

use std::{
    io::{self, Write},
    sync::{Mutex, PoisonError},
};

use indicatif::{MultiProgress, ProgressDrawTarget};
use serde::Serialize;

pub(crate) use bar::Bar;
pub(crate) use printable::on_one_line;

use crate::{error::Error, timeline::Entry};

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A person: the timeline as it happens, and a progress bar if there is a terminal.
    Human,
    /// A program: one document at the end.
    Json,
    /// A script: the id of each file that arrived.
    Quiet,
}

type Sink = Mutex<Box<dyn Write + Send>>;

/// Both streams of the process.
pub(crate) struct Output {
    mode: Mode,
    out: Sink,
    errors: Sink,
    bars: MultiProgress,
}

impl Output {
    /// Over the process's own streams. Bars are drawn only on a terminal.
    pub(crate) fn of_process(mode: Mode) -> Self {
        let output = Self::over(mode, Box::new(io::stdout()), Box::new(io::stderr()));
        if mode == Mode::Human {
            output.bars.set_draw_target(ProgressDrawTarget::stderr());
        }
        output
    }

    /// Over any streams, without bars.
    pub(crate) fn over(
        mode: Mode,
        out: Box<dyn Write + Send>,
        errors: Box<dyn Write + Send>,
    ) -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        Self { mode, out: Mutex::new(out), errors: Mutex::new(errors), bars }
    }

    /// A file among several begins.
    pub(crate) fn file(&self, name: &str) {
        if self.mode == Mode::Human {
            self.line(&self.out, name);
        }
    }

    /// Something happened.
    pub(crate) fn event(&self, entry: &Entry) {
        if self.mode == Mode::Human {
            self.line(&self.out, &format!("{:>8.3} s  {}", entry.seconds, entry.event));
        }
    }

    /// A file has arrived.
    pub(crate) fn arrived(&self, media_id: &str) {
        if self.mode == Mode::Quiet {
            self.line(&self.out, media_id);
        }
    }

    /// A file or a question failed; `about` says which.
    pub(crate) fn failure(&self, about: &str, error: &Error) {
        self.line(&self.errors, &format!("{about}: {error}"));
    }

    /// Something that the user should know.
    pub(crate) fn warning(&self, text: &str) {
        self.line(&self.errors, &format!("warning: {text}"));
    }

    /// Lines for standard output.
    pub(crate) fn lines(&self, lines: &[String]) {
        for line in lines {
            self.line(&self.out, line);
        }
    }

    /// The document for programs.
    pub(crate) fn document(&self, document: &impl Serialize) {
        // The documents are structs of texts and numbers, which always serialise.
        let text = serde_json::to_string_pretty(document).unwrap_or_default();
        self.write(&self.out, &printable::in_json(&text));
    }

    /// Whether a bar would be seen.
    pub(crate) fn has_bars(&self) -> bool {
        !self.bars.is_hidden()
    }

    /// A bar for a file of `size` bytes; it disappears when it is dropped.
    pub(crate) fn bar(&self, name: &str, size: u64) -> Bar {
        Bar::show(&self.bars, name, size)
    }

    fn line(&self, sink: &Sink, line: &str) {
        self.write(sink, &on_one_line(line));
    }

    fn write(&self, sink: &Sink, text: &str) {
        self.bars.suspend(|| {
            let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever reads may have gone; the exit status still tells.
            let _ = writeln!(sink, "{text}").and_then(|()| sink.flush());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::ErrorKind, testing::Captured, timeline::Event};

    fn show(mode: Mode) -> (String, String) {
        let captured = Captured::default();
        let output = captured.output(mode);
        output.file("a.mov");
        output.event(&Entry {
            event: Event::FileUploadComplete,
            time: jiff::Timestamp::UNIX_EPOCH,
            seconds: 1.25,
        });
        output.arrived("v1");
        output.failure("b\n.\u{1b}[31mmov", &Error::new(ErrorKind::File, "gone", "look for it"));
        (captured.out.text(), captured.errors.text())
    }

    #[test]
    fn each_mode_has_its_lines_and_errors_go_elsewhere() {
        let errors = "b\\n.\\u{1b}[31mmov: gone; look for it\n".to_owned();
        let human = "a.mov\n   1.250 s  FileUploadComplete (VOD has the file)\n".to_owned();
        assert_eq!(show(Mode::Human), (human, errors.clone()));
        assert_eq!(show(Mode::Quiet), ("v1\n".into(), errors.clone()));
        assert_eq!(show(Mode::Json), (String::new(), errors));
    }
}
