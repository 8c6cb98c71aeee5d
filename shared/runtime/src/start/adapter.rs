//! From settings to a served function, on each platform.

use std::{sync::Arc, time::Duration};

use access::Exposure;
use settings::{Environment, Setting, Settings as _, SettingsError};

use super::AdapterSettings;
use crate::{
    EventFunction, HttpFunction, Platform, Ports,
    front::Front,
    function_compute, lambda, local, logs,
    secrets::{self, Extension, Living, ReadError, Recipe, References},
    served::{Late, NotStarted, Served},
};

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// How a function is built.
#[derive(Clone)]
pub(super) enum Recipes {
    Http(Recipe<dyn HttpFunction>),
    Event(Recipe<dyn EventFunction>),
}

/// A function that is ready to be served.
#[derive(Clone)]
enum Function {
    Http(Arc<dyn HttpFunction>),
    Event(Arc<dyn EventFunction>),
}

/// What is needed to build the function, as often as it takes.
#[derive(Clone)]
struct Plan {
    references: Arc<References>,
    longest: Duration,
    recipes: Recipes,
}

pub(super) fn serve(
    declared: &[Setting],
    ports: &Ports,
    recipes: impl FnOnce(Ports, Exposure) -> Recipes,
) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let started = async {
            let adapter = AdapterSettings::load(&Environment)?;
            logs::start(&adapter.log.0);
            let plan = Plan::new(declared, &adapter, ports, recipes)?;
            Ok((plan.start().await, plan, adapter))
        };
        let refused = match started.await {
            Ok((Ok(function), _, adapter)) => {
                return serve_function(function, &adapter, ports).await;
            }
            Ok((Err(error), plan, _)) if error.for_now && ports.platform == Platform::Lambda => {
                return serve_late(plan, SettingsError::from(error), ports).await;
            }
            Ok((Err(error), ..)) => SettingsError::from(error),
            Err(error) => error,
        };
        if ports.platform == Platform::Lambda {
            let text = refused.to_string();
            lambda::report(&*ports.transport, "Function.InvalidSettings", &text).await;
        }
        Err(refused.into())
    })
}

impl Plan {
    fn new(
        declared: &[Setting],
        adapter: &AdapterSettings,
        ports: &Ports,
        recipes: impl FnOnce(Ports, Exposure) -> Recipes,
    ) -> Result<Self, SettingsError> {
        let exposure = match ports.platform {
            Platform::Local => adapter.listen.exposure(),
            Platform::Lambda | Platform::FunctionCompute => Exposure::Open,
        };
        let extension = Extension::new(ports.transport.clone(), &Environment);
        let references = References::find(secrets::environment(), declared, extension)?;
        let recipes = recipes(ports.clone(), exposure);
        if matches!(recipes, Recipes::Event(_)) && ports.platform == Platform::Local {
            adapter.listen.check_for_events()?;
        }
        let longest = adapter.secrets_max_age.0;
        Ok(Self { references: Arc::new(references), longest, recipes })
    }

    async fn start(&self) -> Result<Function, ReadError> {
        let references = self.references.clone();
        Ok(match self.recipes.clone() {
            Recipes::Http(recipe) => {
                Function::Http(Arc::new(Living::start(references, self.longest, recipe).await?))
            }
            Recipes::Event(recipe) => {
                Function::Event(Arc::new(Living::start(references, self.longest, recipe).await?))
            }
        })
    }
}

async fn serve_function(
    function: Function,
    adapter: &AdapterSettings,
    ports: &Ports,
) -> Result<(), Failed> {
    match ports.platform {
        Platform::Local => serve_locally(function, adapter, ports).await,
        Platform::Lambda => {
            tokio::join!(ports.warm_up(), function.warm_up());
            lambda::serve(Late::ready(function.served()?), ports).await
        }
        // There and on one machine a process that does not listen soon counts as not started.
        Platform::FunctionCompute => {
            let served = function_compute::serve(function.served()?, ports);
            Ok(tokio::join!(served, function.warm_up()).0?)
        }
    }
}

/// Serves although a secret could not be had while the platform started the process: the extension
/// that has it starts at the same time and is not bound to be ready before the first invocation. That
/// one builds the function, or fails and leaves it to the next.
async fn serve_late(plan: Plan, error: SettingsError, ports: &Ports) -> Result<(), Failed> {
    tracing::warn!(%error, "not started yet; the first invocation tries again");
    let late = Late::new(move || {
        let plan = plan.clone();
        Box::pin(async move {
            let function = plan.start().await.map_err(|error| NotStarted {
                for_now: error.for_now,
                reason: SettingsError::from(error).to_string(),
            })?;
            let served = function.served();
            served.map_err(|error| NotStarted { for_now: false, reason: error.to_string() })
        })
    });
    lambda::serve(late, ports).await
}

async fn serve_locally(
    function: Function,
    adapter: &AdapterSettings,
    ports: &Ports,
) -> Result<(), Failed> {
    let served: Arc<dyn HttpFunction> = match function.clone() {
        Function::Http(function) => function,
        Function::Event(function) => Arc::new(local::InvokeFunction::new(function)),
    };
    let gateway = local::Gateway::new(vec![served], ports)?;
    let interrupt = local::Interrupt::listen()?;
    let address = adapter.listen.0;
    let listener = local::bind(address)
        .await
        .map_err(|error| format!("LISTEN: {address} cannot be used: {error}"))?;
    // Asked of the socket: port 0 has become another one.
    tracing::info!(address = %listener.local_addr()?, "ready");
    tokio::join!(gateway.serve(vec![listener], interrupt.received()), function.warm_up());
    Ok(())
}

impl Function {
    fn served(&self) -> Result<Served, Failed> {
        Ok(match self {
            Self::Http(function) => Served::Http(Front::new(vec![function.clone()])?),
            Self::Event(function) => Served::Event(function.clone()),
        })
    }

    async fn warm_up(&self) {
        if let Self::Http(function) = self {
            function.warm_up().await;
        }
    }
}
