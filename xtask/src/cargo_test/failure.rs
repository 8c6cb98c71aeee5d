//! What a test printed before it failed.

use std::fmt;

use crate::command::last_lines;

/// How many lines are kept of what one test printed; the last ones, where it says why it failed.
const LINES: usize = 60;

/// A test that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    test: String,
    printed: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = last_lines(self.printed.trim(), LINES);
        write!(formatter, "{}", self.test)?;
        if text.is_empty() { Ok(()) } else { write!(formatter, "\n\n{text}") }
    }
}

/// Takes from the lines of a test binary those that the harness repeats of tests that failed:
/// after `---- NAME stdout ----`, until the list of their names.
#[derive(Debug, Default)]
pub(super) struct Listener {
    inside: bool,
}

impl Listener {
    /// Hears one line.
    pub(super) fn hear(&mut self, line: &str, failures: &mut Vec<Failure>) {
        let head = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----"));
        if let Some(test) = head {
            failures.push(Failure { test: test.to_owned(), printed: String::new() });
            self.inside = true;
        } else if line == "failures:" || line.starts_with("test result: ") {
            self.inside = false;
        } else if let Some(failure) = failures.last_mut().filter(|_| self.inside) {
            failure.printed.push_str(line);
            failure.printed.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[&str]) -> Vec<Failure> {
        let (mut listener, mut failures) = (Listener::default(), Vec::new());
        for line in lines {
            listener.hear(line, &mut failures);
        }
        failures
    }

    #[test]
    fn each_failure_has_its_own_lines() {
        let lines = ["failures:", "", "---- a stdout ----", "one", "", "---- b stdout ----", "two"];
        let after = ["failures:", "    a", "    b", "test result: FAILED. 0 passed", "three"];
        let failures = heard(&[&lines[..], &after[..]].concat());
        let texts: Vec<_> = failures.iter().map(Failure::to_string).collect();
        assert_eq!(texts, ["a\n\none", "b\n\ntwo"]);
    }

    #[test]
    fn a_test_that_prints_much_keeps_its_end() {
        let lines: Vec<_> = (0..100).map(|number| number.to_string()).collect();
        let mut all = vec!["---- a stdout ----"];
        all.extend(lines.iter().map(String::as_str));
        let text = heard(&all)[0].to_string();
        assert!(text.starts_with("a\n\n40\n") && text.ends_with("\n99"), "{text}");
    }
}
