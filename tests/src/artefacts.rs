//! The functions as they are deployed: release builds.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
    time::SystemTime,
};

use crate::{
    programs::{cargo, root, target_folder},
    registry,
};

/// The program that is deployed for a function.
///
/// Taken from the folder that `ARTEFACTS` names, `FOLDER/NAME/bootstrap`, as `cargo xtask test` does;
/// else from `target/lambda`, where that builds it, if it is younger than every source; else cargo
/// builds it for release.
///
/// # Panics
/// When `ARTEFACTS` lacks it, or it does not build.
#[must_use]
pub fn artefact(name: &str) -> PathBuf {
    static FOUND: OnceLock<Found> = OnceLock::new();
    match FOUND.get_or_init(find) {
        Found::Deployable(folder) => bootstrap(folder, name),
        Found::Built(folder) => folder.join(name),
    }
}

enum Found {
    /// `NAME/bootstrap` inside.
    Deployable(PathBuf),
    /// `NAME` inside.
    Built(PathBuf),
}

fn find() -> Found {
    let names: Vec<_> = registry::functions().iter().map(|function| function.name).collect();
    if let Some(folder) = std::env::var_os("ARTEFACTS") {
        let folder = PathBuf::from(folder);
        for name in &names {
            let file = bootstrap(&folder, name);
            assert!(file.is_file(), "ARTEFACTS: there is no {}", file.display());
        }
        return Found::Deployable(folder);
    }
    let folder = root().join("target/lambda");
    let sources = ["functions", "shared", "Cargo.toml", "Cargo.lock"];
    let youngest = sources.map(|source| youngest(&root().join(source))).into_iter().max().unwrap();
    let fresh = |name: &&str| modified(&bootstrap(&folder, name)).is_some_and(|at| at > youngest);
    if names.iter().all(fresh) {
        return Found::Deployable(folder);
    }
    eprintln!(
        "{} lacks a function or is older than the sources: cargo builds them for release. \
         `cargo xtask test` builds what is deployed.",
        folder.display()
    );
    let mut build = cargo();
    build.args(["build", "--quiet", "--release"]);
    build.args(names.iter().flat_map(|name| ["--package", name]));
    assert!(build.status().unwrap().success(), "the functions do not build");
    Found::Built(target_folder().join("release"))
}

fn bootstrap(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).join("bootstrap")
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|file| file.modified()).ok()
}

/// When anything in here was changed last.
fn youngest(path: &Path) -> SystemTime {
    let own = modified(path).unwrap();
    if !path.is_dir() {
        return own;
    }
    fs::read_dir(path).unwrap().map(|entry| youngest(&entry.unwrap().path())).fold(own, Ord::max)
}
