//! The document itself.

use std::collections::BTreeMap;

use runtime::{Callers, ErrorBody, Route};
use serde_json::{Map, Value, json};

use crate::{Describe, Operation, Schemas, responses, responses::Examples, security};

/// A document under way.
#[derive(Default)]
pub struct Document {
    schemas: Schemas,
    examples: Examples,
    paths: BTreeMap<&'static str, Map<String, Value>>,
    tags: Vec<Value>,
}

/// A mistake in what functions say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A route that its function does not describe.
    #[error("{function} says nothing of {method} {path}: add it to its src/openapi.rs")]
    Undescribed {
        /// The function.
        function: &'static str,
        /// Its route.
        method: &'static str,
        /// Its route.
        path: &'static str,
    },
    /// An operation under another function's name.
    #[error("the operation {id} of {function} does not begin with its name")]
    OtherName {
        /// The function.
        function: &'static str,
        /// What it says.
        id: &'static str,
    },
    /// Two types with one name, or one type that is read otherwise than it is written.
    #[error("the name {0} stands for two schemas")]
    TwoSchemas(String),
}

impl Document {
    /// Adds a function: every one of its routes.
    ///
    /// # Errors
    /// When it leaves a route out, or gives an operation another function's name.
    pub fn add(
        &mut self,
        (function, purpose): (&'static str, &str),
        routes: &'static [Route],
        callers: Callers,
        describe: Describe,
    ) -> Result<(), DocumentError> {
        self.tags.push(json!({"name": function, "description": purpose}));
        for route in routes {
            let Some(operation) = describe(route, &mut self.schemas) else {
                let Route { method, path } = *route;
                return Err(DocumentError::Undescribed { function, method, path });
            };
            if !operation.id.starts_with(function) {
                return Err(DocumentError::OtherName { function, id: operation.id });
            }
            let error = self.schemas.written::<ErrorBody>();
            let mut shown = shown(function, callers, &operation);
            shown["responses"] = responses::of(callers, &operation, &error, &mut self.examples);
            let path = self.paths.entry(route.path).or_default();
            path.insert(route.method.to_ascii_lowercase(), shown);
        }
        Ok(())
    }

    /// The whole document.
    ///
    /// # Errors
    /// When one name stands for two schemas.
    pub fn finish(self, version: &str) -> Result<Value, DocumentError> {
        Ok(json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Upload back end for ApsaraVideo VOD",
                "summary": "Upload addresses and credentials, their state, STS tokens, and VOD's callback.",
                "description": DESCRIPTION,
                "version": version,
                "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/", "description": "Where this document was fetched."}],
            "tags": self.tags,
            "paths": self.paths,
            "components": {
                "schemas": self.schemas.components()?,
                "examples": self.examples.components(),
                "headers": responses::headers(),
                "securitySchemes": security::schemes(),
            },
        }))
    }
}

const DESCRIPTION: &str = "Fields bear VOD's own names. A field of a body may also begin with a small \
    letter (`fileName`), and `Url` stands for `URL`; given twice, in either form, it is refused, and \
    so is a field that is not listed. A null is a field that is not there. What a caller may set is \
    for the access rules to say. Every path answers OPTIONS.";

fn shown(function: &str, callers: Callers, operation: &Operation) -> Value {
    let mut shown = json!({
        "operationId": operation.id,
        "tags": [function],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": operation.parameters,
        "security": security::of(callers),
    });
    if let Some(body) = &operation.body {
        let examples: Map<_, _> = body
            .examples
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!({"value": value})))
            .collect();
        shown["requestBody"] = json!({
            "required": body.required,
            "content": {"application/json": {"schema": body.schema, "examples": examples}},
        });
    }
    shown
}

#[cfg(test)]
mod tests;
