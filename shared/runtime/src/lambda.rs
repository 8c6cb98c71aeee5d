//! The adapter for AWS Lambda: events in, answers out, one at a time.
//!
//! HTTP functions take the payload format 2.0 of HTTP APIs and function URLs. Event functions take
//! batches of SQS, schedules, events of EventBridge and any object that they are invoked with.

mod authorizer;
mod deadline;
mod event;
mod failure;
mod init;
mod request;
mod response;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use aws_lambda_events::{apigw::ApiGatewayV2httpResponse, sqs::SqsBatchResponse};
use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use model::{Clock, Randomness, RequestId};
use serde::Serialize;
use serde_json::value::RawValue;
use tracing::Instrument as _;

pub(crate) use failure::Failure;
pub(crate) use init::report;

use crate::{
    Audit, Context, EventFunction, Ports,
    front::Front,
    lambda::event::Payload,
    logs,
    mark::{Mark, has},
    served::{Late, Served},
};

/// One process on Lambda.
pub(crate) struct Adapter {
    served: Late,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

/// What goes back to the runtime API.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    Http(Box<ApiGatewayV2httpResponse>),
    Batch(SqsBatchResponse),
    Nothing,
}

/// The variables without which the runtime of AWS cannot start.
const NEEDED: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// Serves until the platform ends the process.
///
/// # Errors
/// When the environment is none of Lambda's, or the runtime API cannot be used.
pub(crate) async fn serve(served: Late, ports: &Ports) -> Result<(), lambda_runtime::Error> {
    if let Some(missing) = NEEDED.into_iter().find(|name| std::env::var_os(name).is_none()) {
        return Err(format!("{missing} is not set, though this looks like AWS Lambda").into());
    }
    let adapter = Adapter::new(served, ports);
    let adapter = &adapter;
    Runtime::new(service_fn(move |event: LambdaEvent<Box<RawValue>>| async move {
        adapter.answer(event.payload.get(), &event.context).await
    }))
    .run()
    .await
}

impl Adapter {
    pub(crate) fn new(served: Late, ports: &Ports) -> Self {
        Self { served, clock: ports.clock.clone(), randomness: ports.randomness.clone() }
    }

    /// Answers one invocation.
    pub(crate) async fn answer(
        &self,
        payload: &str,
        invocation: &lambda_runtime::Context,
    ) -> Result<Answer, Failure> {
        let context = self.context(invocation);
        let served = self.served.get().await.map_err(Failure::not_started)?;
        match served {
            Served::Http(front) => http(front, payload, context).await,
            Served::Event(function) => {
                let context = Context { function: function.name(), ..context };
                let span = logs::request_span(&context);
                events(function.as_ref(), payload, &context).instrument(span).await
            }
        }
    }

    fn context(&self, invocation: &lambda_runtime::Context) -> Context {
        Context {
            request_id: invocation
                .request_id
                .parse()
                .unwrap_or_else(|_| RequestId::random(&*self.randomness)),
            function: "lambda",
            deadline: deadline::of(invocation.deadline, self.clock.now()),
            platform: crate::Platform::Lambda,
            credentials: None,
            client_address: None,
            caller: None,
            platform_claims: None,
            clock: self.clock.clone(),
            audit: Audit::on_lambda(&invocation.env_config.function_name),
        }
    }
}

async fn http(front: &Front, payload: &str, context: Context) -> Result<Answer, Failure> {
    let response = match request::read(payload)? {
        Ok(arrived) => {
            let (parts, body) = arrived.request.into_parts();
            let request::Arrived { client_address, platform_claims, .. } = arrived;
            let context = Context { client_address, platform_claims, ..context };
            front.answer(parts, std::future::ready(body), context).await
        }
        Err(error) => front.refuse(error, &context),
    };
    if has(&response, Mark::Panicked) {
        return Err(Failure::panicked());
    }
    Ok(Answer::Http(Box::new(response::write(response))))
}

async fn events(
    function: &dyn EventFunction,
    payload: &str,
    context: &Context,
) -> Result<Answer, Failure> {
    match event::read(payload)? {
        Payload::Batch(messages) => {
            Ok(Answer::Batch(event::handle_batch(function, messages, context).await))
        }
        Payload::One(event) => {
            crate::event::handle(function, event, context).await.map_err(Failure::from)?;
            Ok(Answer::Nothing)
        }
    }
}
