//! `cargo xtask test`: every check, and one table at the end.

use std::fs;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use crate::context::{Context, workspace_root};
use crate::error::Error;
use crate::stage::{self, Length, Stage, Strictness};
use crate::stages;

/// What `cargo xtask test` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Also what takes longer
    #[arg(long, conflicts_with_all = ["only_long", "stage"])]
    long: bool,
    /// What takes longer, and nothing else
    #[arg(long, conflicts_with = "stage")]
    only_long: bool,
    /// Only this stage; may be given several times
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(stages::names()))]
    stage: Vec<String>,
    /// Stop at the first stage that fails
    #[arg(long)]
    fail_fast: bool,
    /// Also write name, result and seconds of each stage to this file, between tabs
    #[arg(long, value_name = "FILE")]
    times: Option<PathBuf>,
    /// How long each fuzz target runs
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = Context::FUZZ_SECONDS,
        // Zero is for ever to libFuzzer.
        value_parser = clap::value_parser!(u32).range(1..),
    )]
    fuzz_seconds: u32,
}

/// Runs the stages that were asked for and prints one table. Gives whether all passed.
///
/// With `CI=true` in the environment a stage that cannot run has failed.
///
/// # Errors
/// [`Error::File`] when the file for the times cannot be written. A stage that cannot run is a
/// failed stage, not an error.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Error> {
    let root = workspace_root();
    let stages = stages::of_tree(&root);
    let chosen: Vec<_> = stages.into_iter().filter(|stage| arguments.wants(stage)).collect();
    if chosen.is_empty() {
        println!("This tree has no such stage: nothing ran.");
        return Ok(true);
    }
    let strictness = Strictness {
        no_skips: std::env::var_os("CI").is_some_and(|value| value == "true"),
        fail_fast: arguments.fail_fast,
    };
    let mut context = Context::new(root);
    context.fuzz_seconds = arguments.fuzz_seconds;
    let finished = stage::run_all(&chosen, &mut context, strictness);

    println!("\n{}", stage::summary(&finished));
    if let Some(report) = &context.tests {
        println!("{}", report.count());
        // Said again at the end: the lines of the tests are thousands above.
        for complaint in report.complaints() {
            println!("\n{complaint}");
        }
    }
    if let Some(path) = &arguments.times {
        let lines = finished.iter().map(|one| one.as_tab_separated() + "\n");
        fs::write(path, lines.collect::<String>()).map_err(|source| Error::File {
            verb: "write",
            path: path.clone(),
            source,
        })?;
    }
    Ok(!finished.iter().any(stage::Finished::failed))
}

impl Arguments {
    fn wants(&self, stage: &Stage) -> bool {
        if !self.stage.is_empty() {
            return self.stage.iter().any(|name| name == stage.name);
        }
        match stage.length {
            Length::Usual => !self.only_long,
            Length::Long => self.long || self.only_long,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::Outcome;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn line(words: &[&str]) -> Result<Line, clap::Error> {
        let words = std::iter::once("test").chain(words.iter().copied());
        <Line as clap::Parser>::try_parse_from(words)
    }

    fn chosen(words: &[&str]) -> Vec<&'static str> {
        const USUAL: Stage = Stage {
            name: "fmt",
            length: Length::Usual,
            run: |_| Ok(Outcome::Passed(String::new())),
        };
        const LONG: Stage = Stage { name: "fuzz", length: Length::Long, ..USUAL };
        let line = line(words).unwrap();
        [USUAL, LONG].iter().filter(|one| line.arguments.wants(one)).map(|one| one.name).collect()
    }

    #[test]
    fn flags_choose_the_stages() {
        assert_eq!(chosen(&[]), ["fmt"]);
        assert_eq!(chosen(&["--long"]), ["fmt", "fuzz"]);
        assert_eq!(chosen(&["--only-long"]), ["fuzz"]);
        assert_eq!(chosen(&["--stage", "fuzz"]), ["fuzz"]);
    }

    #[test]
    fn fuzz_targets_run_as_long_as_is_said() {
        let seconds = |words: &[&str]| line(words).map(|line| line.arguments.fuzz_seconds);
        assert_eq!(seconds(&["--only-long"]).ok(), Some(20));
        assert_eq!(seconds(&["--only-long", "--fuzz-seconds", "6"]).ok(), Some(6));
        assert!(seconds(&["--fuzz-seconds", "0"]).is_err());
    }
}
