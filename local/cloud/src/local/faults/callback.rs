//! What goes wrong with an event that is told by HTTP: whether, when, how often, how it is signed,
//! and what stands in its body.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Fault, Faults, Fired, Place};
use crate::storage::secrets;

/// All that goes wrong with one event; the default is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tampering {
    /// How often it is told: 0 is never.
    pub(crate) copies: usize,
    /// How much later it is told, and the moment that it is signed with then.
    pub(crate) late: Option<(Duration, Timestamp)>,
    /// Whether it waits for the next event to be told first.
    pub(crate) reordered: bool,
    signing: Signing,
    age: SignedDuration,
    body: Vec<BodyFault>,
}

/// The key that signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Signing {
    /// The receiver's own.
    #[default]
    Right,
    /// One that nobody has.
    Wrong,
    /// This one.
    Other(#[serde(serialize_with = "secrets::write")] Secret),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum BodyFault {
    AlteredId,
    UnknownEvent,
    Huge(usize),
    MalformedJson,
    NumbersAsStrings,
    TrailingSpaces,
    TimeWithColon,
}

impl Default for Tampering {
    fn default() -> Self {
        Self {
            copies: 1,
            late: None,
            reordered: false,
            signing: Signing::Right,
            age: SignedDuration::ZERO,
            body: Vec::new(),
        }
    }
}

impl Faults {
    /// What goes wrong with an event of this type that is due now.
    pub(crate) fn callback(&self, event_type: &str, now: Timestamp) -> Tampering {
        let mut tampering = Tampering::default();
        for fired in self.fire(Place::Callback, event_type, now) {
            tampering.add(&fired, now);
        }
        tampering
    }
}

impl Tampering {
    fn add(&mut self, fired: &Fired, now: Timestamp) {
        match fired.fault {
            Fault::CallbackDuplicate => self.copies *= fired.size("copies"),
            Fault::CallbackNever => self.copies = 0,
            Fault::CallbackLate => self.late = Some((fired.delay(), now)),
            Fault::CallbackReordered => self.reordered = true,
            Fault::CallbackWrongSignature => self.signing = Signing::Wrong,
            Fault::CallbackOldKey => {
                self.signing = fired.key.clone().map_or(Signing::Wrong, Signing::Other);
            }
            Fault::CallbackStaleTimestamp => {
                self.age = SignedDuration::from_secs(fired.number("age_seconds"));
            }
            Fault::CallbackAlteredBody => self.body.push(BodyFault::AlteredId),
            Fault::CallbackUnknownEvent => self.body.push(BodyFault::UnknownEvent),
            Fault::CallbackHugeBody => self.body.push(BodyFault::Huge(fired.size("bytes"))),
            Fault::CallbackMalformedJson => self.body.push(BodyFault::MalformedJson),
            Fault::CallbackNumbersAsStrings => self.body.push(BodyFault::NumbersAsStrings),
            Fault::CallbackTrailingSpaces => self.body.push(BodyFault::TrailingSpaces),
            Fault::CallbackTimeWithColon => self.body.push(BodyFault::TimeWithColon),
            _ => (),
        }
    }

    /// The key to sign with, where the receiver has one.
    pub(crate) fn key(&self, own: &Secret) -> Secret {
        match &self.signing {
            Signing::Right => own.clone(),
            Signing::Wrong => Secret::new(format!("not {}", own.expose())),
            Signing::Other(key) => key.clone(),
        }
    }

    /// The moment of `X-VOD-TIMESTAMP` of what is sent now.
    pub(crate) fn signed_at(&self, now: Timestamp) -> Timestamp {
        let due = self.late.map_or(now, |(_, due)| due);
        due.checked_sub(self.age).unwrap_or(due)
    }

    /// The text that is posted.
    pub(crate) fn body(&self, body: &Value) -> String {
        let mut body = body.clone();
        for fault in &self.body {
            match fault {
                BodyFault::AlteredId => alter_id(&mut body),
                BodyFault::UnknownEvent => body["EventType"] = "SomethingNewComplete".into(),
                BodyFault::Huge(bytes) => body["Padding"] = "x".repeat(*bytes).into(),
                BodyFault::NumbersAsStrings => numbers_as_strings(&mut body),
                BodyFault::TimeWithColon => {
                    if let Some(time) = body["EventTime"].as_str() {
                        body["EventTime"] = time.replace('Z', ":000Z").into();
                    }
                }
                BodyFault::TrailingSpaces | BodyFault::MalformedJson => (),
            }
        }
        // Last, because the others look for fields by name, and in JSON.
        if self.body.contains(&BodyFault::TrailingSpaces) {
            spaces_behind_keys(&mut body);
        }
        let mut text = body.to_string();
        if self.body.contains(&BodyFault::MalformedJson) {
            text.truncate(text.floor_char_boundary(text.len() / 2));
        }
        text
    }
}

/// Turns the id by one place: another medium's, of the same form.
fn alter_id(body: &mut Value) {
    for name in ["VideoId", "ImageId", "MediaId", "AttachedMediaId"] {
        if let Some(Value::String(id)) = body.get_mut(name)
            && let Some(first) = id.pop()
        {
            id.insert(0, first);
        }
    }
}

fn numbers_as_strings(value: &mut Value) {
    match value {
        Value::Number(number) => *value = number.to_string().into(),
        Value::Array(items) => items.iter_mut().for_each(numbers_as_strings),
        Value::Object(members) => members.values_mut().for_each(numbers_as_strings),
        _ => (),
    }
}

fn spaces_behind_keys(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(spaces_behind_keys),
        Value::Object(members) => {
            let renamed = std::mem::take(members).into_iter().map(|(name, mut member)| {
                spaces_behind_keys(&mut member);
                (format!("{name} "), member)
            });
            *members = renamed.collect::<Map<_, _>>();
        }
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(faults: &[BodyFault]) -> String {
        let tampering = Tampering { body: faults.to_vec(), ..Tampering::default() };
        tampering.body(&json!({
            "EventTime": "2026-01-02T03:04:05Z",
            "EventType": "TranscodeComplete",
            "StreamInfos": [{"Size": 5, "Encrypt": false}],
            "VideoId": "abc1",
        }))
    }

    #[test]
    fn bodies_go_wrong_one_by_one() {
        let plain = body(&[]);
        assert_eq!(plain.len(), body(&[BodyFault::AlteredId]).len());
        assert!(body(&[BodyFault::AlteredId]).contains(r#""VideoId":"1abc""#));
        assert!(body(&[BodyFault::UnknownEvent]).contains("SomethingNewComplete"));
        assert!(body(&[BodyFault::Huge(5000)]).len() > 5000);
        assert!(serde_json::from_str::<Value>(&body(&[BodyFault::MalformedJson])).is_err());
        let strings = body(&[BodyFault::NumbersAsStrings]);
        assert!(strings.contains(r#""Size":"5""#) && strings.contains(r#""Encrypt":false"#));
        let spaces = body(&[BodyFault::TrailingSpaces]);
        assert!(spaces.contains(r#""VideoId ":"#) && spaces.contains(r#""Size ":"#), "{spaces}");
        assert!(body(&[BodyFault::TimeWithColon]).contains("03:04:05:000Z"));
        let both = body(&[BodyFault::TrailingSpaces, BodyFault::UnknownEvent]);
        assert!(both.contains(r#""EventType ":"SomethingNewComplete""#), "{both}");
    }

    #[test]
    fn keys_and_times_go_wrong() {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(2);
        let own = Secret::new("own");
        let right = Tampering::default();
        assert_eq!((right.key(&own), right.signed_at(now)), (own.clone(), now));
        let wrong = Tampering { signing: Signing::Wrong, ..Tampering::default() };
        assert_ne!(wrong.key(&own), own);
        let old = Signing::Other(Secret::new("old"));
        let old = Tampering { signing: old, ..Tampering::default() };
        assert_eq!(old.key(&own), Secret::new("old"));
        let due = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
        let late = Some((Duration::from_hours(1), due));
        let late = Tampering { late, ..Tampering::default() };
        assert_eq!(late.signed_at(now), due);
        let stale = Tampering { age: SignedDuration::from_hours(1), ..Tampering::default() };
        assert_eq!(stale.signed_at(now), due);
    }
}
