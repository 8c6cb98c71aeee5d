//! The OpenAPI document of every function of the registry.

use std::fs;

use openapi::Document;
use serde_json::Value;

use crate::{
    registry::{Trigger, functions},
    root,
};

/// The document, made of what the functions say now.
///
/// # Panics
/// When a function leaves a route out.
#[must_use]
pub fn openapi_document() -> Value {
    let mut document = Document::default();
    for function in functions() {
        let Trigger::Http { routes, callers, describe, .. } = function.trigger else { continue };
        let purpose = purpose_of(function.name);
        document.add((function.name, &purpose), routes, callers, describe).unwrap();
    }
    document.finish(env!("CARGO_PKG_VERSION")).unwrap()
}

/// What a function is for, in the words of its package.
fn purpose_of(function: &str) -> String {
    let manifest = root().join("functions").join(function).join("Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    let line = manifest.lines().find_map(|line| line.strip_prefix("description = ")).unwrap();
    line.trim_matches('"').to_owned()
}
