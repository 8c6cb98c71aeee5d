//! Neither template says anything of a function that its code does not say.
//!
//! Both are compared with the one list of functions in `tests::registry`: each function once, with
//! its program, its routes and methods, its settings, its time and its memory. The platforms' own
//! validators know none of that, and SAM's takes misspelt properties of events in silence; so every
//! name that a template uses is compared with a list of known ones. `broken.rs` shows that each kind
//! of mistake is found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod aws;
mod broken;
mod environment;
mod function_compute;
mod yaml;

use std::fs;

use tests::{registry::functions, root};

/// The text of a template.
fn template(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n  {}", findings.join("\n  "));
}

#[test]
fn template_yaml_says_what_the_code_says() {
    none(&aws::findings(&yaml::parse(&template("template.yaml")), &functions()));
}

#[test]
fn s_yaml_says_what_the_code_says() {
    none(&function_compute::findings(&yaml::parse(&template("s.yaml")), &functions()));
}
