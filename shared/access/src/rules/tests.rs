//! The rules as a whole: files that are read and refused, requests that are held against them.

mod compiled_in;
mod files;
mod guide;
mod random;
mod requests;
mod roles;

use model::{MediaKind, Owner, Subject};
use serde_json::{Map, Value};

use super::{Applied, RuleError, Rules};
use crate::{Caller, Role, Voucher};

/// A caller with these roles.
fn caller(roles: &[&str]) -> Caller {
    let roles = roles.iter().map(|role| Role::new(role).unwrap()).collect();
    Caller { owner: Owner::of(Subject::anyone()), roles, voucher: Voucher::Jwt }
}

/// The rules of a file with one role, `u`, which is the default.
fn rules(of_role: &str) -> Rules {
    let text = format!("{{version: 1, default-role: u, roles: {{u: {of_role}}}}}");
    Rules::read(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

fn apply(rules: &Rules, kind: MediaKind, body: Value) -> Result<Applied, RuleError> {
    rules.apply(kind, &caller(&[]), object(body))
}

/// Code and message of the refusal of a video.
fn refused(rules: &Rules, body: Value) -> String {
    let error = apply(rules, MediaKind::Video, body).unwrap_err();
    format!("{} {}: {error}", if error.is_forbidden() { 403 } else { 400 }, error.code())
}
