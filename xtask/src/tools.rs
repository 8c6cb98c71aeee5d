//! Programs from PyPI and npm that some stages and benchmarks need, pinned with their hashes.
//!
//! They live in `target/tools`, whatever the target folder of cargo is, and only there: nothing is
//! installed on the machine. `cargo xtask tools` makes them, and so does every command that needs
//! them; once made, that costs the time to read a file.

mod kit;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::context::workspace_root;
use crate::error::Error;

pub(crate) use kit::Kit;

/// The folder of the installed tools, from the root.
const FOLDER: &str = "target/tools";

/// Tools that are there.
pub(crate) struct Tools {
    folder: PathBuf,
}

/// What asking for tools led to.
pub(crate) enum Provided {
    /// They are there.
    Ready(Tools),
    /// They cannot be had, for this reason.
    Missing(String),
}

/// Installs all kits, where they are not in step with the files that pin them.
///
/// # Errors
/// [`Error::File`] when the folder cannot be written.
pub(crate) fn run() -> Result<bool, Error> {
    match provide(&workspace_root(), &Kit::ALL)? {
        Provided::Ready(tools) => {
            println!("The tools are in {}.", tools.folder.display());
            Ok(true)
        }
        Provided::Missing(why) => {
            println!("{why}");
            Ok(false)
        }
    }
}

/// Gives the tools of these kits, and installs first what is missing or out of step.
///
/// # Errors
/// [`Error::File`] when the folder cannot be written, [`Error::Start`] when a program that is
/// there does not start.
pub(crate) fn provide(root: &Path, kits: &[Kit]) -> Result<Provided, Error> {
    let folder = root.join(FOLDER);
    let failed = |source| Error::File { verb: "write", path: folder.clone(), source };
    fs::create_dir_all(&folder).map_err(failed)?;
    // Two commands at once must not install into one folder; the second finds the work done.
    let lock = File::create(folder.join("lock")).map_err(failed)?;
    lock.lock().map_err(failed)?;
    for kit in kits {
        if let Some(why) = kit.install(root, &folder)? {
            return Ok(Provided::Missing(why));
        }
    }
    Ok(Provided::Ready(Tools { folder }))
}

impl Tools {
    /// A program of the Python kit.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs().join(name)
    }

    /// Where the packages of the Node kit lie.
    pub(crate) fn node_modules(&self) -> PathBuf {
        self.folder.join("node_modules")
    }

    /// Lets a command, and what it starts in turn, find every tool by name.
    pub(crate) fn put_on_path(&self, command: &mut Command) {
        let own = [self.programs(), self.node_modules().join(".bin")];
        let path = std::env::var_os("PATH").unwrap_or_default();
        let all = own.into_iter().chain(std::env::split_paths(&path));
        // Only a folder whose name holds the divider cannot be joined; then PATH stays as it is.
        let joined: OsString = std::env::join_paths(all).unwrap_or(path);
        command.env("PATH", joined);
    }

    fn programs(&self) -> PathBuf {
        self.folder.join("venv/bin")
    }
}
