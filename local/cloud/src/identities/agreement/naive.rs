//! The rules once more, straight from the documents, without a thought for speed or errors. Shares
//! no code with the evaluator that it judges.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

type Circumstances = BTreeMap<&'static str, &'static str>;

/// `allowed`, or kind of policy and kind of denial.
pub(super) fn decide(
    role: &[Value],
    session: Option<&Value>,
    action: &str,
    resource: &str,
    circumstances: &Circumstances,
) -> String {
    let ask = |policies: &[Value]| {
        let mut found = (false, false);
        for policy in policies {
            for statement in policy["Statement"].as_array().unwrap() {
                if applies(statement, action, resource, circumstances) {
                    match statement["Effect"].as_str().unwrap() {
                        "Deny" => found.0 = true,
                        _ => found.1 = true,
                    }
                }
            }
        }
        match found {
            (true, _) => Some("ExplicitDeny"),
            (false, true) => None,
            (false, false) => Some("ImplicitDeny"),
        }
    };
    if let Some(denial) = session.and_then(|session| ask(std::slice::from_ref(session))) {
        return format!("SessionPolicy {denial}");
    }
    match ask(role) {
        Some(denial) => format!("AccountLevelIdentityBasedPolicy {denial}"),
        None => "allowed".to_owned(),
    }
}

fn applies(statement: &Value, action: &str, resource: &str, given: &Circumstances) -> bool {
    let action_fits = |patterns: &Value| {
        let named = |name: &str| {
            list(patterns).iter().any(|p| like(&p.to_lowercase(), &name.to_lowercase()))
        };
        named(action) || (action == "oss:ListObjects" && named("oss:GetBucket"))
    };
    let by_action = match statement.get("Action") {
        Some(patterns) => action_fits(patterns),
        None => !action_fits(&statement["NotAction"]),
    };
    let resource_fits =
        |patterns: &Value| list(patterns).iter().any(|pattern| names(pattern, resource));
    let by_resource = match statement.get("Resource") {
        Some(patterns) => resource_fits(patterns),
        None => !resource_fits(&statement["NotResource"]),
    };
    let mut by_condition = true;
    if let Some(Value::Object(operators)) = statement.get("Condition") {
        for (operator, keys) in operators {
            for (key, values) in keys.as_object().unwrap() {
                let held = given
                    .get(key.as_str())
                    .and_then(|actual| condition(operator, &list(values), actual));
                by_condition = by_condition && held == Some(true);
            }
        }
    }
    by_action && by_resource && by_condition
}

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        other => panic!("{other}"),
    }
}

fn like(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = rest.as_str();
            (0..=text.len())
                .filter(|at| text.is_char_boundary(*at))
                .any(|at| like(rest, &text[at..]))
        }
        Some(c) => {
            let mut tail = text.chars();
            tail.next().is_some_and(|t| c == '?' || c == t) && like(rest.as_str(), tail.as_str())
        }
    }
}

/// Everything behind the fourth colon is one part.
fn names(pattern: &str, resource: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let parts = |text: &str| -> Vec<String> {
        let all: Vec<&str> = text.split(':').collect();
        let mut parts: Vec<String> = all[..4].iter().map(|part| (*part).to_owned()).collect();
        parts.push(all[4..].join(":"));
        parts
    };
    parts(pattern).iter().zip(parts(resource).iter()).all(|(p, r)| like(p, r))
}

/// `None` when the actual value is of another kind.
fn condition(operator: &str, values: &[String], actual: &str) -> Option<bool> {
    let plain = operator.replace("Not", "");
    let mut found = false;
    for value in values {
        found |= match plain.as_str() {
            "StringEquals" => value == actual,
            "StringEqualsIgnoreCase" => value.eq_ignore_ascii_case(actual),
            "StringLike" => like(value, actual),
            "Bool" => (value == "true") == (actual == "true"),
            "IpAddress" => within(value, actual),
            numeric if numeric.starts_with("Numeric") => {
                order(&numeric["Numeric".len()..], cents(actual)?, cents(value).unwrap())
            }
            date => order(&date["Date".len()..], seconds(actual)?, seconds(value).unwrap()),
        };
    }
    Some(if plain == operator { found } else { !found })
}

fn order(name: &str, actual: i64, limit: i64) -> bool {
    match name {
        "Equals" => actual == limit,
        "LessThan" => actual < limit,
        "LessThanEquals" => actual <= limit,
        "GreaterThan" => actual > limit,
        "GreaterThanEquals" => actual >= limit,
        other => panic!("{other}"),
    }
}

/// Hundredths of a decimal number.
fn cents(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let hundredths: i64 = format!("{fraction:0<2}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + hundredths)
}

/// Seconds since 1970 of `yyyy-mm-ddThh:mm:ss` and `Z` or `+hh:mm`, by counting days.
fn seconds(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut days: i64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    days += lengths[..usize::try_from(month - 1).ok()?].iter().sum::<i64>() + day - 1;
    let time = number(11, 13)? * 3_600 + number(14, 16)? * 60 + number(17, 19)?;
    let offset = match text.get(19..)? {
        "Z" => 0,
        _ => number(20, 22)? * 3_600 + number(23, 25)? * 60,
    };
    Some(days * 86_400 + time - offset)
}

/// Whether the leading bits are the same.
fn within(range: &str, actual: &str) -> bool {
    let bits = |address: &str| match address.parse().unwrap() {
        IpAddr::V4(address) => (32, u128::from(u32::from(address))),
        IpAddr::V6(address) => (128, u128::from(address)),
    };
    if range == "*" {
        return true;
    }
    let (address, length) = range.split_once('/').unwrap_or((range, ""));
    let ((width, network), (other_width, address)) = (bits(address), bits(actual));
    let length = length.parse().unwrap_or(width);
    let shift = width - length;
    width == other_width && (shift >= 128 || network >> shift == address >> shift)
}
