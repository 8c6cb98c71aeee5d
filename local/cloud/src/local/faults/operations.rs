//! Which names of operations a fault may be asked for, so that a slip of the pen is no fault that
//! never fires.

use super::super::answer::LocalError;
use super::catalogue::{Definition, Place};
use crate::rpc;

/// Every event, of whatever type.
const ANY_EVENT: &str = "callback";

const OF_OSS: &[&str] = &[
    "AbortMultipartUpload",
    "AppendObject",
    "CompleteMultipartUpload",
    "CopyObject",
    "DeleteBucket",
    "DeleteBucketCors",
    "DeleteMultipleObjects",
    "DeleteObject",
    "GetBucketAcl",
    "GetBucketCors",
    "GetBucketInfo",
    "GetBucketLocation",
    "GetBucketStat",
    "GetObject",
    "GetObjectAcl",
    "GetObjectMeta",
    "HeadObject",
    "InitiateMultipartUpload",
    "ListBuckets",
    "ListMultipartUploads",
    "ListObjects",
    "ListObjectsV2",
    "ListParts",
    "PostObject",
    "PutBucket",
    "PutBucketAcl",
    "PutBucketCors",
    "PutObject",
    "PutObjectAcl",
    "UploadPart",
    "UploadPartCopy",
];

const EVENTS: &[&str] = &[
    "AttachedMediaUploadComplete",
    "FileUploadComplete",
    "ImageUploadComplete",
    "SnapshotComplete",
    "StreamTranscodeComplete",
    "TranscodeComplete",
    "UploadByURLComplete",
    "VideoAnalysisComplete",
    "WorkflowTaskComplete",
];

/// The operations that a fault is for. Empty means all that its places have.
pub(super) fn check(
    definition: &Definition,
    given: Option<Vec<String>>,
) -> Result<Vec<String>, LocalError> {
    let Some(given) = given else {
        return Ok(definition.operations.iter().map(|name| (*name).to_owned()).collect());
    };
    let name = definition.name;
    if !definition.places.iter().any(|place| has_operations(*place)) {
        return Err(LocalError::bad_request(format!(
            "{name} takes no operation: it is not about calls"
        )));
    }
    let known = |operation: &String| definition.places.iter().any(|place| has(*place, operation));
    if let Some(unknown) = given.iter().find(|operation| !known(operation)) {
        return Err(LocalError::bad_request(format!(
            "{name} knows no operation `{unknown}`: it takes names of {}",
            definition
                .places
                .iter()
                .map(|place| names_of(*place))
                .collect::<Vec<_>>()
                .join(" and ")
        )));
    }
    let all = given.iter().any(|operation| operation == ANY_EVENT);
    Ok(if all { Vec::new() } else { given })
}

fn has_operations(place: Place) -> bool {
    matches!(place, Place::Rpc | Place::Oss | Place::Callback)
}

fn has(place: Place, operation: &str) -> bool {
    match place {
        Place::Rpc => rpc::has_operation(operation),
        Place::Oss => OF_OSS.contains(&operation),
        Place::Callback => operation == ANY_EVENT || EVENTS.contains(&operation),
        Place::Grant | Place::ListParts | Place::Connection => false,
    }
}

fn names_of(place: Place) -> &'static str {
    match place {
        Place::Rpc => "VOD and STS actions",
        Place::Oss => "OSS operations",
        Place::Callback => "event types, or `callback` for all",
        Place::Grant | Place::ListParts | Place::Connection => "nothing",
    }
}
