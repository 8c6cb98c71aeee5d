//! Typed calls to HTTP and back.

mod answer;
mod refusal;
mod request;

pub(crate) use answer::read;
pub(crate) use request::{Frame, build};
