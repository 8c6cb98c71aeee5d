//! The wish that the program should end: Ctrl-C, and on Unix also SIGTERM.

use std::io;

/// Listens for it, from the moment that it is made.
pub(crate) struct Interrupt {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Interrupt {
    /// From here on the signals no longer end the process by themselves.
    ///
    /// # Errors
    /// When the system can't tell of signals.
    pub(crate) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let [interrupt, terminate] = [SignalKind::interrupt(), SignalKind::terminate()];
            Ok(Self { signals: [signal(interrupt)?, signal(terminate)?] })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Ends when the wish comes.
    pub(crate) async fn received(self) {
        #[cfg(unix)]
        {
            let [mut interrupt, mut terminate] = self.signals;
            tokio::select! {
                _ = interrupt.recv() => (),
                _ = terminate.recv() => (),
            }
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
