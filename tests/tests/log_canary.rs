//! A secret that is logged on purpose, in every form in which one could be: whoever searches the logs
//! of a run for secrets must find this one, or the search is blind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use tests::logs;

/// What `cargo xtask test` takes for the canary.
const CANARY: &str = "canary/that+sings:in=every log";

#[test]
fn a_canary_is_planted_in_every_form() {
    logs::secret(CANARY);
    let Some(mut log) = logs::file("canary") else { return };
    let percent: String = CANARY
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let aligned = |before: &str| format!("{before}{CANARY}behind");
    for (form, text) in [
        ("raw", CANARY.to_owned()),
        ("percent", percent.clone()),
        ("percent-lower", percent.to_lowercase()),
        ("form", percent.replace("%20", "+")),
        ("hex", hex::encode(CANARY)),
        ("hex-upper", hex::encode_upper(CANARY)),
        ("base64-0", STANDARD.encode(aligned(""))),
        ("base64-1", STANDARD.encode(aligned("x"))),
        ("base64-2", STANDARD.encode(aligned("xy"))),
        ("base64url-0", URL_SAFE_NO_PAD.encode(aligned(""))),
        ("base64url-1", URL_SAFE_NO_PAD.encode(aligned("x"))),
        ("base64url-2", URL_SAFE_NO_PAD.encode(aligned("xy"))),
        ("json", serde_json::Value::from(CANARY).to_string()),
    ] {
        writeln!(log, "form={form} {{\"message\":\"{text}\"}}").unwrap();
    }
}
