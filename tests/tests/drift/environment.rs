//! The environment of a function is exactly what it reads.

use access::Auth;
use serde_yaml_ng::Value;
use settings::{FromSetting as _, Presence};
use tests::registry::{Function, Trigger};

use crate::yaml::{at, tagged};

/// What a platform does for a function by itself.
pub(crate) struct Platform<'a> {
    /// Settings that need not be set, because the platform gives them.
    pub(crate) given: &'a [&'a str],
    /// Names that are there for others than the function.
    pub(crate) others: &'a [&'a str],
}

/// Compares the variables that a template sets with what the function reads.
pub(crate) fn check(
    place: &str,
    variables: &[(&str, &Value)],
    function: &Function,
    platform: &Platform<'_>,
    findings: &mut Vec<String>,
) {
    let name = function.name;
    for (variable, value) in variables {
        let Some(setting) = function.settings.iter().find(|one| one.name == *variable) else {
            if !platform.others.contains(variable) {
                findings.push(format!("{place}: sets {variable}, which {name} does not read"));
            }
            continue;
        };
        if setting.secret && is_written_down(value) {
            findings.push(format!("{place}: {variable} is a secret, written down"));
        }
        if *variable == "AUTH"
            && let Some(text) = value.as_str().filter(|_| is_written_down(value))
            && !is_closed(text)
        {
            findings.push(format!("{place}: AUTH is {text:?}, which lets anyone in"));
        }
    }
    for setting in must_be_set(function).filter(|name| !platform.given.contains(name)) {
        match variables.iter().find(|(variable, _)| *variable == setting) {
            None => {
                findings.push(format!("{place}: does not set {setting}, which {name} requires"));
            }
            Some((_, value)) if may_be_absent(value) => {
                findings
                    .push(format!("{place}: sets {setting} only sometimes; {name} requires it"));
            }
            Some(_) => {}
        }
    }
}

/// Whether a function with this `AUTH` asks who calls.
pub(crate) fn is_closed(auth: &str) -> bool {
    Auth::from_setting(auth).is_ok_and(|auth| !auth.is_none())
}

/// What the declaration requires, what is required wherever a function can be reached, and what an
/// operator must be able to choose.
fn must_be_set(function: &Function) -> impl Iterator<Item = &'static str> {
    let http = matches!(function.trigger, Trigger::Http { .. });
    let required = function.settings.iter().filter(move |setting| {
        setting.presence == Presence::Required
            || http && matches!(setting.name, "AUTH" | "API_KEY_HASHES" | "CORS_ORIGINS")
    });
    required.map(|setting| setting.name)
}

/// A text without a reference in it. (`as_str` would look behind a tag.)
fn is_written_down(value: &Value) -> bool {
    matches!(value, Value::String(text) if !text.is_empty() && !text.contains("${"))
}

/// `!If` with a branch that takes the property away.
fn may_be_absent(value: &Value) -> bool {
    let Some((tag, branches)) = tagged(value) else { return false };
    let branches = branches.as_sequence().into_iter().flatten();
    tag == "If"
        && branches
            .filter_map(tagged)
            .any(|(tag, value)| tag == "Ref" && value.as_str() == Some("AWS::NoValue"))
}

/// The variables below a node of the template, in order.
pub(crate) fn variables<'a>(nodes: &[&'a Value], path: &[&str]) -> Vec<(&'a str, &'a Value)> {
    nodes.iter().flat_map(|node| crate::yaml::entries(at(node, path))).collect()
}
