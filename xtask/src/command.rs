//! Other programs, run so that their output streams through to the terminal.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::error::Error;

/// `cargo` in the folder `root`, with the environment of a cargo started by hand.
pub(crate) fn cargo(root: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(root);
    forget_xtask(&mut command);
    command
}

/// Takes from the environment of a command what cargo says there of the package xtask, by which
/// `cargo xtask` was started.
///
/// Build scripts that watch these (ring's does) would compile again at every change between
/// `cargo xtask` and plain cargo.
pub(crate) fn forget_xtask(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if is_set_for_xtask(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
}

fn is_set_for_xtask(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// The command line, as it would be typed.
pub(crate) fn describe(command: &Command) -> String {
    let settings = command
        .get_envs()
        // Where our tools are is no part of what would be typed.
        .filter(|(name, _)| *name != "PATH")
        .filter_map(|(name, value)| Some((name.to_string_lossy(), value?.to_string_lossy())))
        .map(|(name, value)| format!("{name}={}", quote(&value)));
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    settings.chain(words.map(|word| quote(&word.to_string_lossy()))).collect::<Vec<_>>().join(" ")
}

fn quote(word: &str) -> String {
    if word.is_empty() || word.contains(char::is_whitespace) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}

/// Runs a command with its output on our own. Gives whether it succeeded.
///
/// # Errors
/// [`Error::Start`] when the program does not start.
pub(crate) fn stream(mut command: Command) -> Result<bool, Error> {
    let text = announce(&command);
    let status = command.status().map_err(|source| Error::Start { command: text, source })?;
    Ok(status.success())
}

/// Runs a command, shows each line of its output as it comes, and keeps it: standard output and
/// standard error in the order in which they were written.
///
/// # Errors
/// [`Error::Start`] when the program does not start or its output breaks off.
pub(crate) fn tee(mut command: Command) -> Result<(ExitStatus, String), Error> {
    if io::stdout().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let text = announce(&command);
    tee_into(command, &mut io::stdout().lock())
        .map_err(|source| Error::Start { command: text, source })
}

/// Runs a command and keeps what it says without showing it, both outputs in order.
///
/// # Errors
/// [`Error::Start`] when the program does not start or its output breaks off.
pub(crate) fn keep(command: Command) -> Result<(ExitStatus, String), Error> {
    let text = announce(&command);
    tee_into(command, &mut io::sink()).map_err(|source| Error::Start { command: text, source })
}

fn tee_into(mut command: Command, show: &mut dyn Write) -> io::Result<(ExitStatus, String)> {
    let (reader, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn()?;
    // Our ends of the pipe live in `command`: while they are open the pipe never ends.
    drop(command);

    let mut kept = Vec::new();
    let mut lines = BufReader::new(reader);
    loop {
        let start = kept.len();
        if lines.read_until(b'\n', &mut kept)? == 0 {
            break;
        }
        show.write_all(kept.get(start..).unwrap_or_default())?;
        show.flush()?;
    }
    Ok((child.wait()?, String::from_utf8_lossy(&kept).into_owned()))
}

/// Runs a command and gives what it wrote to standard output; standard error stays visible.
///
/// # Errors
/// [`Error::Start`] when the program does not start, [`Error::Failed`] when it says that it
/// failed.
pub(crate) fn capture(mut command: Command) -> Result<String, Error> {
    let text = describe(&command);
    match command.stderr(Stdio::inherit()).output() {
        Err(source) => Err(Error::Start { command: text, source }),
        Ok(output) if !output.status.success() => {
            Err(Error::Failed { command: text, status: output.status.to_string() })
        }
        Ok(output) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
    }
}

/// The last `number` lines of what a command said.
pub(crate) fn last_lines(text: &str, number: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    let start = lines.len().saturating_sub(number);
    lines.get(start..).unwrap_or_default().join("\n")
}

fn announce(command: &Command) -> String {
    let text = describe(command);
    println!("$ {text}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn description_can_be_typed() {
        let mut command = Command::new("/usr/local/bin/cargo");
        command.env("RUSTDOCFLAGS", "-D warnings").env_remove("CARGO_PKG_NAME");
        command.args(["doc", "--workspace"]);
        assert_eq!(describe(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --workspace");
    }

    #[test]
    fn variables_of_the_package_are_known() {
        assert!(is_set_for_xtask("CARGO_PKG_NAME"));
        assert!(is_set_for_xtask("CARGO_MANIFEST_DIR"));
        assert!(!is_set_for_xtask("CARGO_TARGET_DIR"));
        assert!(!is_set_for_xtask("CARGO_TERM_COLOR"));
    }

    #[test]
    fn both_outputs_are_kept_in_order_and_shown() {
        let mut command = Command::new("rustc");
        command.args(["--print", "no-such-thing"]);
        let mut shown = Vec::new();
        let (status, kept) = tee_into(command, &mut shown).unwrap();
        assert!(!status.success());
        assert!(kept.contains("no-such-thing"), "{kept}");
        assert_eq!(kept.as_bytes(), shown);
    }

    #[test]
    fn the_end_of_a_long_output_is_kept() {
        assert_eq!(last_lines("1\n2\n3\n", 2), "2\n3");
        assert_eq!(last_lines("short", 2), "short");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = stream(Command::new("no-such-program-here")).unwrap_err();
        assert!(error.explain().contains("`no-such-program-here`"), "{}", error.explain());
    }
}
