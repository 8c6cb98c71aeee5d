//! What happens after an upload.
//!
//! VOD's signature does not cover the body of a callback, and a callback may come twice, late, out
//! of order or never. So an event is only a reason to look: the [`Executor`] re-reads the truth from
//! VOD, [`plan()`](plan::plan) says purely what follows from it, and each step runs under an id made
//! from re-read truth, so that VOD itself refuses to start it twice. A [`HandOff`] is the way from
//! the webhook to here.

mod execute;
mod hand_off;
pub mod plan;
mod rules;
#[cfg(test)]
mod tests;
mod truth;

pub use execute::{Executor, Outcome, Process};
pub use hand_off::{HandOff, HandOffError, Inline};
pub use rules::Rules;
pub use truth::Truth;
