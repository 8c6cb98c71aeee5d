//! The packages of the tree, as `cargo metadata` tells them.
//!
//! Only the keys that the checks need. The form is documented under "cargo metadata" in The Cargo
//! Book; format version 1 is stable.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use crate::command;
use crate::error::Error;

/// Every package of the tree: members of the workspace and what they pull in, on any platform.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    workspace_root: String,
}

/// One package at one version.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

/// A package of this workspace, and which others of it it uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Relative to the workspace, with `/`: `functions/sts-token`.
    pub(crate) folder: String,
    /// Packages of this workspace that it needs to be built and to run.
    pub(crate) uses: Vec<String>,
    /// Packages of this workspace that only its tests, examples and benchmarks need.
    pub(crate) tests_use: Vec<String>,
}

impl Metadata {
    /// Asks cargo about the workspace in the folder `root`.
    ///
    /// # Errors
    /// [`Error::Failed`] when cargo cannot resolve the tree, [`Error::Metadata`] when its answer
    /// is not of the documented form.
    pub(crate) fn read(root: &Path) -> Result<Self, Error> {
        let mut command = command::cargo(root);
        command.args(["metadata", "--format-version", "1"]);
        Self::parse(&command::capture(command)?)
    }

    fn parse(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json).map_err(Error::Metadata)
    }

    /// Every package, members of the workspace included.
    pub(crate) fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// The packages of the workspace, by name.
    pub(crate) fn members(&self) -> Vec<Member> {
        let mut members: Vec<_> = self
            .packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
            .map(|package| Member {
                name: package.name.clone(),
                folder: self.folder(package),
                uses: package.inside(|kind| kind != Some("dev")),
                tests_use: package.inside(|kind| kind == Some("dev")),
            })
            .collect();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        members
    }

    fn folder(&self, package: &Package) -> String {
        let manifest = package.manifest_path.replace('\\', "/");
        let root = self.workspace_root.replace('\\', "/");
        let inside = manifest.strip_prefix(&root).unwrap_or(&manifest);
        inside.trim_end_matches("Cargo.toml").trim_matches('/').to_owned()
    }
}

impl Package {
    /// Names of the dependencies that lie on this disk, of the kinds that `wanted` accepts.
    fn inside(&self, wanted: impl Fn(Option<&str>) -> bool) -> Vec<String> {
        let inside = self.dependencies.iter().filter(|d| d.path.is_some());
        let names = inside.filter(|d| wanted(d.kind.as_deref())).map(|d| d.name.clone());
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{
        "packages": [
            {"id": "path+file:///w/shared/signing#0.1.0", "name": "signing", "version": "0.1.0",
             "manifest_path": "/w/shared/signing/Cargo.toml", "dependencies": [
                {"name": "model", "kind": null, "path": "/w/shared/model"},
                {"name": "hmac", "kind": null},
                {"name": "local-cloud", "kind": "dev", "path": "/w/local/cloud"}]},
            {"id": "path+file:///w/shared/model#0.1.0", "name": "model", "version": "0.1.0",
             "manifest_path": "/w/shared/model/Cargo.toml", "dependencies": [
                {"name": "settings", "kind": "build", "path": "/w/shared/settings"}]},
            {"id": "registry+hmac", "name": "hmac", "version": "0.13.0",
             "manifest_path": "/r/hmac/Cargo.toml", "dependencies": []}],
        "workspace_members": ["path+file:///w/shared/signing#0.1.0",
                              "path+file:///w/shared/model#0.1.0"],
        "workspace_root": "/w", "resolve": null, "version": 1 }"#;

    fn member(name: &str, folder: &str, uses: &[&str], tests_use: &[&str]) -> Member {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Member {
            name: name.into(),
            folder: folder.into(),
            uses: owned(uses),
            tests_use: owned(tests_use),
        }
    }

    #[test]
    fn members_come_by_name_with_what_they_use() {
        let metadata = Metadata::parse(SMALL).unwrap();
        let expected = [
            member("model", "shared/model", &["settings"], &[]),
            member("signing", "shared/signing", &["model"], &["local-cloud"]),
        ];
        assert_eq!(metadata.members(), expected);
        assert_eq!(metadata.packages().len(), 3);
    }

    #[test]
    fn another_answer_is_an_error() {
        assert!(matches!(Metadata::parse("{}"), Err(Error::Metadata(_))));
    }
}
