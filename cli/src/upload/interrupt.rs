//! Ctrl-C, heard once for the whole command.

use tokio::sync::watch;

/// Tells whether Ctrl-C was pressed.
#[derive(Clone)]
pub(super) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Listens from now on.
    pub(super) fn listen() -> Self {
        let (press, pressed) = watch::channel(false);
        tokio::spawn(async move {
            // Without a handler Ctrl-C ends the process, as it does by default.
            if tokio::signal::ctrl_c().await.is_ok() {
                press.send_replace(true);
            }
            // A second one finds the handler still in place and must end the process all the same.
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
        Self(pressed)
    }

    /// Never, for tests.
    #[cfg(test)]
    pub(super) fn never() -> Self {
        Self(watch::channel(false).1)
    }

    /// One that a test presses.
    #[cfg(test)]
    pub(super) fn by_hand() -> (watch::Sender<bool>, Self) {
        let (press, pressed) = watch::channel(false);
        (press, Self(pressed))
    }

    /// Whether it was pressed.
    pub(super) fn is_pressed(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is pressed.
    pub(super) async fn pressed(&self) {
        let mut receiver = self.0.clone();
        if receiver.wait_for(|pressed| *pressed).await.is_err() {
            // Nobody can press it any more.
            std::future::pending::<()>().await;
        }
    }
}
