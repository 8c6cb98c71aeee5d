//! Faults by name: what goes wrong between a client and the real cloud, when it is asked for.
//!
//! A fault is installed by `POST /_local/faults` and fires at the calls that it is for, by number or
//! by chance, for as long as was said. The catalogue ([`catalogue`]) holds every name; a test, a log
//! line and the guide mean the same by it.

mod answers;
mod around;
mod bodies;
mod callback;
mod catalogue;
mod install;
mod key;
mod operations;
mod refusals;
mod registry;
mod route;

pub(super) use around::{oss, rpc};
pub(crate) use callback::Tampering;
use catalogue::{Fault, Place};
pub(crate) use refusals::Refuse;
pub(crate) use registry::Faults;
use registry::{Fired, Installed};
pub(super) use route::{list, serve};

#[cfg(test)]
mod tests;
