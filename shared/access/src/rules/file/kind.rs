//! What a role may do with one kind, as written.

use bytesize::ByteSize;
use model::MediaKind;
use serde_json::Value;

use super::{contradictions, findings::Findings};
use crate::rules::{
    catalog::{self, Field},
    kind::{Fields, KindRules, Largest},
    values,
    yaml::{Key, Node},
};

const KEYS: [&str; 6] =
    ["may-set", "required", "extensions", "max-file-size", "defaults", "forced"];

/// A field that is named somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) field: &'static Field,
}

/// What the caller may set.
#[derive(Clone, Debug)]
pub(super) enum MaySet {
    /// Every field but those that are forced.
    All,
    /// These.
    These(Vec<Named>),
}

/// The rules of a kind with the lines that they stand on.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) kind: MediaKind,
    pub(super) line: usize,
    pub(super) may_set: MaySet,
    pub(super) required: Vec<Named>,
    pub(super) extensions: Option<Vec<String>>,
    pub(super) largest: Option<(usize, Largest)>,
    pub(super) defaults: Vec<(Named, Value)>,
    pub(super) forced: Vec<(Named, Value)>,
}

/// Reads the rules of a kind.
pub(super) fn read(
    kind: MediaKind,
    place: &Key,
    node: &Node,
    findings: &mut Findings,
) -> KindRules {
    let before = findings.count();
    let mut may_set = None;
    let mut written = Written {
        kind,
        line: place.line,
        may_set: MaySet::All,
        required: Vec::new(),
        extensions: None,
        largest: None,
        defaults: Vec::new(),
        forced: Vec::new(),
    };
    for (key, node) in findings.entries(node, &place.name) {
        match key.name.as_str() {
            "may-set" if node.as_text() == Some("all") => may_set = Some(MaySet::All),
            "may-set" => may_set = Some(MaySet::These(names(kind, key, node, findings))),
            "required" => written.required = names(kind, key, node, findings),
            "extensions" => written.extensions = extensions(kind, key, node, findings),
            "max-file-size" => written.largest = largest(kind, key, node, findings),
            "defaults" => written.defaults = values(kind, key, node, findings),
            "forced" => written.forced = values(kind, key, node, findings),
            _ => findings.unknown(key, &place.name, &KEYS),
        }
    }
    match may_set {
        Some(may_set) => written.may_set = may_set,
        None if findings.count() == before => {
            let reason = "may-set is missing; it should be a list of fields, or all";
            findings.add(place.line, reason);
        }
        None => {}
    }
    // What contradicts what shows only when all of it can be read.
    if findings.count() == before {
        contradictions::find(&written, findings);
    }
    written.into_rules()
}

impl Written {
    /// Whether the caller may set the field of this name.
    pub(super) fn is_settable(&self, name: &str) -> bool {
        match &self.may_set {
            MaySet::All => !self.forced.iter().any(|(forced, _)| forced.field.name == name),
            MaySet::These(named) => named.iter().any(|named| named.field.name == name),
        }
    }

    fn into_rules(self) -> KindRules {
        let names = catalog::fields(self.kind).iter().map(|field| field.name);
        let may_set = names.filter(|name| self.is_settable(name)).collect();
        KindRules {
            kind: self.kind,
            may_set,
            required: self.required.iter().map(|named| named.field.name).collect(),
            extensions: self.extensions,
            largest: self.largest.map(|(_, largest)| largest),
            defaults: by_name(&self.defaults),
            forced: by_name(&self.forced),
        }
    }
}

fn by_name(values: &[(Named, Value)]) -> Fields {
    let mut fields = Fields::new();
    for (named, value) in values {
        fields.insert(named.field.name.to_owned(), value.clone());
    }
    fields
}

fn names(kind: MediaKind, key: &Key, node: &Node, findings: &mut Findings) -> Vec<Named> {
    let mut named = Vec::new();
    for (line, name) in findings.texts(key, node).unwrap_or_default() {
        if let Some(field) = findings.field(kind, line, name) {
            named.push(Named { line, field });
        }
    }
    named
}

fn values(
    kind: MediaKind,
    place: &Key,
    node: &Node,
    findings: &mut Findings,
) -> Vec<(Named, Value)> {
    let mut values = Vec::new();
    for (key, node) in findings.entries(node, &place.name) {
        let Some(field) = findings.field(kind, key.line, &key.name) else { continue };
        if field.of_one_upload {
            let reason =
                format!("{} differs from upload to upload; rules cannot know it", field.name);
            findings.add(key.line, reason);
            continue;
        }
        let value = node.to_value();
        match field.check(&value) {
            Ok(()) => {
                let value = values::normal(field.name, value);
                values.push((Named { line: key.line, field }, value));
            }
            Err(error) => findings.add(key.line, format!("{} {}", error.field, error.reason)),
        }
    }
    values
}

fn extensions(
    kind: MediaKind,
    key: &Key,
    node: &Node,
    findings: &mut Findings,
) -> Option<Vec<String>> {
    let mut extensions = Vec::new();
    let texts = findings.texts(key, node)?;
    for (line, text) in &texts {
        let extension = text.to_ascii_lowercase();
        if catalog::takes(kind, &extension) {
            extensions.push(extension);
        } else {
            let taken = catalog::extensions(kind).join(", ");
            let place = catalog::plural(kind);
            findings
                .add(*line, format!("VOD takes no {place} with extension {text:?}, but {taken}"));
        }
    }
    if texts.is_empty() {
        findings.add(key.line, "extensions holds nothing; leave out the kind to refuse all of it");
    }
    Some(extensions)
}

fn largest(
    kind: MediaKind,
    key: &Key,
    node: &Node,
    findings: &mut Findings,
) -> Option<(usize, Largest)> {
    if catalog::find(kind, "FileSize").is_none() {
        let place = catalog::plural(kind);
        findings.add(key.line, format!("max-file-size: VOD is told no FileSize of {place}"));
        return None;
    }
    let value = node.to_value();
    let (bytes, text) = match &value {
        Value::String(text) => (text.parse().ok().map(|ByteSize(bytes)| bytes), text.clone()),
        other => (other.as_u64(), format!("{other} bytes")),
    };
    match bytes {
        Some(bytes) if bytes > 0 => Some((key.line, Largest { bytes, text })),
        _ => {
            let reason = "max-file-size should be a size above 0, such as 5 GiB, 500 MB or 1048576";
            findings.add(key.line, reason);
            None
        }
    }
}
