//! What the tests of the whole product share: the built programs, a running stack, the queue's
//! stand-in, a reader of stored objects.
//!
//! A test that cannot start a process has nothing to say, so everything here panics with the reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

mod moto;
mod objects;
mod programs;
pub mod registry;
mod stack;
mod tools;

pub use moto::Moto;
pub use objects::Objects;
pub use programs::{program, root};
pub use stack::{Answer, Stack, http as plain_http, vodup};
pub use tools::{package_of_tools, program_of_tools};
