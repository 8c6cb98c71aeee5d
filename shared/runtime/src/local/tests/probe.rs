//! A function that does on each path what a test needs.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::{Map, Value, json};
use tokio::sync::{Barrier, Semaphore};

use crate::{Context, HttpFunction, Route, answer};

/// How many requests to `/meet` wait for each other.
pub(super) const MEETING: usize = 16;

pub(super) struct Probe {
    meeting: Barrier,
    /// One permit for each call of `/gate` that has begun.
    pub(super) entered: Semaphore,
    /// One permit for each call of `/gate` that may end.
    pub(super) released: Semaphore,
    /// One permit for each call of `/gate` that has ended.
    pub(super) left: Semaphore,
}

impl Probe {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            meeting: Barrier::new(MEETING),
            entered: Semaphore::new(0),
            released: Semaphore::new(0),
            left: Semaphore::new(0),
        })
    }
}

#[async_trait]
impl HttpFunction for Probe {
    fn name(&self) -> &'static str {
        "probe"
    }

    fn routes(&self) -> &'static [Route] {
        &[
            Route { method: "GET", path: "/echo" },
            Route { method: "POST", path: "/echo" },
            Route { method: "GET", path: "/panic" },
            Route { method: "GET", path: "/hang" },
            Route { method: "GET", path: "/meet" },
            Route { method: "GET", path: "/gate" },
        ]
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        match request.uri().path() {
            "/panic" => panic!("as asked"),
            "/hang" => std::future::pending().await,
            "/meet" => {
                self.meeting.wait().await;
            }
            "/gate" => {
                self.entered.add_permits(1);
                self.released.acquire().await.unwrap().forget();
                self.left.add_permits(1);
            }
            _ => {}
        }
        let headers: Map<String, Value> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
            .collect();
        let seen = json!({
            "RequestId": context.request_id, "Function": context.function, "Headers": headers,
            "Bytes": request.body().len(), "Client": context.client_address,
        });
        answer::json(StatusCode::OK, &seen)
    }
}
