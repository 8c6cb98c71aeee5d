//! Files of any bytes, and of any pieces of rules: refused or read, and never a panic.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Words and signs of which rules are made.
const PIECES: &[&str] = &[
    "version: 1\n",
    "roles:\n",
    "  u:\n",
    "    video:\n",
    "      may-set: all\n",
    "      forced:\n",
    "      defaults:\n",
    "        Title: x\n",
    "      extensions: [mp4]\n",
    "      - FileName\n",
    "      max-file-size: 5 GiB\n",
    "default-role: u\n",
    "    sts: true\n",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "- ",
    "? ",
    "| ",
    "> ",
    "& a",
    "*a",
    "!!str ",
    "<<: ",
    "---\n",
    "...\n",
    "#",
    "\n",
    "  ",
    "\t",
    "'",
    "\"",
    "\\",
    "%YAML 1.2\n",
    "UserData.Extend",
    "~",
    "0",
    "é",
    "\u{feff}",
    "\u{0}",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_text_is_read_or_refused_with_a_line(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_pieces_are_read_or_refused_with_a_line(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)
    ) {
        check(&pieces.concat());
    }
}

fn check(text: &str) {
    match Rules::read(text) {
        Ok(rules) => {
            for kind in [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia] {
                let _ = apply(&rules, kind, json!({"FileName": "a.mp4", "Title": "t"}));
            }
        }
        Err(error) => {
            assert!(!error.problems.is_empty());
            let lines = text.lines().count().max(1) + 1;
            for problem in &error.problems {
                assert!((1..=lines).contains(&problem.line), "{problem} of {lines}");
            }
        }
    }
}
