//! The signals of the system. One that cannot be listened to ends the process, as it does by
//! default.

pub(super) use system::Signals;

#[cfg(unix)]
mod system {
    use std::{
        fs,
        future::pending,
        io::{self, IsTerminal as _},
    };

    use tokio::signal::unix::{self, SignalKind, signal};

    use crate::exit::Signal;

    /// One stream for each signal.
    pub(in super::super) struct Signals {
        interrupt: Option<unix::Signal>,
        terminate: Option<unix::Signal>,
        hangup: Option<unix::Signal>,
    }

    impl Signals {
        /// Takes over from the default from now on.
        pub(in super::super) fn listen() -> Self {
            let listen = |kind| signal(kind).ok();
            Self {
                interrupt: listen(SignalKind::interrupt()),
                terminate: listen(SignalKind::terminate()),
                // `nohup vodup ...` must outlive its terminal, and listening would end that.
                hangup: if is_under_nohup() { None } else { listen(SignalKind::hangup()) },
            }
        }

        /// Waits for the next one.
        pub(in super::super) async fn next(&mut self) -> Signal {
            tokio::select! {
                () = heard(&mut self.interrupt) => Signal::Interrupt,
                () = heard(&mut self.terminate) => Signal::Terminate,
                () = heard(&mut self.hangup) => Signal::Hangup,
            }
        }
    }

    async fn heard(signals: &mut Option<unix::Signal>) {
        let heard = match signals {
            Some(signals) => signals.recv().await,
            None => None,
        };
        if heard.is_none() {
            pending::<()>().await;
        }
    }

    fn is_under_nohup() -> bool {
        fs::read_to_string("/proc/self/status")
            .ok()
            .and_then(|status| ignores_hangup(&status))
            // Only Linux tells. Elsewhere: nohup leaves neither stream on the terminal.
            .unwrap_or_else(|| !io::stdout().is_terminal() && !io::stderr().is_terminal())
    }

    /// Reads the mask `SigIgn` of proc_pid_status(5): SIGHUP, signal 1, is its lowest bit.
    fn ignores_hangup(status: &str) -> Option<bool> {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
        u64::from_str_radix(mask.trim(), 16).ok().map(|mask| mask & 1 == 1)
    }

    #[cfg(test)]
    mod tests {
        use super::ignores_hangup;

        #[test]
        fn nohup_shows_in_the_mask_of_ignored_signals() {
            let status = |mask: &str| format!("Name:\tvodup\nSigBlk:\t0001\nSigIgn:\t{mask}\n");
            assert_eq!(ignores_hangup(&status("0000000000001001")), Some(true));
            assert_eq!(ignores_hangup(&status("0000000000001000")), Some(false));
            assert_eq!(ignores_hangup("Name:\tvodup\n"), None);
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::future::pending;

    use crate::exit::Signal;

    /// Ctrl-C is the only one.
    pub(in super::super) struct Signals;

    impl Signals {
        /// The first call of `next` takes over from the default.
        pub(in super::super) fn listen() -> Self {
            Self
        }

        /// Waits for the next one.
        pub(in super::super) async fn next(&mut self) -> Signal {
            if tokio::signal::ctrl_c().await.is_err() {
                pending::<()>().await;
            }
            Signal::Interrupt
        }
    }
}
