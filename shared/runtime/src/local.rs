//! The local adapter: HTTP/1.1 on this machine, any number of functions behind one address.
//!
//! It gives functions what the platforms give them: a request id, a deadline, isolation of panics.
//! It believes no header that only a platform may set, because here anyone can send them.

mod gateway;
mod invoke;

#[cfg(test)]
mod tests;

use std::{io, net::SocketAddr};

pub use gateway::Gateway;
pub use invoke::InvokeFunction;
use tokio::net::TcpListener;

/// Opens a listening socket.
///
/// # Errors
/// Those of the operating system, such as an address in use.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// The wish that this process should end: Ctrl-C, and on Unix also SIGTERM.
pub struct Interrupt {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Interrupt {
    /// Starts to listen for it. From here on the signals no longer end the process by themselves.
    ///
    /// # Errors
    /// When the system cannot tell of signals.
    pub fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?],
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Ends when the wish comes.
    pub async fn received(self) {
        #[cfg(unix)]
        {
            let [mut interrupt, mut terminate] = self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
