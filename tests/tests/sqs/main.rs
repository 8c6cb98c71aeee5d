//! The hand-off over SQS as it is deployed on AWS: from a signed callback, by way of a FIFO queue, to
//! the next step or to the dead-letter queue. Both functions run on the local Lambda.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod deliveries;
mod poller;
