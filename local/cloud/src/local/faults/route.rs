//! `/_local/faults`: GET lists, POST installs, DELETE removes one or all; `catalogue` tells of all.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::{Value, json};

use super::super::answer::{LocalError, json};
use super::Installed;
use super::catalogue::{CATALOGUE, Definition, Parameter};
use super::install::parse;
use crate::body::Body;
use crate::state::Cloud;

/// Answers for the list, or for one fault.
pub(in crate::local) fn serve(
    cloud: &Cloud,
    method: &Method,
    id: Option<&str>,
    body: &Bytes,
) -> Result<Response<Body>, LocalError> {
    match (method, id) {
        (&Method::GET, None) => Ok(json(&json!({"Faults": list(cloud)}))),
        (&Method::POST, None) => {
            let fault = parse(cloud, body)?;
            let name = fault.fault.definition().name;
            let mut shown = describe(&fault);
            let id = cloud.faults.install(fault);
            shown["id"] = id.into();
            tracing::info!(fault = name, id, "a fault was installed");
            Ok(json(&shown))
        }
        (&Method::GET, Some("catalogue")) => Ok(json(&json!({"Catalogue": catalogue()}))),
        (&Method::DELETE, None) => Ok(json(&json!({"Removed": cloud.faults.clear()}))),
        (&Method::DELETE, Some(id)) => {
            let removed = id.parse().is_ok_and(|id| cloud.faults.remove(id));
            if removed {
                Ok(json(&json!({"Removed": 1})))
            } else {
                Err(LocalError::not_found(format!("there is no fault {id}")))
            }
        }
        (_, None) => Err(LocalError::method_not_allowed(method, "GET, POST, DELETE")),
        (_, Some(_)) => Err(LocalError::method_not_allowed(method, "DELETE")),
    }
}

/// All that are installed.
pub(in crate::local) fn list(cloud: &Cloud) -> Vec<Value> {
    cloud.faults.map(|id, fault| {
        let mut shown = describe(fault);
        shown["id"] = id.into();
        shown
    })
}

/// All that can be installed.
fn catalogue() -> Vec<Value> {
    let parameter = |parameter: &Parameter| {
        let (from, to) = parameter.range;
        json!({"name": parameter.name, "default": parameter.default, "from": from, "to": to})
    };
    let entry = |known: &Definition| {
        json!({
            "name": known.name,
            "group": known.group,
            "what": known.what,
            "operation": known.operations,
            "times": known.times,
            "parameters": known.parameters.iter().map(parameter).collect::<Vec<_>>(),
        })
    };
    CATALOGUE.iter().map(entry).collect()
}

fn describe(installed: &Installed) -> Value {
    let definition = installed.fault.definition();
    let schedule = &installed.schedule;
    let mut shown = json!({
        "name": definition.name,
        "operation": installed.operations,
        "skip": schedule.skip,
        "times": schedule.times,
        "probability": schedule.chance.as_ref().map(|(chance, _)| chance),
        "until": schedule.ends_at,
        "seen": installed.seen,
        "fired": installed.fired,
    });
    for (name, number) in &installed.parameters {
        shown[*name] = (*number).into();
    }
    shown
}
