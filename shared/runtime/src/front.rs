//! One request on its way to a function: the same on every platform.
//!
//! An adapter makes a request and a [`Context`] of what its platform sent; what is here decides the
//! rest, so that no platform answers otherwise than another.

mod options;
#[cfg(test)]
mod tests;

use std::{future::Future, panic::AssertUnwindSafe, sync::Arc};

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderValue, Method, Request, Response, StatusCode, header, request::Parts};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::{
    ApiError, Context, Cors, Found, HttpFunction, RouteError, RouteTable, audit,
    cors::Page,
    logs, manners,
    mark::{Mark, has, mark},
};

/// Headers with this beginning are set by Function Compute alone; from anyone else they are forged.
const PLATFORM_HEADERS: &str = "x-fc-";

/// Functions behind their routes.
pub(crate) struct Front {
    functions: Vec<Arc<dyn HttpFunction>>,
    routes: RouteTable<Arc<dyn HttpFunction>>,
}

impl Front {
    pub(crate) fn new(functions: Vec<Arc<dyn HttpFunction>>) -> Result<Self, RouteError> {
        let routes = functions.iter().flat_map(|function| {
            function.routes().iter().map(move |route| (*route, function.clone()))
        });
        Ok(Self { routes: RouteTable::new(routes)?, functions })
    }

    /// Answers one request before the context's deadline. The body is asked for only where there is
    /// somebody to read it.
    pub(crate) async fn answer(
        &self,
        parts: Parts,
        body: impl Future<Output = Result<Bytes, ApiError>>,
        mut context: Context,
    ) -> Response<Bytes> {
        let started = Instant::now();
        let method = parts.method.clone();
        let path = parts.uri.path().to_owned();
        let page = Page::of(&parts);
        let mut response = match self.routes.find(&method, &path) {
            Found::Target(function, parameters) => {
                context.function = function.name();
                if let Some((_, id)) = parameters.iter().find(|(name, _)| name == "id") {
                    context.audit.media(id);
                }
                let user_agent = audit::user_agent(&parts.headers);
                let response = call(function.as_ref(), parts, body, &context).await;
                audit::write(&context, user_agent.as_deref(), &response);
                response
            }
            Found::WrongMethod(_) if method == Method::OPTIONS => self.options(&path, &page),
            Found::WrongMethod(_) => {
                // All but the one that was asked for, should another process have it.
                let mut others = self.methods(&path);
                others.retain(|one| method != *one);
                wrong_method(&others, &context)
            }
            Found::Nothing => ApiError::new(
                StatusCode::NOT_FOUND,
                "NoSuchRoute",
                format!("There is nothing at {path:?}; the README lists the routes."),
            )
            .into_response(&context),
        };
        response = finish(response, &context, &method, &path, started);
        self.cors(&path).put(&page, &mut response);
        response
    }

    /// Answers what came instead of a request.
    pub(crate) fn refuse(&self, error: ApiError, context: &Context) -> Response<Bytes> {
        let response = error.into_response(context);
        audit::write(context, None, &response);
        let mut response = manners::put(response, context);
        self.cors("").put(&Page::default(), &mut response);
        response
    }

    /// The pages that may call what is at this path; where nothing is, those that may call anything
    /// here, so that they can read that it is a mistake.
    fn cors(&self, path: &str) -> Cors {
        match self.routes.on(path) {
            Some((_, targets)) => targets.first().map(|(_, function)| function.cors()),
            None => self.functions.first().map(|function| function.cors()),
        }
        .unwrap_or_default()
    }
}

/// Puts on an answer what every answer has, and the answer into the log.
pub(crate) fn finish(
    response: Response<Bytes>,
    context: &Context,
    method: &Method,
    path: &str,
    started: Instant,
) -> Response<Bytes> {
    let response = if has(&response, Mark::Unwritten) {
        ApiError::internal().into_response(context)
    } else {
        response
    };
    let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    logs::request_span(context).in_scope(|| {
        tracing::info!(%method, path, status = response.status().as_u16(), microseconds, "answered");
    });
    manners::put(response, context)
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
    mark(ApiError::internal().into_response(context), Mark::Panicked)
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

/// Names the methods of a path, and `OPTIONS`, which every path has.
fn allow(mut response: Response<Bytes>, allowed: &[&'static str]) -> Response<Bytes> {
    let methods = [allowed, &["OPTIONS"]].concat().join(", ");
    if let Ok(value) = HeaderValue::from_str(&methods) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}
