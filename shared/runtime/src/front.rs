//! One request on its way to a function: the same on every platform.
//!
//! An adapter makes a request and a [`Context`] of what its platform sent; what is here decides the
//! rest, so that no platform answers otherwise than another.

use std::{future::Future, panic::AssertUnwindSafe, sync::Arc};

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderValue, Method, Request, Response, StatusCode, header, request::Parts};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::{
    ApiError, Context, Found, HttpFunction, RouteError, RouteTable, logs,
    mark::{Mark, mark},
};

/// Headers with this beginning are set by Function Compute alone; from anyone else they are forged.
const PLATFORM_HEADERS: &str = "x-fc-";

/// Functions behind their routes.
pub(crate) struct Front {
    routes: RouteTable<Arc<dyn HttpFunction>>,
}

impl Front {
    pub(crate) fn new(functions: Vec<Arc<dyn HttpFunction>>) -> Result<Self, RouteError> {
        let routes = functions.into_iter().flat_map(|function| {
            function.routes().iter().map(move |route| (*route, function.clone()))
        });
        Ok(Self { routes: RouteTable::new(routes)? })
    }

    /// Answers one request before the context's deadline. The body is asked for only where there is
    /// somebody to read it. Every answer carries the request id.
    pub(crate) async fn answer(
        &self,
        parts: Parts,
        body: impl Future<Output = Result<Bytes, ApiError>>,
        mut context: Context,
    ) -> Response<Bytes> {
        let started = Instant::now();
        let method = parts.method.clone();
        let path = parts.uri.path().to_owned();
        let response = match self.routes.find(&method, &path) {
            Found::Target(function, _) => {
                context.function = function.name();
                call(function.as_ref(), parts, body, &context).await
            }
            Found::WrongMethod(allowed) if method == Method::OPTIONS => options(&allowed),
            Found::WrongMethod(allowed) => wrong_method(&allowed, &context),
            Found::Nothing => ApiError::new(
                StatusCode::NOT_FOUND,
                "NoSuchRoute",
                format!("There is nothing at {path:?}; the README lists the routes."),
            )
            .into_response(&context),
        };
        finish(response, &context, &method, &path, started)
    }
}

/// Puts the request id on an answer, and the answer into the log.
pub(crate) fn finish(
    mut response: Response<Bytes>,
    context: &Context,
    method: &Method,
    path: &str,
    started: Instant,
) -> Response<Bytes> {
    // An id that is no header value is answered without.
    if let Ok(id) = HeaderValue::from_str(context.request_id.as_str()) {
        response.headers_mut().insert("x-request-id", id);
    }
    let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    logs::request_span(context).in_scope(|| {
        tracing::info!(%method, path, status = response.status().as_u16(), microseconds, "answered");
    });
    response
}

async fn call(
    function: &dyn HttpFunction,
    mut parts: Parts,
    body: impl Future<Output = Result<Bytes, ApiError>>,
    context: &Context,
) -> Response<Bytes> {
    let of_a_platform: Vec<_> = parts
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with(PLATFORM_HEADERS))
        .cloned()
        .collect();
    for name in of_a_platform {
        parts.headers.remove(name);
    }
    let body = match body.await {
        Ok(body) => body,
        Err(error) => return error.into_response(context),
    };
    let handled = function
        .handle(Request::from_parts(parts, body), context)
        .instrument(logs::request_span(context));
    // A panic must cost one call, not the process; the hook has printed it.
    let handled = AssertUnwindSafe(handled).catch_unwind();
    match tokio::time::timeout_at(context.deadline, handled).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => panicked(context),
        Err(_) => ApiError::new(
            StatusCode::GATEWAY_TIMEOUT,
            "GatewayTimeout",
            "The function did not answer in time.",
        )
        .into_response(context),
    }
}

fn panicked(context: &Context) -> Response<Bytes> {
    logs::request_span(context).in_scope(|| tracing::error!("the function panicked"));
    let error = ApiError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "The function failed; its operator finds the reason in the log under the RequestId.",
    );
    mark(error.into_response(context), Mark::Panicked)
}

/// The answer to a method that a path does not have.
pub(crate) fn wrong_method(allowed: &[&'static str], context: &Context) -> Response<Bytes> {
    let error = ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "UnsupportedHTTPMethod",
        format!("This route takes {}.", allowed.join(", ")),
    );
    allow(error.into_response(context), allowed)
}

fn options(allowed: &[&'static str]) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    allow(response, allowed)
}

fn allow(mut response: Response<Bytes>, allowed: &[&'static str]) -> Response<Bytes> {
    let methods = [allowed, &["OPTIONS"]].concat().join(", ");
    if let Ok(value) = HeaderValue::from_str(&methods) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}
