//! Runs the tests with plain cargo, so that a user needs nothing but Rust.

use std::fs;

use super::log_secrets;
use crate::artefacts;
use crate::cargo_test::TestReport;
use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;
use crate::tools::{self, Kit, Provided};

/// Runs every test of the workspace and keeps what each binary said for later stages.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let mut command = command::cargo(context.root());
    command.args(["test", "--workspace", "--no-fail-fast"]);
    // The tests that need tools look for them where they are put, and say so when they are not.
    if let Provided::Missing(why) = tools::provide(context.root(), &Kit::ALL)? {
        println!("Some tests do not run: {why}.");
    }
    if context.has_artefacts {
        command.env(artefacts::VARIABLE, context.root().join(artefacts::FOLDER));
    }
    let logs = context.root().join(log_secrets::FOLDER);
    // Of this run alone.
    let _ = fs::remove_dir_all(&logs);
    command.env(log_secrets::VARIABLE, &logs);
    // A panic says where it happened without it. Reading the debug information of a large test binary
    // takes half a second at best, and tests that panic on purpose would wait for it.
    command.env("RUST_BACKTRACE", "0");
    let (status, output) = command::tee(command)?;
    let path = logs.join("cargo-test.log");
    fs::create_dir_all(&logs)
        .and_then(|()| fs::write(&path, &output))
        .map_err(|source| Error::File { verb: "write", path, source })?;

    let report = TestReport::parse(&output);
    let outcome = judge(&report, status.success());
    context.tests.get_or_insert_default().append(report);
    Ok(outcome)
}

fn judge(report: &TestReport, succeeded: bool) -> Outcome {
    let count = report.count();
    match (succeeded, count.failed) {
        (true, 0) => Outcome::Passed(count.to_string()),
        (false, 0) => Outcome::Failed("cargo test failed outside of any test: see above".into()),
        (_, _) => Outcome::Failed(count.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_outside_of_tests_is_a_failure() {
        let report = TestReport::parse("error: could not compile `model`\n");
        assert!(matches!(judge(&report, false), Outcome::Failed(why) if why.contains("outside")));
    }

    #[test]
    fn a_test_that_vanished_is_a_failure_whatever_the_status() {
        let report = TestReport::parse("     Running tests/x.rs (d/x-0)\n\nrunning 2 tests\n");
        let outcome = judge(&report, true);
        assert_eq!(outcome, Outcome::Failed("0 passed, 2 failed, 0 skipped".into()));
    }
}
