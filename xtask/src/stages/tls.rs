//! One TLS choice for the whole tree: rustls with ring.
//!
//! A second one doubles every function's binary and its cold start, and a feature of any
//! dependency can bring it in unseen.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;

/// Packages that stand for another TLS choice.
const OTHERS: &[&str] = &[
    "aws-lc-rs",
    "aws-lc-sys",
    "boring",
    "boring-sys",
    "native-tls",
    "openssl",
    "openssl-sys",
    "s2n-tls",
];

/// No package of another TLS choice is in the tree, on any platform, and rustls is in it once.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let packages = context.metadata()?.packages();
    let tree = packages.iter().map(|package| (package.name.as_str(), package.version.as_str()));
    let findings = violations(tree);
    Ok(Outcome::of_findings(&findings, format!("{} packages, none of another", packages.len())))
}

fn violations<'a>(tree: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let tree: BTreeSet<_> = tree.collect();
    let mut findings: Vec<_> = tree
        .iter()
        .filter(|(name, _)| OTHERS.contains(name))
        .map(|(name, version)| {
            format!("{name} {version} is in the tree: `cargo tree --workspace -i {name}` says why")
        })
        .collect();
    let rustls: Vec<_> =
        tree.iter().filter(|(name, _)| *name == "rustls").map(|(_, version)| *version).collect();
    if rustls.len() > 1 {
        findings.push(format!("rustls is in the tree as {}", rustls.join(" and ")));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ring_alone_is_well() {
        let tree = [("rustls", "0.23.46"), ("ring", "0.17.14"), ("rustls-pki-types", "1.0.0")];
        assert!(violations(tree.into_iter()).is_empty());
    }

    #[test]
    fn another_choice_is_named_with_the_command_that_explains_it() {
        let tree = [("rustls", "0.23.46"), ("aws-lc-sys", "0.37.0"), ("rustls", "0.24.0")];
        let expected = [
            "aws-lc-sys 0.37.0 is in the tree: `cargo tree --workspace -i aws-lc-sys` says why",
            "rustls is in the tree as 0.23.46 and 0.24.0",
        ];
        assert_eq!(violations(tree.into_iter()), expected);
    }
}
