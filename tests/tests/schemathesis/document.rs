//! What the document promises of an operation, and whether that was seen.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use serde_json::Value;
use tests::root;

/// An operation of docs/openapi.json.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Whether VOD signs it; otherwise a token must be shown.
    pub(crate) signed: bool,
    /// The values of `Code` by status.
    codes: BTreeMap<u16, BTreeSet<String>>,
}

/// An answer to one of its requests.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
}

/// Every operation of the committed document.
pub(crate) fn operations() -> Vec<Operation> {
    let document = fs::read_to_string(root().join("docs/openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.push(Operation::read(path, method, operation));
        }
    }
    operations
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Value) -> Self {
        let responses = operation["responses"].as_object().unwrap();
        let codes_of = |response: &Value| {
            let examples = response["content"]["application/json"]["examples"].as_object();
            examples.map(|all| all.keys().cloned().collect()).unwrap_or_default()
        };
        Self {
            id: operation["operationId"].as_str().unwrap().into(),
            method: method.to_ascii_uppercase(),
            path: path.into(),
            signed: operation["security"][0]["bearer"].is_null(),
            codes: responses
                .iter()
                .map(|(status, response)| (status.parse().unwrap(), codes_of(response)))
                .collect(),
        }
    }

    /// What was answered otherwise than documented, and what is documented and was not answered.
    pub(crate) fn findings(&self, seen: &[Seen]) -> Vec<String> {
        let own: Vec<_> = seen.iter().filter(|one| one.operation == self.id).collect();
        let mut findings = BTreeSet::new();
        for answer in &own {
            let Some(codes) = self.codes.get(&answer.status) else {
                findings.insert(format!("{} answered {}", self.id, answer.status));
                continue;
            };
            if let Some(code) = answer.code.as_ref().filter(|code| !codes.contains(*code)) {
                findings.insert(format!("{} answered {} {code}", self.id, answer.status));
            }
            if answer.status >= 500 {
                findings.insert(format!("{} failed with {}", self.id, answer.status));
            }
        }
        let due = self.codes.keys().filter(|status| **status < 500);
        for status in due.filter(|status| !own.iter().any(|one| one.status == **status)) {
            findings.insert(format!("{} never answered {status}", self.id));
        }
        findings.into_iter().collect()
    }
}

impl Seen {
    /// A line of the hooks.
    pub(crate) fn read(line: &Value) -> Self {
        Self {
            operation: line["operation"].as_str().unwrap().into(),
            status: line["status"].as_u64().unwrap().try_into().unwrap(),
            code: line["code"].as_str().map(str::to_owned),
        }
    }
}
