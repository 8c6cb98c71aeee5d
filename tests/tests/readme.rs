//! Every command block of the README is run, or says why it is not.
//!
//! A block is opened by three backticks and `sh`, and then one of:
//! `server` (started, waited for until its ready line, and kept for the blocks after it),
//! `run` (run to its end, must succeed), or
//! `skip="reason"` (not run here, because …).
//! The fixed ports of the README are replaced by free ones, so that a stack that is running on this
//! machine is not in the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, path::Path, process::Command};

use tests::{Stack, program, root};

#[derive(Debug, PartialEq)]
enum Kind {
    Server,
    Run,
    Skip(String),
}

#[derive(Debug)]
struct Block {
    line: usize,
    kind: Kind,
    text: String,
}

fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut other = false;
    for (index, line) in readme.lines().enumerate() {
        let Some(info) = line.strip_prefix("```") else {
            if let Some(block) = &mut open {
                block.text.push_str(line);
                block.text.push('\n');
            }
            continue;
        };
        if let Some(block) = open.take() {
            blocks.push(block);
        } else if other {
            other = false;
        } else if let Some(kind) = info.strip_prefix("sh") {
            let kind = match kind.trim() {
                "server" => Kind::Server,
                "run" => Kind::Run,
                text => {
                    let reason =
                        text.strip_prefix("skip=\"").and_then(|text| text.strip_suffix('"'));
                    let reason = reason.filter(|reason| reason.len() > 10);
                    Kind::Skip(reason.unwrap_or_else(|| panic!("README line {}: a command block needs `server`, `run` or `skip=\"reason\"`", index + 1)).to_owned())
                }
            };
            open = Some(Block { line: index + 1, kind, text: String::new() });
        } else {
            assert!(
                matches!(info, "json" | "mermaid" | "text"),
                "README line {}: a block of kind {info:?} is not known to the tests",
                index + 1
            );
            other = true;
        }
    }
    blocks
}

/// Commands of a block: comments and blank lines are left out.
fn commands(block: &Block) -> String {
    let lines = block.text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

fn run(block: &Block, stack: &Stack) {
    let folder = program("vodup").parent().unwrap().to_owned();
    let text = commands(block)
        .replace("127.0.0.1:7080", &authority(&stack.functions))
        .replace("127.0.0.1:7081", &authority(&stack.cloud))
        .replace("localhost:7080", &authority(&stack.functions))
        .replace("localhost:7081", &authority(&stack.cloud))
        // What cargo would build and run is built already.
        .replace("cargo run -p vodup --", &quoted(&folder.join("vodup")));
    let server = stack.functions.as_str().trim_end_matches('/');
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &text])
        .current_dir(root())
        .env("VODUP_SERVER", server)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "README line {} failed:\n{text}\n{}{}",
        block.line,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn authority(url: &url::Url) -> String {
    format!("127.0.0.1:{}", url.port().unwrap())
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display())
}

#[test]
fn every_command_block_works_or_says_why_it_is_not_run() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let blocks = blocks(&readme);
    let mut stack: Option<Stack> = None;
    let mut ran = 0;
    for block in &blocks {
        match &block.kind {
            Kind::Server => {
                let command = commands(block);
                let arguments = command.trim().strip_prefix("cargo run").unwrap_or_else(|| {
                    panic!("README line {}: a server block starts `cargo run`", block.line)
                });
                let arguments: Vec<_> =
                    arguments.split_whitespace().filter(|word| *word != "--").collect();
                stack = Some(Stack::start(&arguments));
            }
            Kind::Run => {
                let stack = stack.as_ref().unwrap_or_else(|| {
                    panic!("README line {}: no `server` block stands before it", block.line)
                });
                run(block, stack);
                ran += 1;
            }
            Kind::Skip(reason) => println!("README line {}: not run, because {reason}", block.line),
        }
    }
    assert!(ran >= 3, "only {ran} command blocks of the README were run");
}
