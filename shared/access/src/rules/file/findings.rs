//! What is found wrong while a file is read, and reading that goes on after a finding.

use model::MediaKind;

use crate::rules::{
    RulesFileError, RulesProblem,
    catalog::{self, Field},
    yaml::{Content, Key, Node},
};

/// Everything that is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<RulesProblem>);

impl Findings {
    /// Adds one in its place: problems are told in the order of the file.
    pub(super) fn add(&mut self, line: usize, reason: impl Into<String>) {
        let problem = RulesProblem::new(line, reason);
        let place = self.0.partition_point(|known| known.line <= problem.line);
        self.0.insert(place, problem);
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The value, if nothing was found wrong.
    pub(super) fn into_result<T>(self, value: T) -> Result<T, RulesFileError> {
        if self.0.is_empty() { Ok(value) } else { Err(RulesFileError { problems: self.0 }) }
    }

    /// A key that means nothing where it stands.
    pub(super) fn unknown(&mut self, key: &Key, place: &str, known: &[&str]) {
        let reason = format!("{:?} is unknown; {place} may have {}", key.name, known.join(", "));
        self.add(key.line, reason);
    }

    /// What a mapping holds.
    pub(super) fn entries<'a>(&mut self, node: &'a Node, what: &str) -> &'a [(Key, Node)] {
        match &node.content {
            Content::Map(entries) => entries,
            _ if node.is_null() => {
                self.add(node.line, format!("{what} is empty; write {{}} for nothing"));
                &[]
            }
            _ => {
                self.add(node.line, format!("{what} should be a mapping, such as {{name: value}}"));
                &[]
            }
        }
    }

    /// What a list holds: texts, each with its line. `None` when it is no list.
    pub(super) fn texts<'a>(&mut self, key: &Key, node: &'a Node) -> Option<Vec<(usize, &'a str)>> {
        let Content::List(items) = &node.content else {
            let or_all = if key.name == "may-set" { ", or all" } else { "" };
            self.add(key.line, format!("{} should be a list, such as [a, b]{or_all}", key.name));
            return None;
        };
        let mut texts = Vec::new();
        for item in items {
            match item.as_text() {
                Some(text) if texts.iter().any(|(_, known)| *known == text) => {
                    self.add(item.line, format!("{text} is listed twice"));
                }
                Some(text) => texts.push((item.line, text)),
                None => self.add(item.line, format!("{} should hold texts alone", key.name)),
            }
        }
        Some(texts)
    }

    pub(super) fn boolean(&mut self, key: &Key, node: &Node) -> bool {
        node.to_value().as_bool().unwrap_or_else(|| {
            self.add(key.line, format!("{} should be true or false", key.name));
            false
        })
    }

    /// The field of a kind by its documented name.
    pub(super) fn field(
        &mut self,
        kind: MediaKind,
        line: usize,
        name: &str,
    ) -> Option<&'static Field> {
        let field = catalog::find(kind, name);
        if field.is_none() {
            self.add(line, no_such_field(kind, name));
        }
        field
    }
}

fn no_such_field(kind: MediaKind, name: &str) -> String {
    let place = catalog::plural(kind);
    if name == "UserData" {
        return "UserData is named by its members: UserData.Extend, UserData.MessageCallback, \
                UserData.AccelerateConfig"
            .into();
    }
    let has = |kind: &MediaKind| catalog::find(*kind, name).is_some();
    if let Some(other) = catalog::KINDS.iter().find(|kind| has(kind)) {
        return format!("{name} is a field of {}, not of {place}", catalog::plural(*other));
    }
    let alike = |field: &&Field| field.name.eq_ignore_ascii_case(name.trim());
    if let Some(field) = catalog::fields(kind).iter().find(alike) {
        return format!("{name:?} is not a field of {place}; its name is {}", field.name);
    }
    let names: Vec<_> = catalog::fields(kind).iter().map(|field| field.name).collect();
    format!("{name:?} is not a field of {place}; they have {}", names.join(", "))
}
