//! The body of `POST /_local/faults`, checked against the catalogue.

use std::collections::BTreeMap;

use bytes::Bytes;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use jiff::SignedDuration;
use model::Secret;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::answer::{LocalError, read};
use super::catalogue::{Definition, Fault, Parameter, find};
use super::operations;
use super::registry::{Installed, Schedule};
use crate::state::Cloud;

#[derive(Deserialize)]
struct Wish {
    name: String,
    operation: Option<OneOrMany>,
    times: Option<u64>,
    #[serde(default)]
    skip: u64,
    probability: Option<f64>,
    for_seconds: Option<i64>,
    /// What is particular to the fault.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Reads a wish. What is wrong is said by name.
pub(super) fn parse(cloud: &Cloud, body: &Bytes) -> Result<Installed, LocalError> {
    let mut wish: Wish = read(body)?;
    let definition = find(&wish.name)?;
    let key = take_key(definition, &mut wish.rest)?;
    let parameters = parameters(definition, &wish.rest)?;
    let schedule = schedule(cloud, definition, &wish)?;
    let given = wish.operation.map(|given| match given {
        OneOrMany::One(name) => vec![name],
        OneOrMany::Many(names) => names,
    });
    let operations = operations::check(definition, given)?;
    Ok(Installed {
        fault: definition.fault,
        operations,
        parameters,
        key,
        schedule,
        seen: 0,
        fired: 0,
    })
}

fn take_key(
    definition: &Definition,
    rest: &mut Map<String, Value>,
) -> Result<Option<Secret>, LocalError> {
    if definition.fault != Fault::CallbackOldKey {
        return Ok(None);
    }
    match rest.remove("key") {
        Some(Value::String(key)) if !key.is_empty() => Ok(Some(Secret::new(key))),
        _ => Err(LocalError::bad_request("callback-old-key needs `key`, a text")),
    }
}

fn parameters(
    definition: &Definition,
    given: &Map<String, Value>,
) -> Result<BTreeMap<&'static str, i64>, LocalError> {
    let taken = definition.parameters;
    if let Some(unknown) = given.keys().find(|name| taken.iter().all(|known| known.name != *name)) {
        let common = ["name", "operation", "times", "skip", "probability", "for_seconds"];
        let own = taken.iter().map(|parameter| parameter.name);
        let names: Vec<&str> = common.into_iter().chain(own).collect();
        return Err(LocalError::bad_request(format!(
            "unknown field `{unknown}`; {} takes {}",
            definition.name,
            names.join(", ")
        )));
    }
    taken
        .iter()
        .map(|parameter| Ok((parameter.name, number(parameter, given.get(parameter.name))?)))
        .collect()
}

fn number(parameter: &Parameter, given: Option<&Value>) -> Result<i64, LocalError> {
    let Some(given) = given else { return Ok(parameter.default) };
    let (from, to) = parameter.range;
    given.as_i64().filter(|number| (from..=to).contains(number)).ok_or_else(|| {
        let name = parameter.name;
        LocalError::bad_request(format!("{name} must be a whole number from {from} to {to}"))
    })
}

fn schedule(cloud: &Cloud, definition: &Definition, wish: &Wish) -> Result<Schedule, LocalError> {
    let chance = match wish.probability {
        None => None,
        Some(chance) if (0.0..=1.0).contains(&chance) => {
            let mut seed = [0; 32];
            cloud.config.randomness.fill(&mut seed);
            Some((chance, Box::new(ChaCha20Rng::from_seed(seed))))
        }
        Some(_) => return Err(LocalError::bad_request("probability must be a number from 0 to 1")),
    };
    let ends_at = match wish.for_seconds {
        None => None,
        Some(seconds) => Some(
            cloud
                .now()
                .checked_add(SignedDuration::from_secs(seconds.max(0)))
                .map_err(|_| LocalError::bad_request("for_seconds is too long"))?,
        ),
    };
    Ok(Schedule { skip: wish.skip, times: wish.times.or(definition.times), chance, ends_at })
}
