//! Why the program did not start, in words that name the flag to change.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use local_cloud::{DataError, RamError, StartError};

/// Why the program did not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// Another program has the port, or this one may not take it.
    #[error(
        "{address} cannot be listened on ({reason}); choose another port with --port, or --port 0 for a free one"
    )]
    Listen {
        /// As asked for.
        address: SocketAddr,
        /// The system's words.
        reason: io::Error,
    },
    /// The certificate authority can't be written down.
    #[error("{} cannot be written ({reason}); choose another file with --tls-ca", path.display())]
    AuthorityFile {
        /// The file, or the directory for it.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// The data directory can't be used.
    #[error("{0}; choose another directory with --data")]
    Data(DataError),
    /// The file of RAM identities can't be read, or RAM would refuse what stands in it.
    #[error("{0}; mend the file of --ram")]
    Ram(RamError),
    /// Anything else that the cloud lacks.
    #[error("the local cloud cannot start: {0}")]
    Start(StartError),
    /// No threads, no signals.
    #[error("the run time cannot start: {0}")]
    Runtime(io::Error),
}

impl CliError {
    /// The cloud's own reason, with the flag that helps.
    pub(crate) fn start(error: StartError) -> Self {
        match error {
            StartError::Listen { address, source } => Self::Listen { address, reason: source },
            StartError::Data(error) => Self::Data(error),
            StartError::Ram(error) => Self::Ram(error),
            other => Self::Start(other),
        }
    }
}
