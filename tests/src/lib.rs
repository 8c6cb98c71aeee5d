//! What the tests of the whole product share: the built programs, a running stack, the platforms
//! that functions are deployed on, the queue's stand-in, a reader of stored objects.
//!
//! A test that cannot start a process has nothing to say, so everything here panics with the reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

mod artefacts;
mod fixtures;
mod function_compute;
mod grants;
mod http_request;
mod lambda;
pub mod logs;
mod moto;
mod objects;
mod openapi;
mod process;
mod programs;
pub mod registry;
mod runtime_api;
mod secrets_extension;
mod set_clock;
mod stack;
mod token;
mod tools;
mod world;

pub use artefacts::artefact;
pub use fixtures::{FIXTURE_VIDEO, fixture, fixture_about, fixture_bytes};
pub use function_compute::{FcAnswer, FcCall, FunctionCompute};
pub use grants::{GRANT_KEY, draft};
pub use http_request::HttpRequest;
pub use lambda::{LambdaFunction, SESSION_TOKEN};
pub use moto::Moto;
pub use objects::Objects;
pub use openapi::openapi_document;
pub use process::{Ended, Environment, PATIENCE, Process};
pub use programs::{at_root, program, root, target_folder};
pub use runtime_api::{Failure, Invocation, InvokeOptions, RuntimeApi};
pub use secrets_extension::SecretsExtension;
pub use set_clock::SetClock;
pub use stack::{Answer, Stack, end, http as plain_http, vodup};
pub use token::{JWT_AUDIENCE, JWT_ISSUER, JWT_SECRET, claims_of, jwt_settings, sign, token_of};
pub use tools::{
    package_of_tools, program_of_clients, program_of_machine, program_of_openapi, program_of_tools,
};
pub use world::{
    ACCESS_KEY_ID, ACCESS_KEY_SECRET, API_KEY, CALLBACK_KEY, CALLBACK_URL, World, key_hash,
};
