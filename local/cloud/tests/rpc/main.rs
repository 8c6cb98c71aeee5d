//! VOD and STS over a real socket: requests signed by crate `signing`, sent by a real HTTP client.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the exemption for tests covers functions with #[test] only"
)]

mod acs3;
mod callbacks;
mod gateway;
mod jobs;
mod lists;
mod local;
mod media;
mod message_callbacks;
mod permissions;
mod progress;
mod queries;
mod quotas;
mod ram;
mod register;
mod restart;
mod search;
mod stage;
mod sts;
mod transcode;
mod upload;
mod v1;
