//! Every function, as it is deployed, on both platforms.
//!
//! The release build of each runs as a function on Lambda, against a local Runtime API, and as a
//! custom runtime of Function Compute; both work on the same local cloud and must answer the same. How
//! the adapters themselves behave is asked of `probe`, a function that does what it is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adapters;
mod both;
mod cases;
mod closed;
mod emulator;
mod envelopes;
mod events;
mod identity;
mod keys;
mod queues;
mod routes;
