//! The start of a function's own process: settings, log, adapter.

use std::{fmt::Write as _, net::SocketAddr, process::ExitCode, sync::Arc};

use settings::{Environment, FromSetting, Presence, Setting, Settings, SettingsError};

use crate::{EventFunction, HttpFunction, Platform, Ports, local, logs};

settings::settings! {
    /// What the adapter itself reads.
    pub struct AdapterSettings {
        /// What is logged: a level, or directives of the form `info,client=debug`.
        default log: LogFilter = "LOG" "info",
        /// Address that the local adapter listens on.
        default listen: Listen = "LISTEN" "127.0.0.1:7080",
    }
}

/// `LOG`.
#[derive(Clone, Debug)]
pub struct LogFilter(String);

impl FromSetting for LogFilter {
    const EXPECTED: &'static str = "error, warn, info, debug, trace, off, or a list such as \
        info,client=debug";

    fn from_setting(text: &str) -> Result<Self, String> {
        logs::check(text).map(|()| Self(text.to_owned()))
    }
}

/// `LISTEN`.
#[derive(Clone, Copy, Debug)]
pub struct Listen(SocketAddr);

impl FromSetting for Listen {
    const EXPECTED: &'static str = "an address with a port, such as 127.0.0.1:7080";

    fn from_setting(text: &str) -> Result<Self, String> {
        text.trim().parse().map(Self).map_err(|_| format!("{text:?} is not valid"))
    }
}

/// Runs an HTTP function as a process: reads its settings from the environment, builds it, serves
/// it until the process is told to end.
pub fn run_http<F, S>(build: impl FnOnce(&S, &Ports) -> Result<F, SettingsError>) -> ExitCode
where
    F: HttpFunction + 'static,
    S: Settings,
{
    run(build, |function| Arc::new(function))
}

/// Runs an event function as a process; the local adapter takes one event as the body of
/// `POST /invoke`.
pub fn run_event<F, S>(build: impl FnOnce(&S, &Ports) -> Result<F, SettingsError>) -> ExitCode
where
    F: EventFunction + 'static,
    S: Settings,
{
    run(build, |function| Arc::new(local::InvokeFunction::new(Arc::new(function))))
}

fn run<F, S: Settings>(
    build: impl FnOnce(&S, &Ports) -> Result<F, SettingsError>,
    wrap: impl FnOnce(F) -> Arc<dyn HttpFunction>,
) -> ExitCode {
    if let Some(argument) = std::env::args().nth(1) {
        // Nothing is read from the command line; whoever writes one wants to know what is.
        let asked = matches!(argument.as_str(), "--help" | "-h" | "help");
        println!("{}", usage(&[S::declared(), AdapterSettings::declared()].concat()));
        return if asked { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    match serve(build, wrap) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What a process of a function reads, for a person at a terminal.
fn usage(settings: &[Setting]) -> String {
    let mut text = String::from(
        "Serves one function on this machine. It takes no arguments; it reads these settings from \
         the environment:\n",
    );
    for setting in settings {
        let presence = match setting.presence {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "may be absent".to_owned(),
            Presence::Default(default) => format!("{default} unless set"),
        };
        let Setting { name, expected, help, .. } = setting;
        // Writing to a String cannot fail.
        let _ =
            write!(text, "\n{name} ({presence})\n {}\n  Should be {expected}.\n", help.trim_end());
    }
    text
}

fn serve<F, S: Settings>(
    build: impl FnOnce(&S, &Ports) -> Result<F, SettingsError>,
    wrap: impl FnOnce(F) -> Arc<dyn HttpFunction>,
) -> Result<(), Box<dyn std::error::Error>> {
    let adapter = AdapterSettings::load(&Environment)?;
    logs::start(&adapter.log.0);
    let ports = Ports::system(Platform::Local);
    let function = wrap(build(&S::load(&Environment)?, &ports)?);
    let gateway = local::Gateway::new(vec![function], ports.randomness)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let interrupt = local::Interrupt::listen()?;
        let listener = local::bind(adapter.listen.0)
            .await
            .map_err(|error| format!("LISTEN: {} cannot be used: {error}", adapter.listen.0))?;
        // Asked of the socket: port 0 has become another one.
        tracing::info!(address = %listener.local_addr()?, "ready");
        gateway.serve(vec![listener], interrupt.received()).await;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_names_every_setting_with_what_it_should_be() {
        assert_eq!(
            usage(&AdapterSettings::declared()),
            "Serves one function on this machine. It takes no arguments; it reads these settings \
             from the environment:\n\
             \nLOG (info unless set)\
             \n  What is logged: a level, or directives of the form `info,client=debug`.\
             \n  Should be error, warn, info, debug, trace, off, or a list such as \
             info,client=debug.\n\
             \nLISTEN (127.0.0.1:7080 unless set)\
             \n  Address that the local adapter listens on.\
             \n  Should be an address with a port, such as 127.0.0.1:7080.\n"
        );
    }
}
