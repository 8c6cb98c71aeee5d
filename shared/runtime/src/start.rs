//! The start of a function's own process: platform, settings, secrets, adapter.

mod adapter;
mod public;
mod settings;
mod usage;

use std::{process::ExitCode, sync::Arc};

use ::settings::{Setting, Settings, SettingsError, Source};
use access::{AccessSettings, Admission, Exposure};

pub use self::settings::{AdapterSettings, Listen, LogFilter, process_settings};
use crate::{
    Callers, Cors, CorsSettings, EventFunction, Guarded, HttpFunction, Platform, Ports, admission,
    secrets::Recipe,
};

/// Runs an HTTP function as a process on the platform that it finds itself on: reads its settings,
/// builds it, serves it until the process is told to end.
pub fn run_http<F, S>(
    build: impl Fn(&S, &Ports) -> Result<F, SettingsError> + Send + Sync + 'static,
) -> ExitCode
where
    F: HttpFunction + 'static,
    S: Settings,
{
    run(S::declared(), true, |ports, exposure| {
        adapter::Recipes::Http(http_recipe(build, ports, exposure))
    })
}

/// Runs an event function as a process. On one machine it takes one event as the body of
/// `POST /invoke`.
pub fn run_event<F, S>(
    build: impl Fn(&S, &Ports) -> Result<F, SettingsError> + Send + Sync + 'static,
) -> ExitCode
where
    F: EventFunction + 'static,
    S: Settings,
{
    run(S::declared(), false, |ports, _| {
        adapter::Recipes::Event(Arc::new(move |source| {
            let function = build(&S::load(source)?, &ports)?;
            Ok(Arc::new(function) as Arc<dyn EventFunction>)
        }))
    })
}

/// An HTTP function as its own process builds it, with nobody in front of it yet.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn built<F, S>(
    build: impl Fn(&S, &Ports) -> Result<F, SettingsError>,
    source: &dyn Source,
    ports: &Ports,
) -> Result<Arc<dyn HttpFunction>, SettingsError>
where
    F: HttpFunction + 'static,
    S: Settings,
{
    Ok(Arc::new(build(&S::load(source)?, ports)?))
}

fn http_recipe<F, S>(
    build: impl Fn(&S, &Ports) -> Result<F, SettingsError> + Send + Sync + 'static,
    ports: Ports,
    exposure: Exposure,
) -> Recipe<dyn HttpFunction>
where
    F: HttpFunction + 'static,
    S: Settings,
{
    Arc::new(move |source: &dyn Source| {
        public::refuse(source)?;
        let function = built(&build, source, &ports)?;
        Ok(Arc::new(match function.callers() {
            Callers::Known => {
                let cors = Cors::new(&CorsSettings::load(source)?);
                let admission = admission::of_process(source, exposure, &ports)?;
                Guarded::new(function, admission).with_cors(cors)
            }
            Callers::Signed => Guarded::new(function, Admission::anyone()),
        }))
    })
}

fn run(
    declared: Vec<Setting>,
    http: bool,
    recipes: impl FnOnce(Ports, Exposure) -> adapter::Recipes,
) -> ExitCode {
    let of_callers = [AccessSettings::declared(), CorsSettings::declared()].concat();
    let all = [declared, if http { of_callers } else { Vec::new() }].concat();
    if let Some(argument) = std::env::args().nth(1) {
        // Nothing is read from the command line; whoever writes one wants to know what is.
        let asked = matches!(argument.as_str(), "--help" | "-h" | "help");
        println!("{}", usage::text(&[all, AdapterSettings::declared()].concat()));
        return if asked { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    let ports = Ports::system(Platform::of_environment());
    match adapter::serve(&all, &ports, recipes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
