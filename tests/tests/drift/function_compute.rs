//! `s.yaml`, for Serverless Devs with the components fc3 and fc3-domain.
//!
//! That its properties are known ones, of the right types and in range, is checked by
//! `deploy/fc/schema.json`; here stands what a schema cannot know.

use serde_yaml_ng::Value;
use tests::registry::{Function, Trigger};

use crate::{
    environment::{self, Platform},
    yaml::{at, check, check_keys, entries, texts},
};

/// The function's role sends credentials with each request.
const PLATFORM: Platform<'_> = Platform {
    given: &["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    others: &[],
};
/// AccessKeys have no place in the template: they would outlive the role that replaces them.
const NEVER: &[&str] = &[
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
];

/// Everything that the template says otherwise than the code.
pub(crate) fn findings(template: &Value, functions: &[Function]) -> Vec<String> {
    let mut findings = Vec::new();
    check_keys(
        "s.yaml",
        template,
        &["access", "edition", "name", "resources", "vars"],
        &mut findings,
    );
    check("s.yaml", "edition", at(template, &["edition"]), "3.0.0", &mut findings);
    let resources = || entries(at(template, &["resources"]));
    for function in functions {
        let place = function.name;
        match resources().find(|(key, _)| *key == place) {
            None => findings.push(format!("{place}: there is no such function")),
            Some((_, resource)) => check_function(place, resource, function, &mut findings),
        }
    }
    let mut domains = 0;
    for (key, resource) in resources() {
        check_keys(key, resource, &["actions", "component", "props"], &mut findings);
        match at(resource, &["component"]).as_str() {
            Some("fc3") if functions.iter().any(|function| function.name == key) => {}
            Some("fc3") => findings.push(format!("{key}: is no function of this workspace")),
            Some("fc3-domain") => {
                domains += 1;
                check_domain(key, at(resource, &["props"]), functions, &mut findings);
            }
            _ => findings.push(format!("{key}: its component is neither fc3 nor fc3-domain")),
        }
    }
    if domains != 1 {
        findings.push(format!("there are {domains} domains, not one"));
    }
    findings
}

fn check_function(place: &str, resource: &Value, function: &Function, findings: &mut Vec<String>) {
    let properties = at(resource, &["props"]);
    let property = |path: &[&str]| at(properties, path);
    check(place, "component", at(resource, &["component"]), "fc3", findings);
    check(place, "functionName", property(&["functionName"]), function.name, findings);
    let folder = format!("./target/lambda/{}", function.name);
    check(place, "code", property(&["code"]), folder, findings);
    check(place, "runtime", property(&["runtime"]), "custom.debian11", findings);
    let command = vec![Value::from("./bootstrap")];
    check(place, "command", property(&["customRuntimeConfig", "command"]), command, findings);
    check(place, "port", property(&["customRuntimeConfig", "port"]), 9000, findings);
    check(place, "timeout", property(&["timeout"]), function.timeout, findings);
    check(place, "memorySize", property(&["memorySize"]), function.memory, findings);

    let variables = environment::variables(&[properties], &["environmentVariables"]);
    environment::check(place, &variables, function, &PLATFORM, findings);
    for (variable, _) in variables.iter().filter(|(variable, _)| NEVER.contains(variable)) {
        findings.push(format!("{place}: sets {variable}; its role gives that"));
    }
    check_triggers(place, property(&["triggers"]), function, findings);
}

fn check_triggers(place: &str, triggers: &Value, function: &Function, findings: &mut Vec<String>) {
    let triggers: Vec<_> = triggers.as_sequence().into_iter().flatten().collect();
    if triggers.is_empty() {
        findings.push(format!("{place}: nothing makes it run"));
    }
    for trigger in &triggers {
        let kind = at(trigger, &["triggerType"]).as_str().unwrap_or_default();
        match (&function.trigger, kind) {
            (Trigger::Http { .. }, "http") => {
                let config = at(trigger, &["triggerConfig"]);
                // The function knows its callers itself: Function Compute's own check wants a
                // signature that neither an app nor VOD can make.
                check(place, "authType", at(config, &["authType"]), "anonymous", findings);
                let mut methods = texts(at(config, &["methods"]));
                methods.sort_unstable();
                let mut expected: Vec<_> =
                    function.requests().into_iter().map(|(method, _)| method).collect();
                expected.sort_unstable();
                expected.dedup();
                if methods != expected {
                    findings.push(format!("{place}: methods are {methods:?}, not {expected:?}"));
                }
            }
            (Trigger::Queue, "eventbridge" | "mns_topic") | (Trigger::Schedule, "timer") => {}
            _ => findings.push(format!("{place}: takes no trigger of type {kind:?}")),
        }
    }
    // Function Compute takes one HTTP trigger a version.
    if triggers.len() > 1 && matches!(function.trigger, Trigger::Http { .. }) {
        findings.push(format!("{place}: has {} triggers, not one", triggers.len()));
    }
}

/// The routes of the domain are ours, each path to the function that has it.
fn check_domain(
    place: &str,
    properties: &Value,
    functions: &[Function],
    findings: &mut Vec<String>,
) {
    let routes = at(properties, &["routeConfig", "routes"]);
    let mut found = Vec::new();
    for route in routes.as_sequence().into_iter().flatten() {
        check_keys(place, route, &["functionName", "methods", "path", "qualifier"], findings);
        let text = |key| at(route, &[key]).as_str().unwrap_or_default();
        for method in texts(at(route, &["methods"])) {
            found.push((method, text("path").to_owned(), text("functionName")));
        }
    }
    let expected: Vec<_> = functions
        .iter()
        .flat_map(|one| one.requests().into_iter().map(|(method, path)| (method, path, one.name)))
        .map(|(method, path, name)| (method, wildcard(path), name))
        .collect();
    for (method, path, name) in expected.iter().filter(|one| !found.contains(one)) {
        findings.push(format!("{place}: no route takes {method} {path} to {name}"));
    }
    for (method, path, name) in found.iter().filter(|one| !expected.contains(one)) {
        findings.push(format!("{place}: {method} {path} is no route of {name}"));
    }
    found.sort_unstable();
    for pair in found.windows(2).filter(|pair| pair[0] == pair[1]) {
        findings.push(format!("{place}: {} {} is there twice", pair[0].0, pair[0].1));
    }
}

/// Function Compute knows no names in a path: `/upload/video/{id}` is `/upload/video/*`.
fn wildcard(path: &str) -> String {
    let segments = path.split('/').map(|one| if one.starts_with('{') { "*" } else { one });
    segments.collect::<Vec<_>>().join("/")
}
