//! No test binary may run nothing: a filter, a feature or a forgotten `#[test]` would go unseen.

use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;

/// Names every test binary of this run that ran nothing.
#[expect(clippy::unnecessary_wraps, reason = "the form of every stage")]
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let Some(report) = &context.tests else {
        return Ok(Outcome::Skipped("the stage `tests` was not part of this run".into()));
    };
    if report.binaries().is_empty() {
        return Ok(Outcome::Failed("no test binary ran at all".into()));
    }
    let findings: Vec<_> = report
        .binaries()
        .iter()
        .filter(|binary| binary.ran_nothing())
        .map(|binary| {
            format!("{} ran nothing: give it a test, or {}", binary.name(), remedy(binary.name()))
        })
        .collect();
    let note = format!("{} test binaries, each ran something", report.binaries().len());
    Ok(Outcome::of_findings(&findings, note))
}

/// What keeps cargo from building a test binary that has nothing to run.
fn remedy(name: &str) -> &'static str {
    if name.starts_with("Doc-tests") {
        "set `doctest = false` under [lib] in its Cargo.toml"
    } else if name.starts_with("unittests") {
        "set `test = false` for the target in its Cargo.toml"
    } else {
        "remove it"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo_test::TestReport;

    fn outcome(output: Option<&str>) -> Outcome {
        let mut context = Context::new(".".into());
        context.tests = output.map(TestReport::parse);
        run(&mut context).unwrap()
    }

    #[test]
    fn a_binary_that_ran_nothing_is_named_with_the_remedy() {
        let output = "   Doc-tests model\n\nrunning 0 tests\n\n\
            test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let expected = "Doc-tests model ran nothing: give it a test, or \
            set `doctest = false` under [lib] in its Cargo.toml";
        assert_eq!(outcome(Some(output)), Outcome::Failed(expected.into()));
    }

    #[test]
    fn without_tests_it_says_so() {
        assert!(matches!(outcome(None), Outcome::Skipped(_)));
        assert!(matches!(outcome(Some("")), Outcome::Failed(_)));
    }
}
