//! Counters for CloudWatch: a line of the log that is a metric as well.
//!
//! CloudWatch reads them out of the log by itself, so a function calls nothing and waits for nothing.
//! Each metric of each function costs, so there is no dimension but the function: who and why stands in
//! the line.
//!
//! Source: *Specification: Embedded metric format* in the Amazon CloudWatch User Guide.

use jiff::Timestamp;
use serde::{Serialize, ser::SerializeMap};

/// The namespace of the metrics.
const NAMESPACE: &str = "vod-upload";
/// Their dimension, by the name that it has in the metrics of Lambda itself.
const FUNCTION_NAME: &str = "FunctionName";

/// `_aws`: which members of the line are metrics.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Metadata {
    /// Milliseconds since 1970.
    timestamp: i64,
    cloud_watch_metrics: [Directive; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    namespace: &'static str,
    dimensions: [[&'static str; 1]; 1],
    metrics: [Definition; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    name: &'static str,
    unit: &'static str,
}

impl Metadata {
    /// That the member of this name is a count.
    pub(super) fn new(now: Timestamp, counter: &'static str) -> Self {
        let metrics = [Definition { name: counter, unit: "Count" }];
        let directive = Directive { namespace: NAMESPACE, dimensions: [[FUNCTION_NAME]], metrics };
        Self { timestamp: now.as_millisecond(), cloud_watch_metrics: [directive] }
    }

    /// Writes it, and the dimension that it refers to.
    pub(super) fn write<M: SerializeMap>(
        &self,
        function: &str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(FUNCTION_NAME, function)?;
        map.serialize_entry("_aws", self)
    }
}
