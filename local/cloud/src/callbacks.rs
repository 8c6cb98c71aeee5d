//! Event notifications by HTTP: posted, signed, tried again, and remembered for whoever asks.
//!
//! Rules ("Event notification", "HTTP callback authentication"): POST of one JSON object, 5 s for an
//! answer, three tries one second apart, only status 200 counts, redirects are not followed, no
//! order is promised. `X-VOD-SIGNATURE` is the MD5 of URL, time and key; it does not cover the body.
//! The content type is not documented; `application/json` is that of the FAQ's test command.

mod delivery;
mod log;
mod outbox;
mod post;
mod replay;

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Clock as _, Secret};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use signing::vod_callback;

use crate::clock::CloudClock;
use crate::local::Tampering;
use crate::state::Cloud;
use crate::storage::{DataError, Storage, secrets};
pub use delivery::{Delivery, DeliveryOutcome};
use log::{Attempt, Log};
use outbox::{Outbox, Wait};
use post::{HttpPost, Post, Request, Signature};
pub(crate) use replay::{event, events, replay};

const TRIES: u8 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// One event, about to be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Event {
    /// `EventType`.
    pub(crate) name: String,
    /// The id in the body, whatever its key is there.
    pub(crate) media_id: String,
    pub(crate) body: Value,
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    /// Byte for byte as it is signed.
    pub(crate) url: String,
    /// `AuthKey`. Without one the request carries no signature.
    #[serde(serialize_with = "secrets::write_option")]
    pub(crate) key: Option<Secret>,
}

/// An event and who is told of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Message {
    target: Target,
    event: Event,
    /// What a fault makes of it.
    #[serde(default)]
    tampering: Tampering,
    /// What a fault lets it wait for.
    #[serde(default)]
    waits: Wait,
}

/// Posts events and keeps what became of them.
pub(crate) struct Callbacks {
    http: HttpPost,
    outbox: Outbox,
    log: Log,
}

/// Tells the target of an event, in up to three tries, without being waited for. Without a target
/// nothing is sent.
pub(crate) fn announce(cloud: &Arc<Cloud>, target: Option<Target>, event: Event) {
    let Some(target) = target else {
        tracing::debug!(event = event.name, event.media_id, "nobody is to be told");
        return;
    };
    let now = cloud.now();
    let tampering = cloud.faults.callback(&event.name, now);
    let waits = match tampering.late {
        _ if tampering.reordered => Wait::ForTheNext,
        Some((delay, due)) => Wait::Until(due.saturating_add(delay).unwrap_or(Timestamp::MAX)),
        None => Wait::ForNothing,
    };
    let message = Message { target, event, tampering, waits };
    match waits {
        Wait::ForNothing => send(cloud, &message),
        Wait::ForTheNext => {
            cloud.vod.callbacks().outbox.hold(message);
        }
        Wait::Until(moment) => {
            let number = cloud.vod.callbacks().outbox.hold(message);
            cloud.tasks.spawn(send_later(Arc::clone(cloud), number, moment));
        }
    }
}

/// Puts a message into the line of its medium, and behind it what was held back for it.
fn send(cloud: &Arc<Cloud>, message: &Message) {
    let line = &message.event.media_id;
    stand_in_line(cloud, line, message);
    for (number, held) in cloud.vod.callbacks().outbox.take_held_for_the_next() {
        stand_in_line(cloud, line, &held);
        // Last: an end of the cloud in between has it told twice, not never.
        cloud.vod.callbacks().outbox.finish(number);
    }
}

async fn send_later(cloud: Arc<Cloud>, number: u64, moment: Timestamp) {
    let wait = moment.duration_since(cloud.now());
    cloud.clock.sleep(Duration::try_from(wait).unwrap_or_default()).await;
    if let Some(message) = cloud.vod.callbacks().outbox.held(number) {
        send(&cloud, &message);
        cloud.vod.callbacks().outbox.finish(number);
    }
}

fn stand_in_line(cloud: &Arc<Cloud>, line: &str, message: &Message) {
    for _ in 0..message.tampering.copies {
        let message = Message { waits: Wait::ForNothing, ..message.clone() };
        if cloud.vod.callbacks().outbox.add(line, message) {
            cloud.tasks.spawn(send_line(Arc::clone(cloud), line.to_owned()));
        }
    }
}

/// Tells anew of what was neither accepted nor given up at the last end of the cloud. The target may
/// have heard of it already: nobody can know. What a fault held back waits for the rest of its time.
pub(crate) fn resume(cloud: &Arc<Cloud>) {
    let outbox = &cloud.vod.callbacks().outbox;
    for medium in outbox.media() {
        cloud.tasks.spawn(send_line(Arc::clone(cloud), medium));
    }
    for (number, moment) in outbox.held_until() {
        cloud.tasks.spawn(send_later(Arc::clone(cloud), number, moment));
    }
}

/// Makes the first try of each event of a medium, one after the other.
async fn send_line(cloud: Arc<Cloud>, medium: String) {
    let callbacks = cloud.vod.callbacks();
    // Nobody hears of what a kill could still undo.
    while cloud.storage.settled().await.is_ok()
        && let Some((number, message)) = callbacks.outbox.next(&medium)
    {
        if callbacks.tries(&callbacks.http, &cloud.clock, &message, 1..=1).await {
            callbacks.outbox.finish(number);
        } else {
            cloud.tasks.spawn(send_again(Arc::clone(&cloud), number, message));
        }
    }
}

async fn send_again(cloud: Arc<Cloud>, number: u64, message: Message) {
    let callbacks = cloud.vod.callbacks();
    callbacks.tries(&callbacks.http, &cloud.clock, &message, 2..=TRIES).await;
    callbacks.outbox.finish(number);
}

impl Callbacks {
    /// Knows the events that were still to be told at the last end of the cloud.
    pub(crate) fn load(storage: &Storage) -> Result<Self, DataError> {
        Ok(Self {
            http: HttpPost::default(),
            outbox: Outbox::load(storage)?,
            log: Log::load(storage)?,
        })
    }

    /// The last 1,000 attempts, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.log.all().into_iter().map(|(_, attempt)| attempt.delivery).collect()
    }

    /// Makes these tries, each but the first after a pause, until one is accepted.
    async fn tries(
        &self,
        post: &impl Post,
        clock: &CloudClock,
        message: &Message,
        numbers: RangeInclusive<u8>,
    ) -> bool {
        for number in numbers {
            if number > 1 {
                clock.sleep(PAUSE).await;
            }
            if self.try_once(post, clock, message, number).await {
                return true;
            }
        }
        false
    }

    async fn try_once(
        &self,
        post: &impl Post,
        clock: &CloudClock,
        message: &Message,
        attempt: u8,
    ) -> bool {
        let Message { target, event, tampering, .. } = message;
        let body = tampering.body(&event.body);
        // Each attempt carries its own time: "the time at which the request was sent".
        let sent_at = clock.now();
        let signer =
            Target { key: target.key.as_ref().map(|key| tampering.key(key)), ..target.clone() };
        let signature = sign(&signer, tampering.signed_at(sent_at));
        let request =
            Request { url: &target.url, signature: signature.clone(), body: body.clone() };
        let outcome = post.post(request).await;
        let accepted = outcome == DeliveryOutcome::Accepted;
        tracing::info!(event = event.name, event.media_id, attempt, %outcome, "callback");
        let delivery = Delivery {
            url: target.url.clone(),
            event_type: event.name.clone(),
            media_id: event.media_id.clone(),
            body,
            attempt,
            sent_at,
            outcome,
        };
        self.log.add(Attempt { delivery, signature, target: target.clone() });
        accepted
    }
}

/// The two headers of a signed callback. `None` where the target has no key.
fn sign(target: &Target, moment: Timestamp) -> Option<Signature> {
    let key = target.key.as_ref()?;
    let timestamp = moment.as_second().to_string();
    let signature = vod_callback::sign(&target.url, &timestamp, key);
    Some(Signature { timestamp, signature })
}

#[cfg(test)]
mod tests;
