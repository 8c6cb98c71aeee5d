//! All functions behind one address.

use std::{future::Future, net::SocketAddr, sync::Arc};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use model::{Randomness, RequestId};
use serde::Serialize;
use tokio::{net::TcpListener, time::Instant};

use crate::{
    Context, HttpFunction, Platform, RouteError, answer,
    body::MAX_BODY_BYTES,
    front::{self, Front},
    limits,
    server::{self, Handler},
};

/// Serves functions over HTTP/1.1.
pub struct Gateway {
    front: Front,
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
        Ok(Self { front: Front::new(functions)?, randomness })
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
