//! Runs every fuzz target for a while.

use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;
use crate::tools::{self, Kit, Provided};

/// Where the fuzz targets live: a workspace of its own, because cargo-fuzz sets its own flags.
pub(super) const FOLDER: &str = "fuzz";

/// How much is shown of what libFuzzer said about a finding: the stack, the input and where it is.
const LINES: usize = 80;

/// Every target survives its share of time: no panic, no hang, no memory out of bounds.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let tools = match tools::provide(context.root(), &[Kit::Python])? {
        Provided::Ready(tools) => tools,
        Provided::Missing(why) => return Ok(Outcome::Skipped(why)),
    };
    let fuzz = |arguments: &[&str]| {
        let mut command = command::cargo(context.root());
        tools.put_on_path(&mut command);
        command.arg("fuzz").args(arguments);
        command
    };
    let list = command::capture(fuzz(&["list"]))?;
    let targets: Vec<_> = list.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    if targets.is_empty() {
        return Ok(Outcome::Failed("the folder fuzz/ has no target".into()));
    }
    // All at once and first: what does not compile, or has no room on the disk, is no finding.
    if !command::stream(fuzz(&["build", "-s", "none"]))? {
        return Ok(Outcome::Failed(
            "the fuzz targets were not built: see what cargo says above".into(),
        ));
    }

    let seconds = context.fuzz_seconds;
    let mut findings = Vec::new();
    for target in &targets {
        // Without a sanitizer, because those need nightly. The code forbids `unsafe`, so panics,
        // hangs and memory use are what there is to find.
        let mut command =
            fuzz(&["run", "-s", "none", target, "--", "-rss_limit_mb=2048", "-timeout=10"]);
        command.arg(format!("-max_total_time={seconds}"));
        // cargo's lines of crates, not libFuzzer's lines: of those the last ones tell.
        command.env("CARGO_TERM_QUIET", "true");
        let (status, output) = command::keep(command)?;
        if status.success() {
            println!("  {}", done(&output));
        } else {
            println!("{}", command::last_lines(&output, LINES));
            findings.push(format!("fuzz target {target} failed: its input is in fuzz/artifacts"));
        }
    }
    let note = format!("{} targets, {seconds} s each", targets.len());
    Ok(Outcome::of_findings(&findings, note))
}

/// libFuzzer's line of how often it called the target.
fn done(output: &str) -> &str {
    output.lines().rev().find(|line| line.starts_with("Done ")).unwrap_or("no run was counted")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_told_in_its_last_words() {
        let output = "#2 INITED\n#9 NEW\nDone 238177 runs in 7 second(s)\n";
        assert_eq!(done(output), "Done 238177 runs in 7 second(s)");
        assert_eq!(done(""), "no run was counted");
    }
}
