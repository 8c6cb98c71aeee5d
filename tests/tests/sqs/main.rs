//! The hand-off over SQS, from a signed callback to the next step or to the dead-letter queue.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod deliveries;
mod function;
mod poller;
