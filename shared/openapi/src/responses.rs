//! The answers of an operation ("Responses Object").

use std::collections::BTreeMap;

use runtime::{Callers, error_example};
use serde_json::{Map, Value, json};

use crate::{Operation, Refusal, refusals};

/// Examples of errors, each once: most codes stand under most operations.
#[derive(Default)]
pub(crate) struct Examples(BTreeMap<String, Value>);

impl Examples {
    /// Refers to the example of a refusal.
    fn reference(&mut self, refusal: &Refusal) -> Value {
        let example = json!({"value": error_example(refusal.code, &refusal.message)});
        let mut name = refusal.code.to_owned();
        // The same code is said in other words elsewhere.
        while self.0.get(&name).is_some_and(|other| *other != example) {
            name.push_str(".other");
        }
        let reference = json!({"$ref": format!("#/components/examples/{name}")});
        self.0.insert(name, example);
        reference
    }

    /// All that were referred to.
    pub(crate) fn components(self) -> Value {
        json!(self.0)
    }
}

/// Every answer of an operation by its status.
pub(crate) fn of(
    callers: Callers,
    operation: &Operation,
    error: &Value,
    examples: &mut Examples,
) -> Value {
    let has_fields = operation.body.as_ref().is_some_and(|body| body.has_fields);
    let mut all = refusals::of_any(callers, has_fields);
    all.extend(operation.refusals.iter().cloned());
    let mut by_status: BTreeMap<u16, Vec<Refusal>> = BTreeMap::new();
    for refusal in all {
        let known = by_status.entry(refusal.status).or_default();
        if !known.iter().any(|one| one.code == refusal.code) {
            known.push(refusal);
        }
    }
    let mut responses = Map::new();
    for (status, all) in &by_status {
        responses.insert(status.to_string(), refused(*status, all, error, examples));
    }
    let answer = &operation.answer;
    let mut done = json!({
        "description": answer.description,
        "headers": headers_of(200),
        "content": {"application/json": {"schema": answer.schema, "example": answer.example}},
    });
    if !operation.links.is_empty() {
        done["links"] = operation.links.clone().into();
    }
    responses.insert("200".to_owned(), done);
    responses.into()
}

fn refused(status: u16, refusals: &[Refusal], error: &Value, examples: &mut Examples) -> Value {
    let codes: Vec<_> = refusals.iter().map(|refusal| format!("`{}`", refusal.code)).collect();
    let examples: Map<_, _> =
        refusals.iter().map(|one| (one.code.to_owned(), examples.reference(one))).collect();
    json!({
        "description": format!("Code {}.", codes.join(", ")),
        "headers": headers_of(status),
        "content": {"application/json": {"schema": error, "examples": examples}},
    })
}

/// Headers of every answer, by their documented names.
const EVERY_HEADER: [(&str, &str); 3] = [
    ("X-Request-Id", "Names this request in the service's log."),
    ("X-Server-Time", "The time of this server, UTC."),
    ("Cache-Control", "Always `no-store`."),
];

/// Headers of some answers: the status, whether it is always there, and what it says.
const SOME_HEADERS: [(&str, &[u16], &str); 3] = [
    ("WWW-Authenticate", &[401], "What would let the caller in (RFC 6750)."),
    ("Allow", &[405], "The methods of this path."),
    ("Retry-After", &[429], "Seconds after which trying again makes sense."),
];

/// The headers that answers refer to.
pub(crate) fn headers() -> Value {
    let every = EVERY_HEADER.iter().map(|(name, what)| (*name, *what));
    let some = SOME_HEADERS.iter().map(|(name, _, what)| (*name, *what));
    let text = |what| json!({"required": true, "description": what, "schema": {"type": "string"}});
    every
        .chain(some)
        .map(|(name, what)| (name.to_owned(), text(what)))
        .collect::<Map<_, _>>()
        .into()
}

fn headers_of(status: u16) -> Value {
    let every = EVERY_HEADER.iter().map(|(name, _)| *name);
    let some =
        SOME_HEADERS.iter().filter(|(_, all, _)| all.contains(&status)).map(|(name, ..)| *name);
    let reference = |name| json!({"$ref": format!("#/components/headers/{name}")});
    every.chain(some).map(|name| (name.to_owned(), reference(name))).collect::<Map<_, _>>().into()
}
