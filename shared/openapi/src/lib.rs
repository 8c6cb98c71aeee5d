//! The OpenAPI document, made from the code.
//!
//! A function says of each of its routes what it takes and answers, with schemas that are derived from
//! its own types, behind its feature `openapi`; here that becomes one document. Paths and methods are
//! not said again: they are those of `HttpFunction::routes`. No deployed program has any of this: only
//! the tests turn the feature on, and `docs/openapi.json` is what they make of it.
//!
//! Source: OpenAPI Specification 3.1.

mod document;
mod operation;
mod refusals;
mod responses;
mod schemas;
mod security;

pub use document::{Document, DocumentError};
pub use operation::{Describe, Described, Operation};
pub use refusals::{
    CLOUD, FIELDS, NO_RIGHT, NO_SUCH_ATTACHED_MEDIA, NO_SUCH_IMAGE, NO_SUCH_VIDEO, RULES, Refusal,
};
pub use schemas::Schemas;
