//! The programs under test, as cargo builds them.

use std::{
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
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let mut build = Command::new(cargo);
        build.current_dir(root()).args(["build", "--quiet"]);
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
