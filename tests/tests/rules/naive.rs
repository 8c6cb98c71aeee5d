//! The rules, said once more and simply.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::cases::{Case, Field, KindRule, NAMES, Says, fields};

/// What should become of a request whose values VOD would take.
pub(crate) enum Verdict {
    /// It may be sent.
    Allowed,
    /// It may not.
    Forbidden,
}

/// The rules by which the caller is judged: of the first of their roles in the file, else of the
/// default. `None` where there are none for this kind.
pub(crate) fn rule_of(case: &Case) -> Option<&KindRule> {
    for (index, name) in NAMES.iter().take(3).enumerate() {
        if case.roles().contains(name) {
            return case.roles[index].as_ref();
        }
    }
    case.roles[case.default_role?].as_ref()
}

/// Whether a request may be sent at all.
pub(crate) fn verdict(case: &Case) -> Verdict {
    let Some(rule) = rule_of(case) else { return Verdict::Forbidden };
    for (field, value) in case.given() {
        let forbidden = match says(case, rule, field.name) {
            Says::Nothing => true,
            Says::Forced => Some(&value) != field.of_rules.as_ref(),
            Says::MaySet | Says::Required | Says::Default => false,
        };
        if forbidden {
            return Verdict::Forbidden;
        }
        let size = text(&value).parse::<u64>().unwrap_or(0);
        if field.name == "FileSize" && rule.largest.is_some_and(|largest| size > largest) {
            return Verdict::Forbidden;
        }
    }
    if let Some(allowed) = &rule.extensions {
        let whole: BTreeMap<_, _> = fields(case.kind)
            .into_iter()
            .filter_map(|field| Some((field.name, text(&expected(case, rule, &field)?))))
            .collect();
        let of_name = |name| whole.get(name).and_then(|name: &String| name.split('.').nth(1));
        let said = |name| whole.get(name).map(String::as_str);
        let extension = match case.kind {
            model::MediaKind::Video => of_name("FileName"),
            model::MediaKind::Image => {
                said("ImageExt").or(of_name("OriginalFileName")).or(Some("png"))
            }
            model::MediaKind::AttachedMedia => said("MediaExt").or(of_name("FileName")),
        };
        if extension.is_some_and(|found| !allowed.contains(&found.to_lowercase().as_str())) {
            return Verdict::Forbidden;
        }
    }
    Verdict::Allowed
}

fn says(case: &Case, rule: &KindRule, name: &str) -> Says {
    let index = fields(case.kind).iter().position(|field| field.name == name).unwrap();
    rule.says[index]
}

/// The value that VOD should get for a field.
fn expected(case: &Case, rule: &KindRule, field: &Field) -> Option<Value> {
    let given = case.given().into_iter().find(|(one, _)| one.name == field.name);
    match says(case, rule, field.name) {
        Says::Forced => field.of_rules.clone(),
        Says::Default => given.map(|(_, value)| value).or_else(|| field.of_rules.clone()),
        Says::MaySet | Says::Required => given.map(|(_, value)| value),
        Says::Nothing => None,
    }
}

/// A value as a parameter of a call.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Holds what was sent against the rules.
pub(crate) fn judge(case: &Case, sent: &BTreeMap<String, String>) -> Result<(), String> {
    let rule = rule_of(case).ok_or("no rule allows this")?;
    let mut left = sent.clone();
    let mut user_data: Map<String, Value> = left
        .remove("UserData")
        .map(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
        .transpose()?
        .unwrap_or_default();
    for field in fields(case.kind) {
        let expected = expected(case, rule, &field);
        let found = match field.name.strip_prefix("UserData.") {
            Some(member) => without_stamp(user_data.remove(member)),
            None => left.remove(field.name).map(Value::from),
        };
        // The functions write extensions in small letters.
        let same = match (&expected, &found) {
            (Some(expected), Some(found)) => text(expected).eq_ignore_ascii_case(&text(found)),
            // So that a lost answer can be made good, every video gets one.
            (None, Some(found)) if field.name == "ReferenceId" => text(found).len() == 32,
            // That of the name, which the caller may set and which was held against the extensions.
            (None, Some(found)) if field.name == "MediaExt" => {
                sent["FileName"].ends_with(&format!(".{}", text(found)))
            }
            (expected, found) => expected.is_none() && found.is_none(),
        };
        if !same {
            return Err(format!("{}: {found:?} instead of {expected:?}", field.name));
        }
        if says(case, rule, field.name) == Says::Required && found.is_none() {
            return Err(format!("{} is missing", field.name));
        }
    }
    match left.keys().chain(user_data.keys()).next() {
        Some(unknown) => Err(format!("{unknown} is no field of a caller or a rule")),
        None => Ok(()),
    }
}

/// The service's own key in `Extend` is neither the caller's nor the rules'.
fn without_stamp(member: Option<Value>) -> Option<Value> {
    let Some(Value::Object(mut extend)) = member else { return member };
    let had_stamp = extend.remove("_stamp").is_some();
    (!had_stamp || !extend.is_empty()).then(|| extend.into())
}
