//! The validators of both platforms, and a build of the whole AWS template.
//!
//! All of them work without an account and without a network. What they do not know, the routes,
//! settings and times of our functions, is the drift test's (`tests/tests/drift`).

use std::path::Path;
use std::process::Command;

use crate::command;
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;
use crate::tools::{self, Kit, Provided, Tools};

/// Where `sam build` puts what it would deploy, from the root.
const SAM: &str = "target/sam";

/// Both templates pass their validators, and every function of the AWS template builds.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let tools = match tools::provide(context.root(), &[Kit::Python, Kit::Node])? {
        Provided::Ready(tools) => tools,
        Provided::Missing(why) => return Ok(Outcome::Skipped(why)),
    };
    let mut findings = Vec::new();
    let checks = checks(context.root(), &tools);
    let note = format!("{} checks", checks.len());
    for command in checks {
        let text = command::describe(&command);
        if !command::stream(command)? {
            findings.push(format!("`{text}` failed: see above"));
        }
    }
    Ok(Outcome::of_findings(&findings, note))
}

fn checks(root: &Path, tools: &Tools) -> Vec<Command> {
    let mut validate = sam(root, tools);
    // Without --lint it asks for a region and an account, and checks less.
    validate.args(["validate", "--lint", "--template", "template.yaml"]);

    let mut lint = tool(root, tools, "cfn-lint");
    lint.arg("template.yaml");

    // cargo-lambda takes the target from Cargo.toml, so this finds what the stage `artefacts`
    // compiled, and makes the same artefacts again.
    let mut build = sam(root, tools);
    build.args(["build", "--template", "template.yaml"]);
    build.args(["--build-dir", &format!("{SAM}/build"), "--cache-dir", &format!("{SAM}/cache")]);

    let mut function_compute = Command::new("node");
    function_compute.current_dir(root).arg("deploy/fc/verify/check.mjs");
    function_compute.arg("--s").arg(tools.node_modules().join(".bin/s"));

    vec![validate, lint, build, function_compute]
}

fn sam(root: &Path, tools: &Tools) -> Command {
    let mut command = tool(root, tools, "sam");
    command.env("SAM_CLI_TELEMETRY", "0");
    command
}

fn tool(root: &Path, tools: &Tools, name: &str) -> Command {
    let mut command = Command::new(tools.program(name));
    command.current_dir(root);
    tools.put_on_path(&mut command);
    command::forget_xtask(&mut command);
    command
}
