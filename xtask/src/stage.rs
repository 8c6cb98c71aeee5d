//! A stage is one check with a name, and ends in one of three ways.

use std::time::{Duration, Instant};

use crate::context::Context;
use crate::error::Error;
use crate::table::{self, Edge};

/// One check.
pub(crate) struct Stage {
    /// What the table and `--stage` call it.
    pub(crate) name: &'static str,
    /// When it belongs to a run.
    pub(crate) length: Length,
    /// Makes the check and streams what it has to say.
    pub(crate) run: fn(&mut Context) -> Result<Outcome, Error>,
}

/// When a stage belongs to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Always.
    Usual,
    /// With `--long`: it takes minutes and finds what is rare.
    Long,
}

/// How a stage ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The check was made and all is well. The note says what was seen; it may be empty.
    Passed(String),
    /// The check was made and something is wrong, or it could not be made.
    Failed(String),
    /// The check was not made, for the reason given.
    Skipped(String),
}

impl Outcome {
    /// Passed without a note, or failed with `complaint`.
    pub(crate) fn passed_or(passed: bool, complaint: &str) -> Self {
        if passed { Self::Passed(String::new()) } else { Self::Failed(complaint.to_owned()) }
    }

    /// Prints findings one a line. Passed with `note` when there are none.
    pub(crate) fn of_findings(findings: &[String], note: String) -> Self {
        for finding in findings {
            println!("  {finding}");
        }
        match findings {
            [] => Self::Passed(note),
            [only] => Self::Failed(only.clone()),
            [first, rest @ ..] => Self::Failed(format!("{first} (and {} more)", rest.len())),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Passed(_) => "passed",
            Self::Failed(_) => "failed",
            Self::Skipped(_) => "skipped",
        }
    }

    fn note(&self) -> &str {
        match self {
            Self::Passed(note) | Self::Failed(note) | Self::Skipped(note) => note,
        }
    }
}

/// A stage that ended.
pub(crate) struct Finished {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

impl Finished {
    /// Whether it failed.
    pub(crate) fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_))
    }

    /// Name, result and seconds between tabs, for programs.
    pub(crate) fn as_tab_separated(&self) -> String {
        format!("{}\t{}\t{:.1}", self.name, self.outcome.word(), self.took.as_secs_f64())
    }
}

/// How a run treats what goes wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strictness {
    /// A check that cannot be made has failed: there is nobody at the terminal to notice.
    pub(crate) no_skips: bool,
    /// The first failure ends the run; what is left is named as skipped.
    pub(crate) fail_fast: bool,
}

/// Runs stages one after the other.
pub(crate) fn run_all(
    stages: &[&Stage],
    context: &mut Context,
    strictness: Strictness,
) -> Vec<Finished> {
    let mut finished: Vec<Finished> = Vec::new();
    for stage in stages {
        let failure = finished.iter().find(|one| one.failed()).filter(|_| strictness.fail_fast);
        if let Some(failure) = failure {
            let outcome = Outcome::Skipped(format!("--fail-fast, after {}", failure.name));
            finished.push(Finished { name: stage.name, outcome, took: Duration::ZERO });
            continue;
        }
        println!("\n== {} ==", stage.name);
        let start = Instant::now();
        let outcome = (stage.run)(context).unwrap_or_else(|error| Outcome::Failed(error.explain()));
        let took = start.elapsed();
        finished.push(Finished { name: stage.name, outcome: judge(outcome, strictness), took });
    }
    finished
}

fn judge(outcome: Outcome, strictness: Strictness) -> Outcome {
    match outcome {
        Outcome::Skipped(why) if strictness.no_skips => {
            Outcome::Failed(format!("CI=true skips nothing: {why}"))
        }
        other => other,
    }
}

/// One table of all stages.
pub(crate) fn summary(finished: &[Finished]) -> String {
    let rows: Vec<_> = finished
        .iter()
        .map(|one| {
            [
                one.name.to_owned(),
                one.outcome.word().to_owned(),
                format!("{:.1}", one.took.as_secs_f64()),
                one.outcome.note().to_owned(),
            ]
        })
        .collect();
    let head = [
        ("stage", Edge::Left),
        ("result", Edge::Left),
        ("seconds", Edge::Right),
        ("note", Edge::Left),
    ];
    table::render(head, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const GOOD: Stage = Stage {
        name: "good",
        length: Length::Usual,
        run: |_| Ok(Outcome::Passed("12 seen".into())),
    };
    const BAD: Stage =
        Stage { name: "bad", length: Length::Usual, run: |_| Ok(Outcome::Failed("broken".into())) };
    const ABSENT: Stage = Stage {
        name: "absent",
        length: Length::Long,
        run: |_| Ok(Outcome::Skipped("no such tool".into())),
    };
    const STUCK: Stage = Stage {
        name: "stuck",
        length: Length::Usual,
        run: |_| Err(Error::NoFigures { name: "signing" }),
    };

    fn outcomes(stages: &[&Stage], no_skips: bool, fail_fast: bool) -> Vec<(&'static str, String)> {
        let mut context = Context::new(PathBuf::new());
        run_all(stages, &mut context, Strictness { no_skips, fail_fast })
            .into_iter()
            .map(|one| (one.outcome.word(), one.outcome.note().to_owned()))
            .collect()
    }

    #[test]
    fn all_stages_run_after_a_failure() {
        let seen = outcomes(&[&BAD, &STUCK, &ABSENT, &GOOD], false, false);
        assert_eq!(seen[0], ("failed", "broken".into()));
        assert_eq!(seen[1].0, "failed");
        assert!(seen[1].1.starts_with("benchmark `signing` printed no figures"));
        assert_eq!(seen[2], ("skipped", "no such tool".into()));
        assert_eq!(seen[3], ("passed", "12 seen".into()));
    }

    #[test]
    fn fail_fast_names_what_is_left() {
        let seen = outcomes(&[&GOOD, &BAD, &GOOD], true, true);
        assert_eq!(seen[2], ("skipped", "--fail-fast, after bad".into()));
    }

    #[test]
    fn a_skip_fails_where_nobody_watches() {
        let seen = outcomes(&[&ABSENT], true, false);
        assert_eq!(seen[0], ("failed", "CI=true skips nothing: no such tool".into()));
    }

    #[test]
    fn findings_become_one_note() {
        let findings = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        let outcome = Outcome::of_findings(&findings, String::new());
        assert_eq!(outcome, Outcome::Failed("a (and 2 more)".into()));
        let outcome = Outcome::of_findings(&[], "none".into());
        assert_eq!(outcome, Outcome::Passed("none".into()));
    }

    #[test]
    fn summary_is_one_table() {
        let took = Duration::from_millis(1_240);
        let outcome = Outcome::Failed("broken".into());
        let finished = [Finished { name: "bad", outcome, took }];
        assert_eq!(finished[0].as_tab_separated(), "bad\tfailed\t1.2");
        assert_eq!(
            summary(&finished),
            "stage  result  seconds  note\n\
             -----  ------  -------  ----\n\
             bad    failed      1.2  broken\n"
        );
    }
}
