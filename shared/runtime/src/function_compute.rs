//! The adapter for Alibaba Cloud Function Compute: a custom runtime, which is an HTTP server.
//!
//! `x-fc-control-path` says what a request is: one of a client, which comes through as it was sent,
//! an event, or a step in the life of the instance. Several requests may be under way at once.
//!
//! Source: *Custom runtime* in the Function Compute documentation.

mod call;
mod event;
mod port;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use model::{Clock, Randomness};
use serde::Serialize;
use tracing::Instrument as _;

use crate::{
    ApiError, Context, EventFunction, Ports, answer,
    body::MAX_BODY_BYTES,
    limits, local, logs, manners,
    mark::{Mark, has},
    served::Served,
    server::{self, Handler},
};
use call::{Call, Control};
#[cfg(any(test, feature = "testing"))]
pub(crate) use event::read as read_events;

/// An asynchronous invocation may carry 128 KB; a synchronous one more, but no event of VOD does.
const MAX_EVENT_BYTES: usize = 256 * 1024;

/// One process on Function Compute.
struct Adapter {
    served: Served,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Processed<'a> {
    request_id: &'a str,
    events: usize,
}

/// Serves until the platform ends the process.
///
/// # Errors
/// Those of the operating system: a port in use, no signals.
pub(crate) async fn serve(served: Served, ports: &Ports) -> io::Result<()> {
    let interrupt = local::Interrupt::listen()?;
    // Any other address, such as loopback, counts as "not started" there.
    let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port::of_environment()?));
    let listener = local::bind(address)
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("{address}: {error}")))?;
    tracing::info!(%address, "ready");
    let adapter =
        Adapter { served, clock: ports.clock.clone(), randomness: ports.randomness.clone() };
    // The platform keeps connections and freezes the process between calls: no time may run.
    server::serve(Arc::new(adapter), vec![listener], None, interrupt.received()).await;
    Ok(())
}

impl Handler for Adapter {
    async fn answer(&self, request: Request<Incoming>, _: SocketAddr) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let call = Call::read(&parts, self.clock.clone(), &*self.randomness);
        mark_log(&call, "Start", false);
        let mut response = match (&self.served, call.control) {
            (Served::Http(front), Control::Request) => {
                let body = limits::read_body(body, MAX_BODY_BYTES);
                front.answer(parts, body, call.context.clone()).await
            }
            (served, control) => {
                let answer = of_no_request(served, control, body, &call.context).await;
                manners::put(answer, &call.context)
            }
        };
        // A status alone counts as success with the platform, and nothing would be tried again.
        let failed = match call.control {
            Control::Request => has(&response, Mark::Panicked),
            _ => !response.status().is_success(),
        };
        if failed {
            response.headers_mut().insert("x-fc-status", HeaderValue::from_static("404"));
        }
        mark_log(&call, "End", failed);
        response
    }
}

/// Answers what is no request of a client.
async fn of_no_request(
    served: &Served,
    control: Control,
    body: Incoming,
    context: &Context,
) -> Response<Bytes> {
    match (served, control) {
        (_, Control::Life) => {
            let request_id = context.request_id.as_str();
            answer::json(StatusCode::OK, &Processed { request_id, events: 0 })
        }
        (_, Control::Unknown) => {
            unsupported(context, "This control path is not known to the function.")
        }
        (Served::Event(function), Control::Event) => {
            let context = Context { function: function.name(), ..context.clone() };
            let span = logs::request_span(&context);
            events(function.as_ref(), body, &context).instrument(span).await
        }
        (Served::Event(_), Control::Request) => {
            unsupported(context, "This function handles events and answers no HTTP requests.")
        }
        (Served::Http(_), Control::Event | Control::Request) => unsupported(
            context,
            "This function answers HTTP requests: connect it with an HTTP trigger.",
        ),
    }
}

/// Handles what one invocation brought; if any of it has to come again, all of it does.
async fn events(
    function: &dyn EventFunction,
    body: Incoming,
    context: &Context,
) -> Response<Bytes> {
    let body = match limits::read_body(body, MAX_EVENT_BYTES).await {
        Ok(body) => body,
        Err(error) => return error.into_response(context),
    };
    let events = match event::read(&body) {
        Ok(events) => events,
        Err(reason) => {
            tracing::error!(reason, "the event cannot be read");
            return unsupported(context, reason);
        }
    };
    let count = events.len();
    let mut failed = None;
    for event in events {
        if let Err(reason) = crate::event::handle(function, event, context).await {
            failed = Some(reason);
        }
    }
    match failed {
        None => {
            let request_id = context.request_id.as_str();
            answer::json(StatusCode::OK, &Processed { request_id, events: count })
        }
        Some(reason) => ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "EventNotProcessed",
            format!("Deliver it again: {}.", reason.reason()),
        )
        .into_response(context),
    }
}

fn unsupported(context: &Context, message: &str) -> Response<Bytes> {
    ApiError::bad_request("UnsupportedEvent", message).into_response(context)
}

/// The lines by which the platform's log service finds the beginning and the end of a call.
fn mark_log(call: &Call, point: &str, failed: bool) {
    let Call { control, context, .. } = call;
    let Some(kind) = control.name() else { return };
    let error = if failed { ", Error: Unhandled function error" } else { "" };
    // A log that cannot be written must not cost the call.
    let _ =
        writeln!(io::stdout().lock(), "FC {kind} {point} RequestId: {}{error}", context.request_id);
}
