//! Holding the body of a request against the rules of a role.

use model::{MediaKind, fields};
use serde_json::{Map, Value};

use super::{
    RuleError, catalog, extension,
    kind::{Fields, KindRules},
    values::{self, USER_DATA},
};
use crate::Role;

/// A request after the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// What is uploaded.
    pub kind: MediaKind,
    /// The role that decided.
    pub role: Role,
    /// The body to go on with.
    pub body: Map<String, Value>,
    /// Where each of its fields comes from; members of UserData one by one.
    pub fields: Vec<AppliedField>,
}

/// A field of the body to go on with.
#[derive(Clone, Debug, PartialEq)]
pub struct AppliedField {
    /// Its documented name; a member of UserData bears `UserData.` in front.
    pub name: &'static str,
    /// Who says so.
    pub origin: Origin,
}

/// Where the value of a field comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the caller, who may set it.
    Caller,
    /// From the rules, because the caller said nothing.
    Default,
    /// From the rules, whatever the caller says.
    Forced,
}

pub(super) fn apply(
    role: &Role,
    rules: &KindRules,
    body: Map<String, Value>,
) -> Result<Applied, RuleError> {
    let given = flat(rules.kind, body)?;
    // In the order of the documentation.
    let names = || catalog::fields(rules.kind).iter().map(|field| field.name);
    // A caller who says just what is forced loses nothing; official clients always send some fields.
    let is_theirs = |name: &'static str| {
        rules.may_set.contains(&name) || given.get(name) == rules.forced.get(name)
    };
    let fields: Vec<_> =
        names().filter(|name| given.contains_key(*name) && !is_theirs(name)).collect();
    if !fields.is_empty() {
        return Err(RuleError::Parameters { role: role.clone(), fields });
    }
    let is_missing = |name: &&&'static str| {
        given.get(**name).is_none_or(|value| value.as_str().is_some_and(str::is_empty))
    };
    if let Some(field) = rules.required.iter().find(is_missing) {
        return Err(RuleError::Required { role: role.clone(), field });
    }
    let mut whole = Fields::new();
    let mut fields = Vec::new();
    for name in names() {
        let said = [
            (Origin::Forced, rules.forced.get(name)),
            (Origin::Caller, given.get(name)),
            (Origin::Default, rules.defaults.get(name)),
        ];
        if let Some((origin, value)) = said.into_iter().find_map(|(who, what)| Some((who, what?))) {
            whole.insert(name.to_owned(), value.clone());
            fields.push(AppliedField { name, origin });
        }
    }
    check_extension(role, rules, &whole)?;
    check_size(role, rules, &whole)?;
    Ok(Applied { kind: rules.kind, role: role.clone(), body: nested(whole), fields })
}

impl Applied {
    /// The value of a field of the body, members of UserData one by one.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        match name.strip_prefix(USER_DATA) {
            Some(member) => self.body.get("UserData")?.get(member),
            None => self.body.get(name),
        }
    }

    /// The first value that VOD would refuse, or that it misses, whoever says it. The function
    /// checks the whole request likewise, before it makes a call.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), fields::FieldError> {
        for field in catalog::fields(self.kind) {
            match self.value(field.name) {
                Some(value) => field.check(value)?,
                None if field.needed => return Err(fields::FieldError::missing(field.name)),
                None => {}
            }
        }
        extension::check(self.kind, |name| self.value(name))
    }
}

fn check_extension(role: &Role, rules: &KindRules, whole: &Fields) -> Result<(), RuleError> {
    let Some(allowed) = &rules.extensions else { return Ok(()) };
    match extension::of(rules.kind, |name| whole.get(name)) {
        // What VOD does not take is refused by the function, with all that VOD takes.
        Some(found) if !allowed.contains(&found) && catalog::takes(rules.kind, &found) => {
            Err(RuleError::Extension {
                role: role.clone(),
                extension: found,
                allowed: allowed.join(", "),
            })
        }
        _ => Ok(()),
    }
}

/// The size that is declared: VOD holds nobody to it, but it is what the stamp says.
fn check_size(role: &Role, rules: &KindRules, whole: &Fields) -> Result<(), RuleError> {
    let Some(largest) = &rules.largest else { return Ok(()) };
    let name = "FileSize";
    let Some(value) = whole.get(name) else {
        return Err(RuleError::Required { role: role.clone(), field: name });
    };
    let Some(size) = values::bytes(value) else {
        return Err(fields::FieldError::invalid(name, "must be a number of bytes").into());
    };
    if size <= largest.bytes {
        return Ok(());
    }
    Err(RuleError::FileSize { role: role.clone(), size, largest: largest.text.clone() })
}

/// The fields by their documented names, those of UserData one by one. A null is nothing given.
fn flat(kind: MediaKind, body: Map<String, Value>) -> Result<Fields, RuleError> {
    let mut flat = Fields::new();
    for (name, value) in body {
        if name == "UserData" && value.is_null() {
            continue;
        }
        if name == "UserData" {
            for (member, value) in fields::user_data_members(&value)? {
                let name = format!("{USER_DATA}{member}");
                if catalog::find(kind, &name).is_none() {
                    return Err(RuleError::Unknown(name));
                }
                flat.insert(name, value);
            }
        } else if !is_field(kind, &name) {
            return Err(RuleError::Unknown(name));
        } else if !value.is_null() {
            flat.insert(name, value);
        }
    }
    Ok(flat)
}

/// Whether a body may have it. A name with a dot looks like a member of UserData, and is none.
fn is_field(kind: MediaKind, name: &str) -> bool {
    !name.contains('.') && catalog::find(kind, name).is_some()
}

fn nested(fields: Fields) -> Map<String, Value> {
    let mut body = Map::new();
    let mut user_data = Map::new();
    for (name, value) in fields {
        match name.strip_prefix(USER_DATA) {
            Some(member) => user_data.insert(member.to_owned(), value),
            None => body.insert(name, value),
        };
    }
    if !user_data.is_empty() {
        body.insert("UserData".to_owned(), user_data.into());
    }
    body
}
