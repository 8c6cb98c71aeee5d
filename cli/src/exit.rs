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
    /// A signal asked for the end.
    Interrupted(Signal),
}

/// What asks a process to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// SIGHUP: the terminal is gone.
    Hangup,
    /// SIGINT: Ctrl-C.
    Interrupt,
    /// SIGTERM: a service manager, or `kill`.
    Terminate,
}

impl Signal {
    /// 128 and the number of the signal, what a shell reports for a process that it ended.
    pub(crate) fn exit_status(self) -> u8 {
        match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Arrived => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Interrupted(signal) => signal.exit_status(),
        })
    }
}
