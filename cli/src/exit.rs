//! What the exit status tells a script.

use std::process::ExitCode;

/// How the command ended, over all its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything arrived.
    Arrived,
    /// Something did not.
    Failed,
    /// The command line makes no sense; nothing was sent.
    Usage,
    /// Ctrl-C.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Arrived => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            // 128 + SIGINT, what a shell reports for a process that Ctrl-C ended.
            Exit::Interrupted => 130,
        })
    }
}
