//! Event notifications by HTTP: posted, signed, tried again, and remembered for whoever asks.
//!
//! Rules ("Event notification", "HTTP callback authentication"): POST of one JSON object, 5 s for an
//! answer, three tries one second apart, only status 200 counts, redirects are not followed, no
//! order is promised. `X-VOD-SIGNATURE` is the MD5 of URL, time and key; it does not cover the body.
//! The content type is not documented; `application/json` is that of the FAQ's test command.

mod delivery;
mod post;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model::{Clock, Secret};
use serde_json::Value;
use signing::vod_callback;

pub use delivery::{Delivery, DeliveryOutcome};
use post::{HttpPost, Post, Request};

const TRIES: u8 = 3;
const PAUSE: Duration = Duration::from_secs(1);
/// Deliveries that are remembered.
const REMEMBERED: usize = 1_000;

/// One event, about to be told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    /// `EventType`.
    pub(crate) name: &'static str,
    /// The id in the body, whatever its key is there.
    pub(crate) media_id: String,
    pub(crate) body: Value,
}

/// Who is told.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Byte for byte as it is signed.
    pub(crate) url: String,
    pub(crate) key: Secret,
}

/// Posts events and keeps what became of them.
#[derive(Default)]
pub(crate) struct Callbacks {
    http: HttpPost,
    deliveries: Mutex<VecDeque<Delivery>>,
}

impl Callbacks {
    /// The last 1,000 attempts, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.lock().iter().cloned().collect()
    }

    /// Tells the target of an event, in up to three tries. Without a target nothing is sent.
    pub(crate) async fn deliver(&self, clock: &dyn Clock, target: Option<&Target>, event: Event) {
        let Some(target) = target else {
            tracing::debug!(event = event.name, event.media_id, "no callback configured");
            return;
        };
        self.deliver_by(&self.http, clock, target, event).await;
    }

    async fn deliver_by(&self, post: &impl Post, clock: &dyn Clock, target: &Target, event: Event) {
        let body = event.body.to_string();
        for attempt in 1..=TRIES {
            // Each attempt carries its own time: "the time at which the request was sent".
            let sent_at = clock.now();
            let timestamp = sent_at.as_second().to_string();
            let signature = vod_callback::sign(&target.url, &timestamp, &target.key);
            let request = Request { url: &target.url, timestamp, signature, body: body.clone() };
            let outcome = post.post(request).await;
            let delivered = outcome == DeliveryOutcome::Accepted;
            tracing::info!(event = event.name, event.media_id, attempt, %outcome, "callback");
            self.remember(Delivery {
                url: target.url.clone(),
                event_type: event.name.to_owned(),
                media_id: event.media_id.clone(),
                body: body.clone(),
                attempt,
                sent_at,
                outcome,
            });
            if delivered {
                return;
            }
            if attempt < TRIES {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    fn remember(&self, delivery: Delivery) {
        let mut deliveries = self.lock();
        if deliveries.len() == REMEMBERED {
            deliveries.pop_front();
        }
        deliveries.push_back(delivery);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Delivery>> {
        self.deliveries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
