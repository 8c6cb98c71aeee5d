//! `UserData`: what passes is one JSON object with documented keys, and passes again unchanged.
#![no_main]

use fuzz::{Member, object};
use libfuzzer_sys::fuzz_target;
use model::fields::user_data;
use serde_json::Value;

const NAMES: &[&str] = &["MessageCallback", "Extend", "AccelerateConfig", "CallbackURL"];
const VALUES: &[&str] = &["{}", "{\"CallbackURL\":\"http://e\"}", "https://e"];
const SHALLOW: usize = 250;

fuzz_target!(|input: (bool, Vec<Member>, &str)| {
    let (raw, members, text) = input;
    let text = if raw { text.to_owned() } else { object(NAMES, VALUES, &members) };
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    let Ok(sent) = user_data(&value) else { return };
    // serde_json reads 128 levels, which a shorter text cannot have.
    if sent.len() > SHALLOW {
        return;
    }
    let object: Value = serde_json::from_str(&sent).unwrap();
    assert_eq!(user_data(&Value::String(sent.clone())).as_ref(), Ok(&sent));
    for (key, member) in object.as_object().unwrap() {
        match key.as_str() {
            "Extend" => {}
            "MessageCallback" | "AccelerateConfig" => assert!(member.is_object(), "{sent}"),
            other => panic!("the key {other:?} is not documented"),
        }
    }
});
