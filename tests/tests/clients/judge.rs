//! Holds what the clients saw against the table: nothing may fail, be missing or stand nowhere.

use std::collections::BTreeSet;

use crate::{coverage::Coverage, script::Run};

/// Everything that is wrong, one line each.
pub(crate) fn findings(coverage: &Coverage, runs: &[Run]) -> Vec<String> {
    let mut findings = Vec::new();
    let mut shown = BTreeSet::new();
    for run in runs {
        if let Some(why) = &run.broken {
            findings.push(format!("{}: {why}", run.script));
        }
        let flows = coverage.flows.get(&run.script);
        let mut told = BTreeSet::new();
        for line in &run.lines {
            let expected = match coverage.cases.get(&line.case) {
                Some(error) => Some(error.as_str()),
                None if flows.is_some_and(|flows| flows.contains(&line.case)) => None,
                None => {
                    findings.push(format!("{}: {} is not in the table", run.script, line.case));
                    continue;
                }
            };
            told.insert(&line.case);
            if !line.passed || expected.is_some_and(|expected| expected != line.seen) {
                let expected = expected.map(|error| format!(", expected {error}"));
                findings.push(format!(
                    "{}: {}: {}{}",
                    run.script,
                    line.case,
                    line.seen,
                    expected.unwrap_or_default()
                ));
            } else {
                shown.insert(&line.case);
            }
        }
        for missing in flows.into_iter().flatten().filter(|flow| !told.contains(flow)) {
            findings.push(format!("{}: {missing} was not tried", run.script));
        }
    }
    for case in coverage.cases.keys().filter(|case| !shown.contains(case)) {
        findings.push(format!("{case}: no client shows it"));
    }
    for script in coverage.flows.keys() {
        if !runs.iter().any(|run| run.script == *script) {
            findings.push(format!("{script} did not run"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::script::Line;

    const TABLE: &str = "[operations]\n[[rpc]]\noperations = ['A']\ncase = 'c'\n\
        error = '400 No'\nschemes = ['x', 'y']\n[flows]\n's.py' = ['flow']\n";

    fn run(lines: &[(&str, bool, &str)]) -> Run {
        let lines = lines.iter().map(|(case, passed, seen)| Line {
            case: (*case).into(),
            passed: *passed,
            seen: (*seen).into(),
        });
        Run { script: "s.py".into(), lines: lines.collect(), broken: None, took: Duration::ZERO }
    }

    #[test]
    fn all_shown_is_no_finding() {
        let run =
            run(&[("A/c/x", true, "400 No"), ("A/c/y", true, "400 No"), ("flow", true, "200")]);
        assert_eq!(findings(&Coverage::parse(TABLE), &[run]), Vec::<String>::new());
    }

    #[test]
    fn what_fails_is_missing_or_unknown_is_named() {
        let run = run(&[("A/c/x", true, "400 Other"), ("A/d/x", true, "200")]);
        let expected = [
            "s.py: A/c/x: 400 Other, expected 400 No",
            "s.py: A/d/x is not in the table",
            "s.py: flow was not tried",
            "A/c/x: no client shows it",
            "A/c/y: no client shows it",
        ];
        assert_eq!(findings(&Coverage::parse(TABLE), &[run]), expected);
        let none = findings(&Coverage::parse(TABLE), &[]);
        assert_eq!(none[2], "s.py did not run");
    }

    #[test]
    fn a_script_that_broke_is_named() {
        let mut run = run(&[]);
        run.broken = Some("exit 1".into());
        assert_eq!(findings(&Coverage::parse(TABLE), &[run])[0], "s.py: exit 1");
    }
}
