//! The functions as they are deployed: one program each, built by cargo-lambda.
//!
//! One artefact runs on both platforms, so it is linked for the older glibc of the two: the target
//! under `[workspace.metadata.lambda.build]` in Cargo.toml ends in its version.

mod program;

use std::fs;
use std::path::Path;

use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::table::{self, Edge};
use crate::tools::Tools;

pub(crate) use program::{Program, dotted};

/// Where the artefacts go, from the root: `target/lambda/NAME/bootstrap`. Both templates say so,
/// whatever the target folder of cargo is.
pub(crate) const FOLDER: &str = "target/lambda";

/// Tells tests and benchmarks where the artefacts are.
pub(crate) const VARIABLE: &str = "ARTEFACTS";

/// The glibc of the oldest system that the artefacts run on. Function Compute's custom.debian11
/// has 2.31, Lambda's provided.al2023 2.34; 2.28 leaves room for custom.debian10. The target in
/// Cargo.toml names it too.
pub(crate) const GLIBC: (u32, u32) = (2, 28);

/// A built function.
pub(crate) struct Artefact {
    /// The name of the package and of its folder.
    pub(crate) name: String,
    /// The program.
    pub(crate) bytes: Vec<u8>,
}

/// The functions of this workspace: every package in `functions/`.
///
/// # Errors
/// [`Error::Failed`] when cargo cannot resolve the tree.
pub(crate) fn names(context: &Context) -> Result<Vec<String>, Error> {
    let members = context.metadata()?.members();
    let inside = members.into_iter().filter(|member| member.folder.starts_with("functions/"));
    Ok(inside.map(|member| member.name).collect())
}

/// Builds every function for release. Gives whether that worked.
///
/// # Errors
/// [`Error::Start`] when cargo does not start, [`Error::Failed`] when it cannot resolve the tree.
pub(crate) fn build(context: &Context, tools: &Tools) -> Result<bool, Error> {
    let mut command = command::cargo(context.root());
    tools.put_on_path(&mut command);
    command.args(["lambda", "build", "--release", "--output-format", "binary"]);
    // The target is in Cargo.toml, where `sam build` finds it too.
    command.args(["--lambda-dir", FOLDER]);
    // One call for all: what they share is compiled once. Only them: other members would bring
    // features in that no function asked for.
    for name in names(context)? {
        command.args(["--package", &name]);
    }
    command::stream(command)
}

/// Reads what was built, or names the first that is missing.
///
/// # Errors
/// [`Error::File`] for an artefact that is not there, [`Error::Failed`] when cargo cannot resolve
/// the tree.
pub(crate) fn read(context: &Context) -> Result<Vec<Artefact>, Error> {
    let folder = context.root().join(FOLDER);
    names(context)?.into_iter().map(|name| Artefact::read(&folder, name)).collect()
}

/// Size, size in a package, and the newest glibc that is asked for, of each.
pub(crate) fn table(artefacts: &[Artefact]) -> String {
    let head = [
        ("function", Edge::Left),
        ("bytes", Edge::Right),
        ("zipped", Edge::Right),
        ("GLIBC", Edge::Right),
    ];
    let rows: Vec<_> = artefacts
        .iter()
        .map(|one| {
            let program = Program::read(&one.bytes).ok();
            let glibc = program.as_ref().and_then(|program| program.newest_glibc());
            let glibc = glibc.map_or_else(|| "?".into(), |version| dotted(version));
            [one.name.clone(), one.size().to_string(), one.zipped().to_string(), glibc]
        })
        .collect();
    table::render(head, &rows)
}

impl Artefact {
    fn read(folder: &Path, name: String) -> Result<Self, Error> {
        let path = folder.join(&name).join("bootstrap");
        let bytes = fs::read(&path).map_err(|source| Error::File { verb: "read", path, source })?;
        Ok(Self { name, bytes })
    }

    /// How many bytes the program has.
    pub(crate) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// How many bytes the program is in a zip file, as both platforms store it.
    pub(crate) fn zipped(&self) -> u64 {
        let mut encoder =
            flate2::read::DeflateEncoder::new(&self.bytes[..], flate2::Compression::default());
        // Reading from memory and writing to nowhere cannot fail.
        std::io::copy(&mut encoder, &mut std::io::sink()).unwrap_or_default()
    }
}
