//! What the adapters read.

use std::net::SocketAddr;

use access::{AccessSettings, Exposure};
use settings::{FromSetting, Problem, Seconds, Setting, Settings as _, SettingsError};

use crate::{Callers, CorsSettings, logs};

settings::settings! {
    /// What the adapter itself reads.
    pub struct AdapterSettings {
        /// What is logged: a level, or directives of the form `info,client=debug`. The audit is logged at
        /// any level but `off`; `audit=off` switches it off.
        default log: LogFilter = "LOG" "info",
        /// How old a secret by reference may get before it is read again.
        default secrets_max_age: Seconds = "SECRETS_MAX_AGE_SECONDS" "300",
        /// Address that the local adapter listens on; the platforms say where themselves.
        default listen: Listen = "LISTEN" "127.0.0.1:7080",
    }
}

/// `LOG`.
#[derive(Clone, Debug)]
pub struct LogFilter(pub(super) String);

impl FromSetting for LogFilter {
    const EXPECTED: &'static str = "error, warn, info, debug, trace, off, or a list such as \
        info,client=debug";

    fn from_setting(text: &str) -> Result<Self, String> {
        logs::check(text).map(|()| Self(text.to_owned()))
    }
}

/// `LISTEN`.
#[derive(Clone, Copy, Debug)]
pub struct Listen(pub(super) SocketAddr);

impl Listen {
    pub(super) fn exposure(self) -> Exposure {
        if self.0.ip().is_loopback() { Exposure::Loopback } else { Exposure::Open }
    }

    /// An event function knows no callers: its platform does. On one machine nobody stands in front.
    pub(super) fn check_for_events(self) -> Result<(), SettingsError> {
        match self.exposure() {
            Exposure::Loopback => Ok(()),
            Exposure::Open => Err(SettingsError {
                problems: vec![Problem {
                    name: "LISTEN",
                    expected: "a loopback address, such as 127.0.0.1:7080",
                    reason: Some("anyone could send events to this one".into()),
                }],
            }),
        }
    }
}

impl FromSetting for Listen {
    const EXPECTED: &'static str = "an address with a port, such as 127.0.0.1:7080";

    fn from_setting(text: &str) -> Result<Self, String> {
        text.trim().parse().map(Self).map_err(|_| format!("{text:?} is not valid"))
    }
}

/// Every setting that a deployed process reads whose function declares `own`. `callers` are those of
/// an HTTP function; an event function has none.
#[must_use]
pub fn process_settings(own: Vec<Setting>, callers: Option<Callers>) -> Vec<Setting> {
    let access = match callers {
        Some(Callers::Known) => [AccessSettings::declared(), CorsSettings::declared()].concat(),
        Some(Callers::Signed) | None => Vec::new(),
    };
    // Where to listen is the platform's to say.
    let adapter = AdapterSettings::declared().into_iter().filter(|one| one.name != "LISTEN");
    own.into_iter().chain(access).chain(adapter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_function_listens_on_loopback_alone() {
        let listen = |text| Listen::from_setting(text).unwrap().check_for_events();
        assert_eq!(listen("127.0.0.1:0"), Ok(()));
        assert_eq!(listen("[::1]:7080"), Ok(()));
        for open in ["0.0.0.0:7080", "[::]:7080", "192.0.2.1:7080"] {
            let error = listen(open).unwrap_err();
            assert!(error.to_string().contains("LISTEN: anyone could send events"), "{error}");
        }
    }
}
