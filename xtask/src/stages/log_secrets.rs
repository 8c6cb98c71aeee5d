//! Nothing that the tests of a run logged holds a secret that they used.
//!
//! The tests keep both in one folder (`tests::logs`). A canary, which one test logs on purpose, shows
//! that the search sees.

mod forms;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use aho_corasick::AhoCorasick;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use self::forms::forms;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;

/// Where the tests of a run keep what they log.
pub(super) const FOLDER: &str = "target/test-logs";
/// By this variable they know it.
pub(super) const VARIABLE: &str = "TEST_LOGS";

/// What `tests/tests/log_canary.rs` logs, and in how many forms.
const CANARY: &str = "canary/that+sings:in=every log";
const CANARY_LINES: usize = 13;

/// Shorter texts stand in logs by chance; no secret of the product is as short.
const SHORTEST: usize = 12;

/// Searches the logs of this run's tests.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    if context.tests.is_none() {
        return Ok(Outcome::Skipped("the stage `tests` was not part of this run".into()));
    }
    let run = Run::read(&context.root().join(FOLDER))?;
    let found = run.search();
    Ok(judge(&run, &found))
}

/// What the tests of one run left.
#[derive(Debug, Default)]
struct Run {
    secrets: BTreeSet<String>,
    /// Name and text of each log.
    logs: Vec<(String, Vec<u8>)>,
}

/// A line that holds a secret.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    secret: String,
    form: &'static str,
    place: String,
}

impl Run {
    fn read(folder: &Path) -> Result<Self, Error> {
        let wrap = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::File { verb: "read", path, source }
        };
        let mut run = Self::default();
        for entry in fs::read_dir(folder).map_err(wrap(folder))? {
            let path = entry.map_err(wrap(folder))?.path();
            let text = fs::read(&path).map_err(wrap(&path))?;
            if path.extension().is_some_and(|extension| extension == "secrets") {
                let lines = String::from_utf8_lossy(&text);
                let secrets = lines.lines().filter_map(|line| STANDARD.decode(line).ok());
                let secrets = secrets.filter_map(|bytes| String::from_utf8(bytes).ok());
                run.secrets.extend(secrets.filter(|secret| secret.len() >= SHORTEST));
            } else {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                run.logs.push((name, text));
            }
        }
        Ok(run)
    }

    /// Every line of every log that holds a secret in some form.
    fn search(&self) -> Vec<Found> {
        let (mut texts, mut meanings) = (Vec::new(), Vec::new());
        for secret in &self.secrets {
            for (form, text) in forms(secret) {
                texts.push(text);
                meanings.push((secret, form));
            }
        }
        let Ok(searcher) = AhoCorasick::new(&texts) else { return Vec::new() };
        let mut found = Vec::new();
        for (name, log) in &self.logs {
            for (number, line) in log.split(|byte| *byte == b'\n').enumerate() {
                if let Some(hit) = searcher.find(line)
                    && let Some((secret, form)) = meanings.get(hit.pattern().as_usize())
                {
                    let place = format!("{name}, line {}", number + 1);
                    found.push(Found { secret: (*secret).clone(), form, place });
                }
            }
        }
        found
    }
}

fn judge(run: &Run, found: &[Found]) -> Outcome {
    let canaries = found.iter().filter(|one| one.secret == CANARY).count();
    if canaries != CANARY_LINES {
        return Outcome::Failed(format!(
            "the search is blind: it sees {canaries} of {CANARY_LINES} canaries"
        ));
    }
    let leaks: Vec<_> = found
        .iter()
        .filter(|one| one.secret != CANARY)
        .map(|one| {
            let Found { secret, form, place } = one;
            let beginning: String = secret.chars().take(4).collect();
            format!("{place}: a secret of {} bytes, {beginning}…, {form}", secret.len())
        })
        .collect();
    let note = format!("{} secrets in {} logs", run.secrets.len(), run.logs.len());
    Outcome::of_findings(&leaks, note)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(secrets: &[&str], log: &str) -> Run {
        Run {
            secrets: secrets.iter().map(|text| (*text).to_owned()).collect(),
            logs: vec![("a.log".into(), log.into())],
        }
    }

    #[test]
    fn a_line_with_a_secret_is_named_without_telling_it() {
        let canaries = format!("{CANARY}\n").repeat(CANARY_LINES);
        let secret = "another-secret-of-a-test";
        let run = run(&[CANARY, secret], &format!("{canaries}level=info key={secret}\n"));
        let Outcome::Failed(complaint) = judge(&run, &run.search()) else { panic!("passed") };
        assert_eq!(complaint, "a.log, line 14: a secret of 24 bytes, anot…, raw");
    }

    #[test]
    fn logs_without_one_pass_only_where_every_canary_was_seen() {
        let good = run(&[CANARY, "another-secret"], &format!("{CANARY}\n").repeat(CANARY_LINES));
        let outcome = judge(&good, &good.search());
        assert_eq!(outcome, Outcome::Passed("2 secrets in 1 logs".into()));
        let blind = run(&[CANARY], "nothing\n");
        assert!(matches!(judge(&blind, &blind.search()), Outcome::Failed(_)));
    }

    #[test]
    fn secrets_are_read_as_they_were_noted() {
        let folder = tempfile::tempdir().unwrap();
        let lines = [STANDARD.encode("a secret\nof two lines"), STANDARD.encode("short")];
        fs::write(folder.path().join("1.secrets"), lines.join("\n")).unwrap();
        fs::write(folder.path().join("1-0-x.log"), "line\n").unwrap();
        let run = Run::read(folder.path()).unwrap();
        assert_eq!(run.secrets.into_iter().collect::<Vec<_>>(), ["a secret\nof two lines"]);
        assert_eq!(run.logs, [("1-0-x.log".to_owned(), b"line\n".to_vec())]);
        assert!(Run::read(&folder.path().join("none")).is_err());
    }
}
