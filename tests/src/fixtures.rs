//! The events in `tests/events`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::root;

/// The video that every event in `tests/events` speaks of.
pub const FIXTURE_VIDEO: &str = "70b0c1f0e4b571ef802c4531858c0102";

/// The bytes of a fixture, such as `lambda/sqs-one.json`.
///
/// # Panics
/// When there is none of this name.
#[must_use]
pub fn fixture_bytes(name: &str) -> Vec<u8> {
    let file = root().join("tests/events").join(name);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A fixture as JSON.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn fixture(name: &str) -> Value {
    serde_json::from_slice(&fixture_bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A fixture that speaks of another video: also inside of texts, and of texts in Base64.
///
/// # Panics
/// When it speaks of no video.
#[must_use]
pub fn fixture_about(name: &str, video: &str) -> Value {
    let mut value = fixture(name);
    assert!(replace(&mut value, video), "{name} does not speak of {FIXTURE_VIDEO}");
    value
}

fn replace(value: &mut Value, video: &str) -> bool {
    match value {
        Value::String(text) if text.contains(FIXTURE_VIDEO) => {
            *text = text.replace(FIXTURE_VIDEO, video);
            true
        }
        Value::String(text) => {
            let decoded =
                STANDARD.decode(&*text).ok().and_then(|text| String::from_utf8(text).ok());
            match decoded.filter(|decoded| decoded.contains(FIXTURE_VIDEO)) {
                Some(decoded) => {
                    *text = STANDARD.encode(decoded.replace(FIXTURE_VIDEO, video));
                    true
                }
                None => false,
            }
        }
        // Not `any`, which would stop at the first.
        Value::Array(values) => values.iter_mut().fold(false, |found, v| replace(v, video) | found),
        Value::Object(values) => {
            values.values_mut().fold(false, |found, v| replace(v, video) | found)
        }
        _ => false,
    }
}
