//! The official upload SDK of web pages against the running stack: a user with a token, across origins,
//! through the end of a credential and of a token, and through a reload.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::process::{Command, Stdio};

use serde_json::json;
use tests::{
    JWT_SECRET, Stack, claims_of, logs, package_of_tools, program_of_machine, root, sign, token_of,
};

const ORIGIN: &str = "http://127.0.0.1:9999";

/// What the script must show.
const FLOWS: [&str; 4] = [
    "a video of a user with a token",
    "credential and token expire in the middle",
    "the page is loaded again in the middle",
    "another user cannot take it up",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_client_uploads_with_a_token() {
    let (Some(modules), Some(node), Some(chromium)) =
        (package_of_tools("ali-oss"), program_of_machine("node"), program_of_machine("chromium"))
    else {
        return;
    };
    let stack = Stack::start(&["--cors-origins", ORIGIN]);
    let mut expired = claims_of("user-1");
    expired["exp"] = json!(jiff::Timestamp::now().as_second() - 61);
    let tokens = json!({
        "good": token_of("user-1"),
        "expired": sign(&json!({"alg": "HS256"}), &expired, JWT_SECRET),
        "next": token_of("user-1"),
        "other": token_of("user-2"),
    });
    let kept = ["PATH", "HOME", "TMPDIR"];
    let output = Command::new(node)
        .arg(root().join("tests/clients/node/browser_jwt.js"))
        .env_clear()
        .envs(kept.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        .env("NODE_PATH", modules.parent().unwrap())
        .env("CHROMIUM", chromium)
        .env("CLOUD", stack.cloud.as_str().trim_end_matches('/'))
        .env("FUNCTIONS", stack.functions.as_str().trim_end_matches('/'))
        .env("ORIGIN", ORIGIN)
        .env("TOKENS", tokens.to_string())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    if let Some(mut log) = logs::file("browser") {
        std::io::Write::write_all(&mut log, &output.stderr).unwrap();
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let passed = |flow: &str| said.lines().any(|line| line.starts_with(&format!("{flow}\tok\t")));
    let missing: Vec<_> = FLOWS.iter().filter(|flow| !passed(flow)).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && missing.is_empty(), "{missing:?}\n{said}\n{errors}");
    assert_eq!(said.lines().count(), FLOWS.len(), "{said}");
}
