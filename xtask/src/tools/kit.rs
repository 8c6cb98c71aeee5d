//! The kits: how each is installed, and when it is in step with the files that pin it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::command;
use crate::error::Error;

/// Tools that are installed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kit {
    /// A virtual environment from `tests/tools/requirements.txt`.
    Python,
    /// Another one from `tests/clients`: the official clients and their pins stay apart from those of
    /// the tools.
    Clients,
    /// A third one from `tests/openapi`: what judges the OpenAPI document, and the service by it.
    OpenApi,
    /// `node_modules` from `tests/tools/package-lock.json`.
    Node,
}

impl Kit {
    /// Every kit.
    pub(crate) const ALL: [Self; 4] = [Self::Python, Self::Clients, Self::OpenApi, Self::Node];

    /// Installs it into `folder` unless it is in step. Gives the reason when it cannot.
    ///
    /// # Errors
    /// [`Error::File`] when a file cannot be read or written.
    pub(super) fn install(self, root: &Path, folder: &Path) -> Result<Option<String>, Error> {
        let pins = root.join(self.pins());
        let mut wanted = String::new();
        for program in self.needs() {
            match version(program) {
                Some(version) => wanted.push_str(&version),
                None => return Ok(Some(format!("{program} is not installed"))),
            }
        }
        for name in self.pinned_by() {
            wanted.push_str(&read(&pins.join(name))?);
        }

        // The stamp is what the kit was made from, whole: no digest to explain, and `diff` works.
        let stamp = folder.join(self.stamp());
        if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted) {
            return Ok(None);
        }
        println!("Installing the tools of {} into {}.", self.name(), folder.display());
        remove(&stamp)?;
        remove(&folder.join(self.makes()))?;
        for command in self.commands(&pins, folder)? {
            let text = command::describe(&command);
            if !command::stream(command)? {
                return Ok(Some(format!("`{text}` failed, see above (is there a network?)")));
            }
        }
        fs::write(&stamp, wanted).map_err(failed("write", &stamp))?;
        Ok(None)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Python => "PyPI",
            Self::Clients => "PyPI, official clients",
            Self::OpenApi => "PyPI, OpenAPI",
            Self::Node => "npm",
        }
    }

    /// Where the pinning files lie, from the root.
    fn pins(self) -> &'static str {
        match self {
            Self::Python | Self::Node => "tests/tools",
            Self::Clients => "tests/clients",
            Self::OpenApi => "tests/openapi",
        }
    }

    /// Programs of the machine. A change of their version makes the kit again.
    fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Python | Self::Clients | Self::OpenApi => &["python3"],
            Self::Node => &["node", "npm"],
        }
    }

    fn pinned_by(self) -> &'static [&'static str] {
        match self {
            Self::Python | Self::OpenApi => &["requirements.txt"],
            Self::Clients => &["requirements.txt", "sources.txt"],
            Self::Node => &["package.json", "package-lock.json"],
        }
    }

    fn makes(self) -> &'static str {
        match self {
            Self::Python => "venv",
            Self::Clients => "clients",
            Self::OpenApi => "openapi",
            Self::Node => "node_modules",
        }
    }

    fn stamp(self) -> &'static str {
        match self {
            Self::Python => "venv.stamp",
            Self::Clients => "clients.stamp",
            Self::OpenApi => "openapi.stamp",
            Self::Node => "node_modules.stamp",
        }
    }

    fn commands(self, pins: &Path, folder: &Path) -> Result<Vec<Command>, Error> {
        match self {
            Self::Python | Self::OpenApi => {
                let venv = folder.join(self.makes());
                Ok(vec![environment(&venv), wheels(&venv, pins)])
            }
            Self::Clients => {
                let venv = folder.join(self.makes());
                Ok(vec![environment(&venv), wheels(&venv, pins), sources(&venv, pins)])
            }
            Self::Node => {
                for name in self.pinned_by() {
                    let (from, to) = (pins.join(name), folder.join(name));
                    fs::copy(&from, &to).map_err(failed("write", &to))?;
                }
                let mut install = Command::new("npm");
                install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
                install.current_dir(folder);
                Ok(vec![install])
            }
        }
    }
}

fn environment(venv: &Path) -> Command {
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(venv);
    make
}

/// Installs what `requirements.txt` pins.
fn wheels(venv: &Path, pins: &Path) -> Command {
    let mut install = pip(venv);
    // A package without a wheel would be built by code that no hash pins.
    install.args(["--only-binary", ":all:", "--requirement"]).arg(pins.join("requirements.txt"));
    install
}

/// Builds what `sources.txt` pins, with the setuptools that `requirements.txt` pins.
fn sources(venv: &Path, pins: &Path) -> Command {
    let mut install = pip(venv);
    install.args(["--no-build-isolation", "--no-binary", ":all:", "--requirement"]);
    install.arg(pins.join("sources.txt"));
    install
}

fn pip(venv: &Path) -> Command {
    let mut pip = Command::new(venv.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"]);
    // Compiling all of the modules takes longer than what is used of them ever will.
    pip.arg("--no-compile");
    // The files name every package, so there is nothing to resolve.
    pip.args(["--no-deps", "--require-hashes"]);
    pip
}

/// What a program says of its version; `None` when it does not start.
fn version(program: &str) -> Option<String> {
    let mut command = Command::new(program);
    let output = command.arg("--version").stdin(Stdio::null()).output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then(|| format!("{program} {version}\n"))
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(failed("read", path))
}

/// Removes a file or a folder with all in it, if it is there.
fn remove(path: &Path) -> Result<(), Error> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::File { verb: "write", path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

fn failed(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path: PathBuf = path.to_owned();
    move |source| Error::File { verb, path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::workspace_root;

    #[test]
    fn a_kit_in_step_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let pins = workspace_root().join(Kit::Python.pins());
        let mut wanted = version("python3").unwrap();
        wanted.push_str(&read(&pins.join("requirements.txt")).unwrap());
        fs::write(folder.path().join("venv.stamp"), wanted).unwrap();
        assert_eq!(Kit::Python.install(&workspace_root(), folder.path()).unwrap(), None);
        assert!(!folder.path().join("venv").exists());
    }

    #[test]
    fn what_pins_a_kit_is_in_the_tree() {
        for kit in Kit::ALL {
            for name in kit.pinned_by() {
                assert!(workspace_root().join(kit.pins()).join(name).is_file(), "{name}");
            }
        }
    }

    #[test]
    fn every_requirement_has_a_hash_and_one_version() {
        for name in [
            "tools/requirements.txt",
            "clients/requirements.txt",
            "clients/sources.txt",
            "openapi/requirements.txt",
        ] {
            let text = read(&workspace_root().join("tests").join(name)).unwrap();
            let mut lines = text.lines().filter(|line| !line.starts_with('#')).peekable();
            while let Some(line) = lines.next() {
                if line.starts_with(' ') {
                    assert!(line.contains("--hash=sha256:"), "{line}");
                } else {
                    assert!(line.contains("==") && line.ends_with(" \\"), "{line}");
                    assert!(lines.peek().is_some_and(|next| next.starts_with(' ')), "{line}");
                }
            }
        }
    }

    #[test]
    fn a_program_that_is_not_there_has_no_version() {
        assert_eq!(version("no-such-program-here"), None);
    }
}
