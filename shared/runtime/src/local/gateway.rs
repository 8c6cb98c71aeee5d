//! All functions behind one address.

use std::{future::Future, net::SocketAddr, sync::Arc};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use model::{Clock, Randomness, RequestId};
use serde::Serialize;
use tokio::{net::TcpListener, time::Instant};

use crate::{
    Audit, Context, HttpFunction, Platform, Ports, RouteError, answer,
    body::MAX_BODY_BYTES,
    front::{self, Front},
    limits,
    server::{self, Handler},
};

/// Serves functions over HTTP/1.1.
pub struct Gateway {
    front: Front,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Health {
    status: &'static str,
}

impl Gateway {
    /// Puts the functions behind their routes. Of the ports it takes time and randomness, for
    /// request ids.
    ///
    /// # Errors
    /// When two functions claim the same route.
    pub fn new(functions: Vec<Arc<dyn HttpFunction>>, ports: &Ports) -> Result<Self, RouteError> {
        Ok(Self {
            front: Front::new(functions)?,
            clock: ports.clock.clone(),
            randomness: ports.randomness.clone(),
        })
    }

    /// Serves until `shutdown` ends, then lets calls under way finish.
    pub async fn serve(self, listeners: Vec<TcpListener>, shutdown: impl Future<Output = ()>) {
        server::serve(Arc::new(self), listeners, Some(limits::HEAD_TIME), shutdown).await;
    }
}

impl Handler for Gateway {
    async fn answer(&self, request: Request<Incoming>, peer: SocketAddr) -> Response<Bytes> {
        let started = Instant::now();
        let context = Context {
            request_id: RequestId::random(&*self.randomness),
            function: "gateway",
            deadline: started + limits::CALL_TIME,
            platform: Platform::Local,
            credentials: None,
            client_address: Some(peer.ip()),
            caller: None,
            platform_claims: None,
            clock: self.clock.clone(),
            audit: Audit::default(),
        };
        let (parts, body) = request.into_parts();
        if parts.uri.path() == "/healthz" {
            let response = match parts.method.as_str() {
                "GET" | "HEAD" => answer::json(StatusCode::OK, &Health { status: "ok" }),
                _ => front::wrong_method(&["GET", "HEAD"], &context),
            };
            return front::finish(response, &context, &parts.method, "/healthz", started);
        }
        self.front.answer(parts, limits::read_body(body, MAX_BODY_BYTES), context).await
    }
}
