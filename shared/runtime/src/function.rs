//! The two kinds of function. Both can be held as objects.

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

use crate::{Context, Cors, Route};

/// A function that answers HTTP requests.
#[async_trait]
pub trait HttpFunction: Send + Sync {
    /// Its name: that of its folder and of the deployed function.
    fn name(&self) -> &'static str;

    /// The requests that go to it; the only place where they are declared.
    fn routes(&self) -> &'static [Route];

    /// Requests on its paths that other functions answer. A deployment gives `OPTIONS` of a path to one
    /// function alone, and a browser wants to hear of all that the path takes.
    fn neighbours(&self) -> &'static [Route] {
        &[]
    }

    /// Whether a request must say who sends it; the adapters see to it.
    fn callers(&self) -> Callers {
        Callers::Known
    }

    /// The web pages that may call it. No function answers this by itself; whoever lets callers in does.
    fn cors(&self) -> Cors {
        Cors::default()
    }

    /// Does ahead of the first request what would make it wait. That it fails is no reason not to
    /// serve.
    async fn warm_up(&self) {}

    /// Answers one request. Errors are answers too.
    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes>;
}

/// Whose requests a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// Those that the setting `AUTH` lets in.
    Known,
    /// Anyone's: the function itself checks a signature over each request.
    Signed,
}

/// Which kind of source an event comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventSource {
    /// A message of a queue (SQS).
    Queue,
    /// A notification of a topic (MNS).
    Topic,
    /// An event of a bus (EventBridge of either cloud).
    Bus,
    /// A schedule or timer.
    Schedule,
    /// Somebody who invoked the function with this very body.
    Invoke,
}

/// One event, from a queue, a schedule or a hand-off.
#[derive(Clone, Debug)]
pub struct Event {
    /// The id that the platform gave the message, if any.
    pub id: Option<String>,
    /// Where it comes from.
    pub source: EventSource,
    /// The event itself: what the sender wrote, without the platform's wrapping.
    pub body: Bytes,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that it asks for has been done, now or earlier.
    Done,
    /// It could not be done yet: deliver it again. The reason is for the log.
    Retry(String),
    /// It can never be done: it is not delivered again, and the log keeps it whole.
    Drop(String),
}

/// A function that handles events.
#[async_trait]
pub trait EventFunction: Send + Sync {
    /// Its name: that of its folder and of the deployed function.
    fn name(&self) -> &'static str;

    /// Handles one event. The same event may come twice, and twice at once.
    async fn handle(&self, event: Event, context: &Context) -> Outcome;
}
