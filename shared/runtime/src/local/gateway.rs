//! All functions behind one address.

use std::{
    convert::Infallible, future::Future, net::SocketAddr, panic::AssertUnwindSafe, sync::Arc,
};

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use model::{Randomness, RequestId};
use serde::Serialize;
use tokio::{net::TcpListener, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument as _;

use super::limits;
use crate::{
    ApiError, Context, Found, HttpFunction, Platform, RouteError, RouteTable, answer, logs,
};

/// Headers with this beginning are set by Function Compute alone; from anyone else they are forged.
const PLATFORM_HEADERS: &str = "x-fc-";

/// Serves functions over HTTP/1.1.
pub struct Gateway {
    routes: RouteTable<Arc<dyn HttpFunction>>,
    randomness: Arc<dyn Randomness>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Health {
    status: &'static str,
}

impl Gateway {
    /// Puts the functions behind their routes. The randomness makes request ids.
    ///
    /// # Errors
    /// When two functions claim the same route.
    pub fn new(
        functions: Vec<Arc<dyn HttpFunction>>,
        randomness: Arc<dyn Randomness>,
    ) -> Result<Self, RouteError> {
        let routes = functions.into_iter().flat_map(|function| {
            function.routes().iter().map(move |route| (*route, function.clone()))
        });
        Ok(Self { routes: RouteTable::new(routes)?, randomness })
    }

    /// Serves until `shutdown` ends, then lets calls under way finish.
    pub async fn serve(self, listeners: Vec<TcpListener>, shutdown: impl Future<Output = ()>) {
        let gateway = Arc::new(self);
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        for listener in listeners {
            tasks.spawn(accept(gateway.clone(), listener, stop.clone(), tasks.clone()));
        }
        shutdown.await;
        stop.cancel();
        tasks.close();
        if tokio::time::timeout(limits::DRAIN_TIME, tasks.wait()).await.is_err() {
            tracing::warn!("some calls did not finish and are given up");
        }
    }

    /// Answers one request. Every answer carries the request id.
    async fn answer(&self, request: Request<Incoming>, peer: SocketAddr) -> Response<Bytes> {
        let started = Instant::now();
        let mut context = Context {
            request_id: RequestId::random(&*self.randomness),
            function: "gateway",
            deadline: started + limits::CALL_TIME,
            platform: Platform::Local,
            credentials: None,
            client_address: Some(peer.ip()),
        };
        let method = request.method().clone();
        let path = request.uri().path().to_owned();

        let mut response = match self.routes.find(&method, &path) {
            Found::Target(function, _) => {
                context.function = function.name();
                call(function.as_ref(), request, &context).await
            }
            _ if path == "/healthz" => match method.as_str() {
                "GET" | "HEAD" => answer::json(StatusCode::OK, &Health { status: "ok" }),
                _ => wrong_method(&["GET", "HEAD"], &context),
            },
            Found::WrongMethod(allowed) => wrong_method(&allowed, &context),
            Found::Nothing => ApiError::new(
                StatusCode::NOT_FOUND,
                "NoSuchRoute",
                format!("There is nothing at {path:?}; the README lists the routes."),
            )
            .into_response(&context),
        };
        // An id of hexadecimal digits is a header value; if not, the answer goes without.
        if let Ok(id) = HeaderValue::from_str(context.request_id.as_str()) {
            response.headers_mut().insert("x-request-id", id);
        }
        let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        logs::request_span(&context).in_scope(|| {
            tracing::info!(%method, path, status = response.status().as_u16(), microseconds, "answered");
        });
        response
    }
}

async fn call(
    function: &dyn HttpFunction,
    request: Request<Incoming>,
    context: &Context,
) -> Response<Bytes> {
    let (mut parts, body) = request.into_parts();
    let forged: Vec<_> = parts
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with(PLATFORM_HEADERS))
        .cloned()
        .collect();
    for name in forged {
        parts.headers.remove(name);
    }
    let body = match limits::read_body(body).await {
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
        Ok(Err(_)) => internal_error(context),
        Err(_) => ApiError::new(
            StatusCode::GATEWAY_TIMEOUT,
            "GatewayTimeout",
            "The function did not answer in time.",
        )
        .into_response(context),
    }
}

fn internal_error(context: &Context) -> Response<Bytes> {
    logs::request_span(context).in_scope(|| tracing::error!("the function panicked"));
    ApiError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "The function failed; its operator finds the reason in the log under the RequestId.",
    )
    .into_response(context)
}

fn wrong_method(allowed: &[&'static str], context: &Context) -> Response<Bytes> {
    let allowed = allowed.join(", ");
    let mut response = ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "UnsupportedHTTPMethod",
        format!("This route takes {allowed}."),
    )
    .into_response(context);
    if let Ok(value) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

async fn accept(
    gateway: Arc<Gateway>,
    listener: TcpListener,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                tasks.spawn(serve_connection(gateway.clone(), stream, peer, stop.clone()));
            }
            Err(error) => {
                // Out of file handles, most likely: give others time to close theirs.
                tracing::error!(%error, "a connection could not be accepted");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
    }
}

async fn serve_connection(
    gateway: Arc<Gateway>,
    stream: tokio::net::TcpStream,
    peer: SocketAddr,
    stop: CancellationToken,
) {
    let service = service_fn(|request| {
        let gateway = gateway.clone();
        async move {
            let response = gateway.answer(request, peer).await;
            Ok::<_, Infallible>(response.map(Full::new))
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HEAD_TIME)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}
