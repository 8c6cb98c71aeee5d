//! From settings to a served function, on each platform.

use std::{sync::Arc, time::Duration};

use access::Exposure;
use settings::{Environment, Setting, Settings as _, SettingsError};

use super::AdapterSettings;
use crate::{
    EventFunction, HttpFunction, Platform, Ports,
    front::Front,
    function_compute, lambda, local, logs,
    secrets::{self, Extension, Living, Recipe, References},
    served::Served,
};

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// How a function is built.
pub(super) enum Recipes {
    Http(Recipe<dyn HttpFunction>),
    Event(Recipe<dyn EventFunction>),
}

/// A function that is ready to be served.
enum Function {
    Http(Arc<dyn HttpFunction>),
    Event(Arc<dyn EventFunction>),
}

pub(super) fn serve(
    declared: &[Setting],
    ports: &Ports,
    recipes: impl FnOnce(Ports, Exposure) -> Recipes,
) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match start(declared, ports, recipes).await {
            Ok((function, adapter)) => serve_function(function, &adapter, ports).await,
            Err(error) => {
                if ports.platform == Platform::Lambda {
                    let text = error.to_string();
                    lambda::report(&*ports.transport, "Function.InvalidSettings", &text).await;
                }
                Err(error.into())
            }
        }
    })
}

async fn start(
    declared: &[Setting],
    ports: &Ports,
    recipes: impl FnOnce(Ports, Exposure) -> Recipes,
) -> Result<(Function, AdapterSettings), SettingsError> {
    let adapter = AdapterSettings::load(&Environment)?;
    logs::start(&adapter.log.0);
    let exposure = match ports.platform {
        Platform::Local => adapter.listen.exposure(),
        Platform::Lambda | Platform::FunctionCompute => Exposure::Open,
    };
    let source = secrets::environment();
    let extension = Extension::new(ports.transport.clone(), &Environment);
    let references = References::find(source, declared, extension)?;
    let longest: Duration = adapter.secrets_max_age.0;
    let function = match recipes(ports.clone(), exposure) {
        Recipes::Http(recipe) => {
            Function::Http(Arc::new(Living::start(references, longest, recipe).await?))
        }
        Recipes::Event(recipe) => {
            Function::Event(Arc::new(Living::start(references, longest, recipe).await?))
        }
    };
    Ok((function, adapter))
}

async fn serve_function(
    function: Function,
    adapter: &AdapterSettings,
    ports: &Ports,
) -> Result<(), Failed> {
    match ports.platform {
        Platform::Local => serve_locally(function, adapter, ports).await,
        Platform::Lambda => {
            ports.warm_up().await;
            lambda::serve(function.served()?, ports).await
        }
        Platform::FunctionCompute => Ok(function_compute::serve(function.served()?, ports).await?),
    }
}

async fn serve_locally(
    function: Function,
    adapter: &AdapterSettings,
    ports: &Ports,
) -> Result<(), Failed> {
    let function: Arc<dyn HttpFunction> = match function {
        Function::Http(function) => function,
        Function::Event(function) => Arc::new(local::InvokeFunction::new(function)),
    };
    let gateway = local::Gateway::new(vec![function], ports.randomness.clone())?;
    let interrupt = local::Interrupt::listen()?;
    let address = adapter.listen.0;
    let listener = local::bind(address)
        .await
        .map_err(|error| format!("LISTEN: {address} cannot be used: {error}"))?;
    // Asked of the socket: port 0 has become another one.
    tracing::info!(address = %listener.local_addr()?, "ready");
    gateway.serve(vec![listener], interrupt.received()).await;
    Ok(())
}

impl Function {
    fn served(self) -> Result<Served, Failed> {
        Ok(match self {
            Self::Http(function) => Served::Http(Front::new(vec![function])?),
            Self::Event(function) => Served::Event(function),
        })
    }
}
