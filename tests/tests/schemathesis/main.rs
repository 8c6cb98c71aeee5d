//! The service does what docs/openapi.json says: schemathesis holds the local stack against it.
//!
//! Each operation must show a success and every documented 4xx, and no status and no `Code` that it
//! does not document. What no HTTP library sends (a body that breaks off or never comes, a header that
//! comes twice) is sent from here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod document;
mod raw;

use std::{fs, path::Path, process::Command};

use document::Seen;
use serde_json::{Value, json};
use tests::{Stack, claims_of, plain_http, program_of_openapi, root, sign, token_of};

/// The same cases each time.
const SEED: &str = "20261122";
/// Cases that are made up for each operation, in each of two ways.
const EXAMPLES: &str = "15";

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_as_documented_and_every_documented_answer_is_seen() {
    let Some(schemathesis) = program_of_openapi("schemathesis") else { return };
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("access.yaml");
    fs::write(&rules, rules_with_a_role_without_rights()).unwrap();
    let stack = Stack::start(&["--log", "error", "--access-rules", rules.to_str().unwrap()]);
    let operations = document::operations();

    let mut seen = throttled_tokens(&stack).await;
    let raw = raw::probe_all(&stack, &operations);
    let run = run(&schemathesis, &stack, folder.path());
    let (run, raw) = tokio::join!(run, raw);
    seen.extend(run.into_iter().chain(raw));

    let findings: Vec<_> =
        operations.iter().flat_map(|operation| operation.findings(&seen)).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    eprintln!("{} answers of {} operations", seen.len(), operations.len());
}

/// What is answered while STS refuses calls over its limit. It comes first: a token is kept, and then STS
/// is not asked.
async fn throttled_tokens(stack: &Stack) -> Vec<Seen> {
    let faults = stack.cloud.join("/_local/faults").unwrap();
    let fault = json!({"name": "throttling", "operation": "AssumeRole"}).to_string();
    plain_http().post(faults.clone()).body(fault).send().await.unwrap();
    let mut seen = Vec::new();
    for (method, operation) in [("GET", "sts-token"), ("POST", "sts-token-post")] {
        let answer = stack.send(method, "/sts/token", Vec::new()).await;
        let code = answer.body["Code"].as_str().map(str::to_owned);
        seen.push(Seen { operation: operation.into(), status: answer.status, code });
    }
    plain_http().delete(faults).send().await.unwrap();
    seen
}

/// The rules of the product, with a role that stands for whoever may do nothing.
fn rules_with_a_role_without_rights() -> String {
    let rules = fs::read_to_string(root().join("shared/access/access.yaml")).unwrap();
    format!("{rules}\n  nobody:\n    sts: false\n")
}

/// Runs schemathesis and gives what was answered to it.
async fn run(schemathesis: &Path, stack: &Stack, folder: &Path) -> Vec<Seen> {
    let seen = folder.join("seen.jsonl");
    let own = root().join("tests/openapi");
    let mut command = Command::new(schemathesis);
    command
        .arg("--config-file")
        .arg(own.join("schemathesis.toml"))
        .arg("--no-color")
        .args(["run", stack.functions.join("/openapi.json").unwrap().as_str()])
        .args(["--seed", SEED, "--max-examples", EXAMPLES])
        // Its database of examples and its caches stay here.
        .current_dir(folder)
        .env("PYTHONPATH", &own)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("FUNCTIONS", stack.functions.as_str().trim_end_matches('/'))
        .env("CLOUD", stack.cloud.as_str().trim_end_matches('/'))
        .env("CALLBACK_KEY", "LocalCallbackKey1")
        .env("TOKENS", tokens().to_string())
        .env("SEEN", &seen);
    let output = tokio::process::Command::from(command).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let summary: Vec<_> = said.lines().skip_while(|line| !line.contains("SUMMARY")).collect();
    eprintln!("{}", summary.join("\n"));
    let lines = fs::read_to_string(&seen).unwrap();
    lines.lines().map(|line| Seen::read(&serde_json::from_str(line).unwrap())).collect()
}

/// Tokens by who they are for.
fn tokens() -> Value {
    let with_role = |subject: &str, role: &str| {
        let mut claims = claims_of(subject);
        claims["roles"] = json!([role]);
        sign(&json!({"alg": "HS256", "typ": "JWT"}), &claims, tests::JWT_SECRET)
    };
    json!({
        "user": token_of("user-1"),
        "other": token_of("user-2"),
        "operator": with_role("operator-1", "operator"),
        "nobody": with_role("nobody-1", "nobody"),
    })
}
