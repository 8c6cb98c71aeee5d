//! The lock files agree with the Cargo.toml files.
//!
//! The fuzz targets are a workspace of their own, so a dependency that is taken out of a crate here
//! leaves their lock file behind, and nothing else of the usual checks looks at it.

use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;
use crate::stages::fuzz;

/// No Cargo.lock of this tree would have to be changed for a build.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let root = context.root();
    let folders = [root.to_owned(), root.join(fuzz::FOLDER)];
    let mut findings = Vec::new();
    for folder in folders.iter().filter(|folder| folder.join("Cargo.toml").is_file()) {
        let mut command = command::cargo(folder);
        command.args(["tree", "--locked", "--quiet", "--workspace", "--depth", "0"]);
        if !command::stream(command)? {
            let lock = folder.join("Cargo.lock");
            findings.push(format!("{}: `cargo update --workspace` there", lock.display()));
        }
    }
    Ok(Outcome::of_findings(&findings, "in step".into()))
}
