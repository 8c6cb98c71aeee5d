//! The wish to end (Ctrl-C, SIGTERM, SIGHUP), heard once for the whole command.

mod signals;

use tokio::sync::watch;

use crate::exit::Signal;
use signals::Signals;

/// Tells whether the user, or the system, wants the command to end.
#[derive(Clone)]
pub(super) struct Interrupt(watch::Receiver<Option<Signal>>);

impl Interrupt {
    /// Listens from now on.
    pub(super) fn listen() -> Self {
        let (press, pressed) = watch::channel(None);
        let mut signals = Signals::listen();
        tokio::spawn(async move {
            press.send_replace(Some(signals.next().await));
            // A second one finds the handler still in place and must end the process all the same.
            std::process::exit(signals.next().await.exit_status().into());
        });
        Self(pressed)
    }

    /// Never, for tests.
    #[cfg(test)]
    pub(super) fn never() -> Self {
        Self(watch::channel(None).1)
    }

    /// One that a test presses.
    #[cfg(test)]
    pub(super) fn by_hand() -> (watch::Sender<Option<Signal>>, Self) {
        let (press, pressed) = watch::channel(None);
        (press, Self(pressed))
    }

    /// The signal that was heard first.
    pub(super) fn signal(&self) -> Option<Signal> {
        *self.0.borrow()
    }

    /// Whether there was one.
    pub(super) fn is_pressed(&self) -> bool {
        self.signal().is_some()
    }

    /// Waits until there is one.
    pub(super) async fn pressed(&self) {
        let mut receiver = self.0.clone();
        if receiver.wait_for(Option::is_some).await.is_err() {
            // Nobody can press it any more.
            std::future::pending::<()>().await;
        }
    }
}
