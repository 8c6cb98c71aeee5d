//! The rules of the embedded metric format, by the names of its specification.
//!
//! Source: *Specification: Embedded metric format* in the Amazon CloudWatch User Guide.

use serde_json::{Map, Value};

use crate::stage::Place;

/// CloudWatch takes no larger event (256 KB, of which 26 bytes are its own).
const LARGEST_EVENT: usize = 262_144 - 26;

/// On Lambda the line is a document of the format with one count in it; elsewhere it has the count alone.
pub(crate) fn check(place: Place, line: &Value) {
    let root = line.as_object().unwrap();
    let counter = match line["event"].as_str().unwrap() {
        "issued" => "CredentialsIssued",
        "refreshed" => "CredentialsRefreshed",
        "cancelled" => "UploadsCancelled",
        "refused" => "RequestsRefused",
        "failed" => "RequestsFailed",
        other => panic!("{other} is no event"),
    };
    assert_eq!(root[counter], 1, "{line}");
    match place {
        Place::Lambda => {
            assert_eq!(metrics(root), [counter], "{line}");
            assert!(line.to_string().len() < LARGEST_EVENT);
        }
        Place::Gateway => assert!(!root.contains_key("_aws"), "{line}"),
    }
}

/// The names of the metrics in a document, which must keep every rule.
fn metrics(root: &Map<String, Value>) -> Vec<&str> {
    // Root node: the metadata object, and no target member missing.
    let metadata = exactly(&root["_aws"], &["Timestamp", "CloudWatchMetrics"]);
    let timestamp = metadata["Timestamp"].as_i64().expect("milliseconds");
    // Milliseconds, not seconds: of this century.
    assert!((946_684_800_000..4_102_444_800_000).contains(&timestamp), "{timestamp}");
    let directives = metadata["CloudWatchMetrics"].as_array().expect("an array of MetricDirective");
    let mut names = Vec::new();
    for directive in directives {
        names.extend(metric_directive(root, directive));
    }
    names
}

/// MetricDirective object.
fn metric_directive<'a>(root: &Map<String, Value>, directive: &'a Value) -> Vec<&'a str> {
    let directive = exactly(directive, &["Namespace", "Dimensions", "Metrics"]);
    name(&directive["Namespace"]);
    let dimensions = directive["Dimensions"].as_array().expect("an array of DimensionSet");
    assert!(!dimensions.is_empty());
    for dimension_set in dimensions {
        let dimension_set = dimension_set.as_array().expect("a DimensionSet");
        // 30 since 2022; 9 before, which every version takes.
        assert!(dimension_set.len() <= 9);
        for reference in dimension_set {
            // Target member of a dimension: a text on the root node.
            let value = root[name(reference)].as_str().expect("a text");
            assert!((1..=1_024).contains(&value.len()) && value.is_ascii(), "{value:?}");
        }
    }
    let metrics = directive["Metrics"].as_array().expect("an array of MetricDefinition");
    assert!((1..=100).contains(&metrics.len()));
    metrics.iter().map(|definition| metric_definition(root, definition)).collect()
}

/// MetricDefinition object.
fn metric_definition<'a>(root: &Map<String, Value>, definition: &'a Value) -> &'a str {
    let definition = exactly(definition, &["Name", "Unit"]);
    assert_eq!(definition["Unit"], "Count");
    let metric = name(&definition["Name"]);
    // Target member of a metric: a number on the root node, or up to 100 of them.
    assert!(root[metric].is_number(), "{metric}");
    metric
}

/// An object with these members, and no others.
fn exactly<'a>(object: &'a Value, members: &[&str]) -> &'a Map<String, Value> {
    let object = object.as_object().expect("an object");
    assert!(object.keys().all(|key| members.contains(&key.as_str())), "{object:?}");
    assert!(members.iter().all(|member| object.contains_key(*member)), "{object:?}");
    object
}

/// A reference or a namespace: 1 to 255 characters.
fn name(value: &Value) -> &str {
    let name = value.as_str().expect("a text");
    assert!((1..=255).contains(&name.len()), "{name:?}");
    name
}
