//! docs/openapi.json is what the functions say. `cargo xtask docs` writes it again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::{collections::BTreeSet, fs, process::Command};

use serde_json::Value;
use tests::{
    at_root, openapi_document, program_of_openapi,
    registry::{Function, Trigger, functions},
    root,
};

const FILE: &str = "docs/openapi.json";

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = root().join(FILE);
    let expected = format!("{:#}\n", openapi_document());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        if fs::read_to_string(&path).ok().as_ref() != Some(&expected) {
            fs::write(&path, expected).unwrap();
        }
        return;
    }
    let committed = fs::read_to_string(&path).unwrap();
    assert!(committed == expected, "{FILE} is out of date: run `cargo xtask docs`");
}

#[test]
fn every_route_of_the_registry_is_an_operation_with_a_name_of_its_own() {
    let document = openapi_document();
    let mut ids = BTreeSet::new();
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            described.insert((method.to_ascii_uppercase(), path.clone()));
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} stands twice");
            assert!(operation["responses"]["200"].is_object(), "{id}");
        }
    }
    let functions = functions();
    let routes = functions.iter().filter(|one| matches!(one.trigger, Trigger::Http { .. }));
    let routes: BTreeSet<_> = routes
        .flat_map(Function::routes)
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(described, routes);
}

/// Every schema that refuses what it does not list does so in the code: `deny_unknown_fields`.
#[test]
fn requests_refuse_unknown_fields_and_answers_may_grow() {
    let document = openapi_document();
    let schemas = &document["components"]["schemas"];
    for name in ["VideoRequest", "ImageRequest", "AttachedMediaRequest", "RefreshRequest"] {
        assert_eq!(schemas[name]["additionalProperties"], false, "{name}");
    }
    for name in ["VideoGrant", "VideoUpload", "Cancelled", "Error"] {
        assert_eq!(schemas[name]["additionalProperties"], Value::Null, "{name}");
    }
}

#[test]
fn the_official_validator_takes_it() {
    let Some(python) = program_of_openapi("python") else { return };
    let output = Command::new(python)
        .args(["-m", "openapi_spec_validator", "--schema", "3.1"])
        .arg(root().join(FILE))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// What is deployed has neither the schemas nor the crate that makes them.
#[test]
fn no_deployed_function_depends_on_it() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for function in functions() {
        let output = at_root(&cargo)
            .args(["tree", "--offline", "--edges", "normal", "--prefix", "none"])
            .args(["--package", function.name])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let tree = String::from_utf8_lossy(&output.stdout);
        assert!(tree.contains("runtime v"), "{tree}");
        for absent in ["openapi v", "schemars v"] {
            let found = tree.lines().find(|line| line.starts_with(absent));
            assert_eq!(found, None, "{}", function.name);
        }
    }
}
