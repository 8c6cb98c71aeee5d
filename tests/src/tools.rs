//! Programs that are not of this workspace: what `cargo xtask tools` installs.

use std::{io::Write as _, path::PathBuf};

use crate::root;

/// A program of the Python tools, such as `moto_server`: `None`, said on standard error, where they
/// are not installed. `TOOLS_VENV` names another virtual environment than `target/tools/venv`.
///
/// # Panics
/// When it is missing although `CI=true`: then nobody reads what a test says.
#[must_use]
pub fn program_of_tools(name: &str) -> Option<PathBuf> {
    let venv = std::env::var_os("TOOLS_VENV")
        .map_or_else(|| root().join("target/tools/venv"), PathBuf::from);
    present(venv.join("bin").join(name))
}

/// A program of the virtual environment of the official Python clients, likewise.
///
/// # Panics
/// Likewise.
#[must_use]
pub fn program_of_clients(name: &str) -> Option<PathBuf> {
    present(root().join("target/tools/clients/bin").join(name))
}

/// A program of the virtual environment of what judges the OpenAPI document, such as `schemathesis`,
/// likewise. `OPENAPI_VENV` names another one than `target/tools/openapi`.
///
/// # Panics
/// Likewise.
#[must_use]
pub fn program_of_openapi(name: &str) -> Option<PathBuf> {
    let venv = std::env::var_os("OPENAPI_VENV")
        .map_or_else(|| root().join("target/tools/openapi"), PathBuf::from);
    present(venv.join("bin").join(name))
}

/// A program of the machine, such as `chromium`, likewise.
///
/// # Panics
/// Likewise.
#[must_use]
pub fn program_of_machine(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).map(|folder| folder.join(name));
    present(found.find(|path| path.is_file()).unwrap_or_else(|| name.into()))
}

/// The folder of a package of the Node tools, such as `@alicloud/pop-core`, likewise.
///
/// # Panics
/// Likewise.
#[must_use]
pub fn package_of_tools(name: &str) -> Option<PathBuf> {
    present(root().join("target/tools/node_modules").join(name))
}

fn present(path: PathBuf) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    let path = path.display();
    assert!(
        std::env::var_os("CI").is_none_or(|value| value != "true"),
        "{path} is missing: run `cargo xtask tools`"
    );
    // Not by `eprintln!`, which a test that passes does not show.
    let _ = writeln!(std::io::stderr(), "skipped: {path} is missing; run `cargo xtask tools`");
    None
}
