//! The programs under test, as cargo builds them.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The root of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The path of a program of this workspace, built from the sources as they are now, in the profile
/// of the running test.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let folder = test.parent().and_then(Path::parent).unwrap().to_owned();
        let mut build = cargo();
        build.args(["build", "--quiet"]);
        if folder.ends_with("release") {
            // What benchmarks start. Linking every function for release would take minutes.
            build.args(["--release", "--package", "local-dev", "--package", "vodup"]);
        } else {
            // As `cargo xtask test` builds it: other features would mean building twice.
            build.arg("--workspace");
        }
        assert!(build.status().unwrap().success(), "the programs do not build");
        folder
    });
    folder.join(name)
}

/// The folder that cargo built the running test in: that of the profile lies inside.
#[must_use]
pub fn target_folder() -> PathBuf {
    // TARGET/PROFILE/deps/TEST
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).unwrap().to_owned()
}

/// Cargo at the root of the workspace, as [`at_root`] starts it.
pub(crate) fn cargo() -> Command {
    at_root(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command at the root of the workspace, without what the cargo of this very test has set for it: a
/// build script that watches such a variable (ring's does) would be run anew, and much after it.
#[must_use]
pub fn at_root(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.current_dir(root());
    command
}
