//! From the tree of a file to rules: the document and its roles.
//!
//! Everything that is wrong is found at once, so that a start that fails fails once.

mod contradictions;
mod findings;
mod kind;

use crate::Role;

use super::{
    RoleRules, Rules, RulesFileError, catalog,
    yaml::{self, Node},
};
use findings::Findings;

/// The only version there is.
const VERSION: u64 = 1;

/// Reads rules.
///
/// # Errors
/// All that is wrong.
pub(super) fn read(text: &str) -> Result<Rules, RulesFileError> {
    let root = yaml::parse(text)?;
    let mut findings = Findings::default();
    let rules = document(&root, &mut findings);
    findings.into_result(rules)
}

fn document(root: &Node, findings: &mut Findings) -> Rules {
    let mut has_version = false;
    let mut default_role = None;
    let mut roles = Vec::new();
    for (key, node) in findings.entries(root, "a file of rules") {
        match key.name.as_str() {
            "version" => {
                has_version = true;
                if node.to_value() != VERSION {
                    findings.add(key.line, format!("version should be {VERSION}"));
                }
            }
            "default-role" => {
                let role = name(key.line, node.as_text().unwrap_or_default(), findings);
                default_role = role.map(|role| (key.line, role));
            }
            "roles" => roles = self::roles(node, findings),
            _ => findings.unknown(key, "a file of rules", &["version", "default-role", "roles"]),
        }
    }
    if !has_version {
        findings.add(root.line, format!("version is missing; it should be {VERSION}"));
    }
    if roles.is_empty() {
        findings.add(root.line, "there is no role");
    }
    if let Some((line, role)) = &default_role
        && !roles.iter().any(|one| one.role == *role)
    {
        findings.add(*line, format!("default-role {role} is not one of the roles"));
    }
    Rules { default_role: default_role.map(|(_, role)| role), roles }
}

fn name(line: usize, name: &str, findings: &mut Findings) -> Option<Role> {
    let role = Role::new(name);
    if role.is_none() {
        findings
            .add(line, format!("{name:?} is no name of a role; it should be {}", Role::EXPECTED));
    }
    role
}

fn roles(node: &Node, findings: &mut Findings) -> Vec<RoleRules> {
    let mut roles = Vec::new();
    for (key, node) in findings.entries(node, "roles") {
        if let Some(name) = name(key.line, &key.name, findings) {
            roles.push(role(name, node, findings));
        }
    }
    roles
}

fn role(role: Role, node: &Node, findings: &mut Findings) -> RoleRules {
    let what = format!("role {role}");
    let mut rules = RoleRules { role, acts_for_others: false, sts: false, kinds: Vec::new() };
    for (key, node) in findings.entries(node, &what) {
        let kind = catalog::KINDS.into_iter().find(|kind| catalog::word(*kind) == key.name);
        match (key.name.as_str(), kind) {
            ("acts-for-others", _) => rules.acts_for_others = findings.boolean(key, node),
            ("sts", _) => rules.sts = findings.boolean(key, node),
            (_, Some(kind)) => rules.kinds.push(kind::read(kind, key, node, findings)),
            (_, None) => {
                let known = ["acts-for-others", "sts", "video", "image", "attached-media"];
                findings.unknown(key, "a role", &known);
            }
        }
    }
    rules
}
