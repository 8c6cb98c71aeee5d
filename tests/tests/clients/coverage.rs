//! The table of coverage: operation, documented error, signature scheme.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// `coverage.toml`, spelt out.
#[derive(Debug)]
pub(crate) struct Coverage {
    /// What must be seen in each case, by its name.
    pub(crate) cases: BTreeMap<String, String>,
    /// Flows of several calls, by the script that shows them.
    pub(crate) flows: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    operations: BTreeMap<String, Vec<String>>,
    rpc: Vec<Row>,
    #[serde(default)]
    oss: Vec<Row>,
    #[serde(default)]
    flows: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// Operations, or groups of them.
    operations: Vec<String>,
    /// Operations of a group that this row is not about.
    #[serde(default)]
    without: Vec<String>,
    case: String,
    /// Status and code, or `200`.
    error: String,
    schemes: Vec<String>,
    /// For the scripts: what is sent.
    #[serde(default)]
    #[allow(dead_code, reason = "only the scripts read it")]
    parameters: BTreeMap<String, toml::Value>,
    /// For the scripts: parameters that are left out.
    #[serde(default)]
    #[allow(dead_code, reason = "only the scripts read it")]
    leave: Vec<String>,
}

impl Coverage {
    /// Reads the table.
    pub(crate) fn parse(text: &str) -> Self {
        let table: Table = toml::from_str(text).unwrap();
        let mut cases = BTreeMap::new();
        for row in table.rpc.iter().chain(&table.oss) {
            for operation in row.operations(&table.operations) {
                for scheme in &row.schemes {
                    let name = format!("{operation}/{}/{scheme}", row.case);
                    let twin = cases.insert(name.clone(), row.error.clone());
                    assert!(twin.is_none(), "two rows are about {name}");
                }
            }
        }
        Self { cases, flows: table.flows }
    }
}

impl Row {
    fn operations<'a>(&'a self, groups: &'a BTreeMap<String, Vec<String>>) -> Vec<&'a String> {
        self.operations
            .iter()
            .flat_map(|name| groups.get(name).map_or(std::slice::from_ref(name), Vec::as_slice))
            .filter(|name| !self.without.contains(name))
            .collect()
    }
}

#[test]
fn groups_and_schemes_are_spelt_out() {
    let coverage = Coverage::parse(
        "[operations]\nG = ['A', 'B', 'C']\n[[rpc]]\noperations = ['G', 'D']\nwithout = ['B']\n\
         case = 'wrong'\nerror = '400 No'\nschemes = ['x', 'y']\n[flows]\nsome = ['one']\n",
    );
    let names: Vec<_> = coverage.cases.keys().collect();
    let expected = ["A/wrong/x", "A/wrong/y", "C/wrong/x", "C/wrong/y", "D/wrong/x", "D/wrong/y"];
    assert_eq!(names, expected);
    assert_eq!(coverage.cases["A/wrong/x"], "400 No");
    assert!(coverage.flows["some"].contains("one"));
}
