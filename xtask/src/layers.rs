//! Which package may use which: the arrows of the architecture, as one table.
//!
//! Pure rules know nothing of clients, clients nothing of functions, functions nothing of the
//! local stack. `local-cloud` judges the product, so it shares only signatures and words with it.

use crate::metadata::Member;

/// Whom a layer is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    /// The package of this name.
    Package(&'static str),
    /// Every package below this folder.
    Folder(&'static str),
}

/// Which packages of the workspace a layer may use. Those from outside are always free.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Uses {
    /// These.
    Only(&'static [&'static str]),
    /// Any.
    Anything,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layer {
    pub(crate) of: Of,
    /// What it may use to be built and to run.
    pub(crate) uses: Uses,
    /// What its tests, examples and benchmarks may use beside that.
    pub(crate) tests_use: Uses,
}

const fn layer(of: Of, uses: Uses) -> Layer {
    Layer { of, uses, tests_use: Uses::Only(&[]) }
}

/// The arrows, lowest layer first. The first row that covers a package counts.
pub(crate) const LAYERS: &[Layer] = &[
    layer(Of::Package("model"), Uses::Only(&[])),
    layer(Of::Package("settings"), Uses::Only(&["model"])),
    layer(Of::Package("signing"), Uses::Only(&["model"])),
    layer(Of::Package("client"), Uses::Only(&["signing", "model", "settings"])),
    layer(Of::Package("upload"), Uses::Only(&["client", "model", "signing"])),
    layer(Of::Package("grant"), Uses::Only(&["client", "model", "settings"])),
    layer(Of::Package("pipeline"), Uses::Only(&["grant", "client", "model", "settings"])),
    layer(Of::Package("access"), Uses::Only(&["model", "settings"])),
    layer(Of::Package("runtime"), Uses::Only(&["access", "client", "model", "settings"])),
    // Only the tests turn on the feature that brings it.
    layer(Of::Package("openapi"), Uses::Only(&["runtime", "access", "model"])),
    layer(
        Of::Package("hand-off"),
        Uses::Only(&["pipeline", "runtime", "client", "settings", "model"]),
    ),
    // The one function that checks a signature: that of VOD's callback.
    layer(
        Of::Package("upload-complete"),
        Uses::Only(&[
            "signing", "hand-off", "openapi", "pipeline", "client", "runtime", "settings", "model",
        ]),
    ),
    // With `upload-complete` the only one that hands events over, and so has the SDK of AWS.
    layer(
        Of::Package("sweep-uploads"),
        Uses::Only(&["hand-off", "pipeline", "client", "runtime", "settings", "model"]),
    ),
    layer(
        Of::Folder("functions"),
        Uses::Only(&[
            "openapi", "access", "grant", "pipeline", "client", "runtime", "settings", "model",
        ]),
    ),
    Layer {
        of: Of::Package("local-cloud"),
        uses: Uses::Only(&["signing", "model"]),
        tests_use: Uses::Anything,
    },
    layer(Of::Package("vodup"), Uses::Only(&["access", "upload", "client", "model"])),
    layer(Of::Package("local-dev"), Uses::Anything),
    layer(Of::Package("tests"), Uses::Anything),
    layer(Of::Package("xtask"), Uses::Only(&[])),
];

impl Of {
    fn covers(self, member: &Member) -> bool {
        match self {
            Self::Package(name) => member.name == name,
            Self::Folder(folder) => {
                member.folder.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            }
        }
    }
}

impl Uses {
    fn allows(self, name: &str) -> bool {
        match self {
            Self::Only(names) => names.contains(&name),
            Self::Anything => true,
        }
    }
}

/// Every arrow that the table does not have, every package that has no row, every row that has no
/// package.
pub(crate) fn violations(members: &[Member], layers: &[Layer]) -> Vec<String> {
    let mut findings = Vec::new();
    for member in members {
        let name = &member.name;
        let Some(layer) = layers.iter().find(|layer| layer.of.covers(member)) else {
            findings.push(format!("{name} has no layer: give it a row in xtask/src/layers.rs"));
            continue;
        };
        for used in member.uses.iter().filter(|used| !layer.uses.allows(used)) {
            findings.push(format!("{name} must not use {used}"));
        }
        let allowed = |used: &str| layer.uses.allows(used) || layer.tests_use.allows(used);
        for used in member.tests_use.iter().filter(|used| !allowed(used)) {
            findings.push(format!("{name} must not use {used}, not even in its tests"));
        }
    }
    for layer in layers {
        if !members.iter().any(|member| layer.of.covers(member)) {
            findings.push(format!("no package is {:?}: take its row out of the table", layer.of));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &[Layer] = &[
        layer(Of::Package("model"), Uses::Only(&[])),
        layer(Of::Folder("functions"), Uses::Only(&["model"])),
        Layer {
            of: Of::Package("local-cloud"),
            uses: Uses::Only(&["model"]),
            tests_use: Uses::Anything,
        },
    ];

    fn member(name: &str, folder: &str, uses: &[&str], tests_use: &[&str]) -> Member {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Member {
            name: name.into(),
            folder: folder.into(),
            uses: owned(uses),
            tests_use: owned(tests_use),
        }
    }

    fn small() -> Vec<Member> {
        vec![
            member("model", "shared/model", &[], &[]),
            member("sts-token", "functions/sts-token", &["model"], &["model"]),
            member("local-cloud", "local/cloud", &["model"], &["sts-token"]),
        ]
    }

    #[test]
    fn arrows_of_the_table_are_well() {
        assert_eq!(violations(&small(), SMALL), Vec::<String>::new());
    }

    #[test]
    fn functions_never_use_each_other() {
        let mut members = small();
        members.push(member("upload-status", "functions/upload-status", &["sts-token"], &[]));
        assert_eq!(violations(&members, SMALL), ["upload-status must not use sts-token"]);
    }

    #[test]
    fn tests_of_a_function_do_not_know_the_local_cloud() {
        let mut members = small();
        members.push(member("upload-status", "functions/upload-status", &[], &["local-cloud"]));
        let expected = ["upload-status must not use local-cloud, not even in its tests"];
        assert_eq!(violations(&members, SMALL), expected);
    }

    #[test]
    fn table_and_workspace_name_the_same_packages() {
        let mut members = small();
        members.remove(0);
        members.push(member("functions-extra", "functions-extra", &[], &[]));
        let expected = [
            "functions-extra has no layer: give it a row in xtask/src/layers.rs",
            "no package is Package(\"model\"): take its row out of the table",
        ];
        assert_eq!(violations(&members, SMALL), expected);
    }

    #[test]
    fn the_real_table_has_no_cycle_below_the_functions() {
        let mut lower: Vec<&str> = Vec::new();
        for layer in LAYERS {
            if let (Of::Package(name), Uses::Only(uses)) = (layer.of, layer.uses) {
                for used in uses {
                    assert!(lower.contains(used), "{name} uses {used}, which is not below it");
                }
                lower.push(name);
            }
        }
    }
}
