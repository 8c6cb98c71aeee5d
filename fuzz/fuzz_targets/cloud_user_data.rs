//! `UserData` as the local cloud reads it: what is taken keeps to its limits, and says the same when
//! it is written again.
#![no_main]

use fuzz::{Member, object};
use libfuzzer_sys::fuzz_target;
use local_cloud::fuzzing::user_data;
use serde_json::json;

const NAMES: &[&str] = &["MessageCallback", "Extend", "CallbackURL", "CallbackType", "Other"];
const VALUES: &[&str] = &["{\"CallbackURL\":\"http://e\"}", "{\"CallbackType\":\"", "https://e"];
const REFUSALS: &[&str] = &["InvalidParameter", "LengthExceededMax"];

fuzz_target!(|input: (u8, Vec<Member>, Vec<Member>, &str)| {
    let (form, outer, inner, raw) = input;
    let outer = object(NAMES, VALUES, &outer);
    let text = match form % 3 {
        0 => raw.to_owned(),
        1 => outer,
        _ => {
            format!("{{\"MessageCallback\":{},\"Extend\":{outer}}}", object(NAMES, VALUES, &inner))
        }
    };
    let (url, extend) = match user_data(&text) {
        Ok(read) => read,
        Err(code) => return assert!(REFUSALS.contains(&&*code), "{code}"),
    };
    assert!(extend.as_ref().is_none_or(|extend| extend.len() <= 512));
    assert!(url.as_ref().is_none_or(|url| url.len() <= 256 && url.contains("://")));
    let mut again = json!({});
    if let Some(url) = &url {
        again["MessageCallback"] = json!({"CallbackType": "http", "CallbackURL": url});
    }
    if let Some(extend) = &extend {
        again["Extend"] = json!(extend);
    }
    assert_eq!(user_data(&again.to_string()), Ok((url, extend)));
});
