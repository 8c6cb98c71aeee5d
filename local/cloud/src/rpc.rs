//! The RPC gateway: VOD and STS calls, parsed, verified, allowed, run and answered.
//!
//! It refuses what the cloud refuses, with the same codes, because code that passes an emulator
//! without signatures, nonces and expiry fails in production. Sources: "Calling methods" of the VOD
//! API reference for signature V1, "V3 request structure and signature" for ACS3, and what official
//! clients were seen to send.

mod addressee;
mod answer;
mod authenticate;
#[cfg(feature = "fuzzing")]
pub(crate) mod doors;
mod error;
mod nonces;
mod parameters;
mod request;
mod service;
mod xml;

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};

use crate::body::CollectError;
use crate::identifiers;
use crate::local::{Refuse, Trail};
use crate::policy::Question;
use crate::state::Cloud;
use crate::vod;
pub(crate) use addressee::Addressee;
use answer::{Envelope, Format};
pub(crate) use authenticate::signed;
pub(crate) use error::RpcError;
pub(crate) use nonces::Nonces;
pub(crate) use parameters::Parameters;
use request::RpcRequest;
pub(crate) use request::{is_call, is_form};
pub(crate) use service::{Answer, Call, has_operation};
use service::{Operation, Run, Service};

/// Answers one call. The caller adds what every answer of this cloud carries (Date, CORS).
pub(crate) fn serve(cloud: &Arc<Cloud>, request: &Request<Bytes>) -> Response<Bytes> {
    // A call is kept as a whole: its nonce, its records, the keys that it gave out.
    let _section = cloud.storage.section();
    let refuse = Refuse::of(request.extensions());
    answer(cloud, request, |request, envelope| run(cloud, request, refuse, envelope))
}

/// Refuses a call whose body can't be had. No page gives a code for it.
pub(crate) fn refuse_body(
    cloud: &Cloud,
    head: &Request<Bytes>,
    error: CollectError,
) -> Response<Bytes> {
    answer(cloud, head, |request, envelope| {
        envelope.format = request.format().unwrap_or(envelope.format);
        Err(match error {
            CollectError::TooLarge => RpcError::too_large(),
            CollectError::Incomplete => {
                RpcError::bad_request("IncompleteBody", "The request body is incomplete.")
            }
        })
    })
}

fn answer(
    cloud: &Cloud,
    request: &Request<Bytes>,
    run: impl FnOnce(&RpcRequest<'_>, &mut Envelope<'_>) -> Result<Answer, RpcError>,
) -> Response<Bytes> {
    let request_id = identifiers::request_id(&*cloud.config.randomness);
    let mut envelope = Envelope {
        format: Format::Json,
        request_id: &request_id,
        host_id: Service::Vod.host(&cloud.config.region),
        service: Service::Vod,
    };
    let (action, result) = match RpcRequest::parse(request) {
        Ok(request) => {
            envelope.format = request.default_format();
            let action = request.action().unwrap_or_default().to_owned();
            (action, run(&request, &mut envelope))
        }
        Err(error) => (String::new(), Err(error)),
    };
    let mut response = match result {
        Ok(fields) => {
            tracing::info!(action, request_id, "call answered");
            envelope.success(&action, fields)
        }
        Err(error) => {
            // The message of a wrong signature quotes the request, token included.
            tracing::info!(action, request_id, code = &*error.code, "call refused");
            Trail::refused(&error.code, &error.message);
            envelope.error(&error)
        }
    };
    if cloud.storage.is_durable() {
        response.extensions_mut().insert(Addressee::of(&envelope));
    }
    response
}

/// `Action` of a call. `None` when it has none, or cannot be read.
pub(crate) fn action_of(request: &Request<Bytes>) -> Option<String> {
    RpcRequest::parse(request).ok()?.action().map(str::to_owned)
}

fn run(
    cloud: &Arc<Cloud>,
    request: &RpcRequest<'_>,
    refuse: Option<Refuse>,
    envelope: &mut Envelope<'_>,
) -> Result<Answer, RpcError> {
    envelope.format = request.format()?;
    // Under the name of a service another path may be asked for; elsewhere that is OSS.
    if request.path != "/" {
        return Err(RpcError::unknown_api());
    }
    if !matches!(*request.method, Method::GET | Method::POST) {
        return Err(RpcError::bad_request(
            "UnsupportedHTTPMethod",
            "This http method is not supported.",
        ));
    }
    let action = request.action().ok_or_else(|| RpcError::mandatory("Action"))?;
    let version = request.version().ok_or_else(|| RpcError::mandatory("Version"))?;
    let service = Service::of_version(version).ok_or_else(RpcError::unknown_api)?;
    envelope.service = service;
    envelope.host_id = service.host(&cloud.config.region);
    if let Some(refuse) = refuse {
        return Err(refuse.rpc(service.product()));
    }
    let operation = service::operation(service, action).ok_or_else(RpcError::unknown_api)?;
    let run = match operation.run {
        Run::Signed(run) => run,
        Run::Anonymous(run) => return run(cloud, &request.parameters),
    };

    let caller = authenticate::authenticate(cloud, request)?;
    Trail::authenticated();
    // STS limits AssumeRole alone, to the number that VOD has for most of its operations.
    if service == Service::Vod || operation.name == "AssumeRole" {
        vod::count_call(cloud, operation.name)?;
    }
    let context = request.context(cloud.now());
    let call = Call { cloud, parameters: &request.parameters, caller: &caller, context: &context };
    allow(operation, &call)?;
    run(&call)
}

/// VOD has no resource-level authorisation: the resource is everything ("Use custom policies").
/// STS operations look at their own resource, or need no permission.
fn allow(operation: &Operation, call: &Call<'_>) -> Result<(), RpcError> {
    if operation.service != Service::Vod {
        return Ok(());
    }
    let config = &call.cloud.config;
    let action = format!("vod:{}", operation.name);
    let resource = format!("acs:vod:{}:{}:*", config.region, config.account.id);
    let question = Question { action: &action, resource: &resource, context: call.context };
    let decision = call.cloud.identities.decide(call.caller, &question);
    tracing::debug!(action, resource, %decision, "asked");
    if decision.is_allowed() {
        return Ok(());
    }
    Err(RpcError::forbidden(
        "Forbidden",
        "User not authorized to operate on the specified resource.",
    ))
}
