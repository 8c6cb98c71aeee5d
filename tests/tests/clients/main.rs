//! The local cloud, judged by official clients: what each must see stands in
//! `tests/clients/coverage.toml`, what each saw is told by the scripts beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod cloud;
mod coverage;
mod judge;
mod script;

use std::fs;

use coverage::Coverage;
use script::Script;

/// Every script.
const SCRIPTS: &[Script] = &[
    Script { name: "python/rpc.py", tls: false },
    Script { name: "python/rpc_flows.py", tls: false },
    Script { name: "python/report_progress.py", tls: false },
    Script { name: "python/explain.py", tls: false },
    Script { name: "python/faults.py", tls: false },
    Script { name: "python/oss.py", tls: false },
    Script { name: "python/oss.py", tls: true },
    Script { name: "python/oss2_flows.py", tls: false },
    Script { name: "python/oss2_flows.py", tls: true },
    Script { name: "python/oss2_reads.py", tls: false },
    Script { name: "python/oss_v2.py", tls: false },
    Script { name: "python/oss_v2_flows.py", tls: false },
    Script { name: "python/oss_v2_more.py", tls: false },
    Script { name: "python/upload_sdk.py", tls: false },
    Script { name: "node/rpc.js", tls: false },
    Script { name: "node/ali_oss.js", tls: false },
    Script { name: "node/ali_oss.js", tls: true },
    Script { name: "node/ali_oss_flows.js", tls: false },
    Script { name: "node/post_object.js", tls: false },
    Script { name: "node/faults.js", tls: false },
    Script { name: "node/browser.js", tls: false },
    Script { name: "node/browser.js", tls: true },
];

#[tokio::test(flavor = "multi_thread")]
async fn official_clients_see_what_the_table_of_coverage_lists() {
    let table = fs::read_to_string(tests::root().join("tests/clients/coverage.toml")).unwrap();
    let coverage = Coverage::parse(&table);
    let Some(runs) = script::run_all(SCRIPTS).await else { return };
    for run in &runs {
        let passed = run.lines.iter().filter(|line| line.passed).count();
        let (count, took) = (run.lines.len(), run.took);
        eprintln!("{:<30} {passed} of {count} in {took:.1?}", run.script);
    }
    let findings = judge::findings(&coverage, &runs);
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
