//! Files stay small enough to read: one concern each.

use std::fs;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;

/// No file written by hand is longer.
const LONGEST: usize = 700;
/// Nine files in ten are not longer.
const NINE_IN_TEN: usize = 450;
/// Half of the files are not longer.
const HALF: usize = 150;
/// A function's `main.rs` is wiring only: its behaviour is a library that a test can call.
const FUNCTION_MAIN: usize = 30;

/// A Rust file and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
struct File {
    /// Relative to the workspace, with `/`.
    path: String,
    lines: usize,
}

/// Measures every Rust file of the tree that was written by hand.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let mut files = Vec::new();
    collect(context.root(), context.root(), &mut files)?;
    files.sort_by_key(|file| file.lines);
    let note = format!(
        "{} files: half have at most {} lines, nine in ten {}, the longest {}",
        files.len(),
        share(&files, 50),
        share(&files, 90),
        share(&files, 100)
    );
    println!("{note}");
    Ok(Outcome::of_findings(&violations(&files), note))
}

/// What is too long in `files`, which are sorted by length.
fn violations(files: &[File]) -> Vec<String> {
    let mut findings = Vec::new();
    for File { path, lines } in files {
        if *lines > LONGEST {
            findings.push(format!("{path} has {lines} lines, over {LONGEST}: split it"));
        }
        let is_function = path.starts_with("functions/") && path.ends_with("/main.rs");
        if is_function && *lines > FUNCTION_MAIN {
            findings.push(format!(
                "{path} has {lines} lines, over {FUNCTION_MAIN}: move behaviour to lib.rs"
            ));
        }
    }
    for (percent, limit) in [(50, HALF), (90, NINE_IN_TEN)] {
        let lines = share(files, percent);
        if lines > limit {
            findings.push(format!("{percent} % of the files go up to {lines} lines, over {limit}"));
        }
    }
    findings
}

/// The length that `percent` of the files, sorted by length, do not exceed; 0 without files.
fn share(files: &[File], percent: usize) -> usize {
    let rank = (files.len() * percent).div_ceil(100);
    files.get(rank.saturating_sub(1)).map_or(0, |file| file.lines)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<(), Error> {
    let failed = |path: &Path, source| Error::File { verb: "read", path: path.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(|source| failed(folder, source))? {
        let entry = entry.map_err(|source| failed(folder, source))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|source| failed(&path, source))?;
        let name = entry.file_name();
        if kind.is_dir() {
            // Build output, and what git and editors keep for themselves.
            if name != "target" && !name.to_string_lossy().starts_with('.') {
                collect(root, &path, files)?;
            }
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).map_err(|source| failed(&path, source))?;
            if is_by_hand(&text) {
                files.push(File { path: relative(root, &path), lines: text.lines().count() });
            }
        }
    }
    Ok(())
}

/// Generated files say so near their top, with the marker that other tools look for too.
fn is_by_hand(text: &str) -> bool {
    let marker = concat!("@", "generated");
    !text.lines().take(5).any(|line| line.contains(marker))
}

fn relative(root: &Path, path: &Path) -> String {
    let inside: PathBuf = path.strip_prefix(root).unwrap_or(path).into();
    inside.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> File {
        File { path: path.into(), lines }
    }

    #[test]
    fn limits_themselves_are_allowed() {
        let files = [file("functions/a/src/main.rs", 30), file("a.rs", 150), file("b.rs", 450)];
        assert_eq!(violations(&files), Vec::<String>::new());
        let mut files = vec![file("a.rs", 10); 30];
        files.push(file("long.rs", 700));
        assert_eq!(violations(&files), Vec::<String>::new());
    }

    #[test]
    fn what_is_too_long_is_named() {
        let files = [file("functions/a/src/main.rs", 31), file("a.rs", 151), file("b.rs", 701)];
        let expected = [
            "functions/a/src/main.rs has 31 lines, over 30: move behaviour to lib.rs",
            "b.rs has 701 lines, over 700: split it",
            "50 % of the files go up to 151 lines, over 150",
            "90 % of the files go up to 701 lines, over 450",
        ];
        assert_eq!(violations(&files), expected);
    }

    #[test]
    fn other_mains_may_be_longer() {
        assert!(violations(&[file("cli/src/main.rs", 90)]).is_empty());
    }

    #[test]
    fn only_rust_written_by_hand_counts() {
        let tree = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = tree.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("shared/model/src/lib.rs", "a\nb\nc\n");
        write("shared/model/src/table.rs", concat!("// @", "generated\nx\n"));
        write("shared/model/README.md", "text\n");
        write("target/debug/build/out.rs", "a\n");
        write(".git/x.rs", "a\n");
        let mut files = Vec::new();
        collect(tree.path(), tree.path(), &mut files).unwrap();
        assert_eq!(files, [file("shared/model/src/lib.rs", 3)]);
    }
}
