//! What `cargo test` printed, read back: which binaries ran, and how many tests each.
//!
//! The harness has a machine form only on nightly, so this reads the lines for people:
//! `Running ...` and `Doc-tests ...` from cargo, `running N tests` and `test result: ...` from
//! the harness ("Test Options" in the rustc book).

mod failure;

use std::fmt;

pub(crate) use self::failure::Failure;
use self::failure::Listener;

/// What one or more runs of `cargo test` said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestReport {
    binaries: Vec<Binary>,
}

/// What one test binary said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Binary {
    name: String,
    /// Sum over its `running N tests`.
    announced: usize,
    /// Sum over its `test result` lines; documentation tests can have several.
    passed: usize,
    failed: usize,
    ignored: usize,
    measured: usize,
    failures: Vec<Failure>,
}

/// Tests by result.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    /// Those that failed, and those that were announced and have no result: a binary that was
    /// killed says nothing about its tests.
    pub(crate) failed: usize,
    /// Those marked `#[ignore]`.
    pub(crate) skipped: usize,
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, skipped } = self;
        write!(formatter, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

impl TestReport {
    /// Reads the output of `cargo test`, standard output and standard error in one.
    pub(crate) fn parse(output: &str) -> Self {
        let mut report = Self::default();
        let mut listener = Listener::default();
        for line in output.lines() {
            let line = without_colour(line);
            if let Some(name) = started(&line) {
                report.binaries.push(Binary::new(name));
            } else if let Some(binary) = report.binaries.last_mut() {
                binary.hear(&line);
                listener.hear(&line, &mut binary.failures);
            }
        }
        report
    }

    /// Adds what another run said.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.binaries.append(&mut other.binaries);
    }

    /// Every test binary that was started, in order.
    pub(crate) fn binaries(&self) -> &[Binary] {
        &self.binaries
    }

    /// What went wrong, a paragraph for each test that failed and each binary that broke off.
    pub(crate) fn complaints(&self) -> impl Iterator<Item = String> {
        self.binaries.iter().flat_map(Binary::complaints)
    }

    /// Tests by result, over all binaries.
    pub(crate) fn count(&self) -> Count {
        self.binaries.iter().fold(Count::default(), |sum, binary| Count {
            passed: sum.passed + binary.passed,
            failed: sum.failed + binary.failed + binary.unaccounted(),
            skipped: sum.skipped + binary.ignored,
        })
    }
}

impl Binary {
    fn new(name: String) -> Self {
        Self {
            name,
            announced: 0,
            passed: 0,
            failed: 0,
            ignored: 0,
            measured: 0,
            failures: Vec::new(),
        }
    }

    /// As cargo names it, with the file that it was built into: `unittests src/lib.rs (model)`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether no test of it ran. Ignored tests did not run.
    pub(crate) fn ran_nothing(&self) -> bool {
        self.passed + self.failed + self.unaccounted() == 0
    }

    fn complaints(&self) -> impl Iterator<Item = String> {
        let name = &self.name;
        let lost = match self.unaccounted() {
            0 => None,
            number => Some(format!("{name}: {number} tests have no result")),
        };
        self.failures.iter().map(move |failure| format!("{name}: {failure}")).chain(lost)
    }

    fn unaccounted(&self) -> usize {
        let heard = self.passed + self.failed + self.ignored + self.measured;
        self.announced.saturating_sub(heard)
    }

    fn hear(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("running ")
            && let Some((number, "test" | "tests")) = rest.split_once(' ')
        {
            self.announced += number.parse().unwrap_or(0);
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
            self.ignored += number_before(result, " ignored");
            self.measured += number_before(result, " measured");
        }
    }
}

/// The name of the binary, if this is the line with which cargo starts one.
fn started(line: &str) -> Option<String> {
    // cargo puts its verbs to the right, in 12 columns.
    if let Some(rest) = line.strip_prefix("     Running ") {
        let (what, file) = rest.strip_suffix(')')?.rsplit_once(" (")?;
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let file = file.trim_end_matches(".exe");
        let target = file.rsplit_once('-').map_or(file, |(target, _hash)| target);
        Some(format!("{what} ({target})"))
    } else {
        let package = line.strip_prefix("   Doc-tests ")?;
        Some(format!("Doc-tests {package}"))
    }
}

/// The number that stands before `label`: 3 in `... 3 passed; ...`; 0 without one.
fn number_before(line: &str, label: &str) -> usize {
    let before = line.split_once(label).map_or("", |(before, _)| before);
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The line without ANSI colours (ECMA-48, SGR: `ESC [ ... m`).
fn without_colour(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(piece.split_once('m').map_or("", |(_, rest)| rest));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = include_str!("../samples/cargo-test.txt");

    #[test]
    fn every_binary_is_found_with_its_numbers() {
        let report = TestReport::parse(OUTPUT);
        let names: Vec<_> = report.binaries().iter().map(Binary::name).collect();
        let expected = [
            "unittests src/lib.rs (probe)",
            "unittests src/main.rs (probe)",
            "tests/crash.rs (crash)",
            "tests/nothing.rs (nothing)",
            "Doc-tests probe",
        ];
        assert_eq!(names, expected);
        let documentation = report.binaries().last().unwrap();
        assert_eq!((documentation.announced, documentation.passed), (2, 2));
    }

    #[test]
    fn a_binary_that_crashed_counts_its_tests_as_failed() {
        let count = TestReport::parse(OUTPUT).count();
        assert_eq!(count, Count { passed: 3, failed: 1 + 2, skipped: 1 });
        assert_eq!(count.to_string(), "3 passed, 3 failed, 1 skipped");
    }

    #[test]
    fn what_failed_can_be_said_again() {
        let complaints: Vec<_> = TestReport::parse(OUTPUT).complaints().collect();
        let expected = [
            "unittests src/lib.rs (probe): tests::c\n\n\
             thread 'tests::c' (10305) panicked at src/lib.rs:9:86:\n\
             assertion `left == right` failed\n  left: 1\n right: 2",
            "tests/crash.rs (crash): 2 tests have no result",
        ];
        assert_eq!(complaints, expected);
    }

    #[test]
    fn binaries_that_ran_nothing_are_known() {
        let report = TestReport::parse(OUTPUT);
        let empty = report.binaries().iter().filter(|binary| binary.ran_nothing());
        let names: Vec<_> = empty.map(Binary::name).collect();
        assert_eq!(names, ["unittests src/main.rs (probe)", "tests/nothing.rs (nothing)"]);
    }

    #[test]
    fn ignored_tests_did_not_run() {
        let output = "     Running tests/x.rs (target/x-0)\nrunning 1 test\n\
            test result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n";
        let report = TestReport::parse(output);
        assert!(report.binaries()[0].ran_nothing());
        assert_eq!(report.count(), Count { passed: 0, failed: 0, skipped: 1 });
    }

    #[test]
    fn a_binary_without_our_harness_ran_nothing_that_we_know_of() {
        let report = TestReport::parse("     Running tests/own.rs (target/own-0)\nall is well\n");
        assert!(report.binaries()[0].ran_nothing());
    }

    #[test]
    fn colours_and_windows_paths_do_not_matter() {
        let output = "\u{1b}[1m\u{1b}[92m     Running\u{1b}[0m unittests src\\lib.rs \
            (target\\debug\\deps\\local_cloud-1a2b.exe)\nrunning 1 test\n\
            test result: \u{1b}[32mok\u{1b}[0m. 1 passed; 0 failed; 0 ignored; 0 measured\n";
        let report = TestReport::parse(output);
        assert_eq!(report.binaries()[0].name(), "unittests src\\lib.rs (local_cloud)");
        assert_eq!(report.count().passed, 1);
    }

    #[test]
    fn lines_of_tests_are_not_mistaken() {
        let output = "     Running tests/x.rs (d/x-0)\nrunning 1 test\nrunning late\n\
            Running tests/y.rs (d/y-0)\n     Running out of words\n\
            test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let report = TestReport::parse(output);
        assert_eq!(report.binaries().len(), 1);
        assert_eq!(report.count(), Count { passed: 1, failed: 0, skipped: 0 });
    }
}
