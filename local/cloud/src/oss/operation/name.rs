//! The documentation's names of operations that only have to be told apart from the others.

use std::borrow::Cow;

use super::OssRequest;

/// Query parameters that choose an operation. All others qualify one, sign it, or mean nothing.
const SUB_RESOURCES: [&str; 66] = [
    "accessPoint",
    "accessPointPolicy",
    "acl",
    "append",
    "asyncFetch",
    "bucketArchiveDirectRead",
    "bucketInfo",
    "callback",
    "cloudboxes",
    "cname",
    "comp",
    "cors",
    "delete",
    "encryption",
    "group",
    "httpsConfig",
    "img",
    "inventory",
    "lifecycle",
    "link",
    "live",
    "location",
    "logging",
    "metaQuery",
    "objectInfo",
    "objectMeta",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "qos",
    "qosInfo",
    "qosRequester",
    "redundancyTransition",
    "referer",
    "regionList",
    "regions",
    "replication",
    "replicationLocation",
    "replicationProgress",
    "requestPayment",
    "requesterQosInfo",
    "resourceGroup",
    "resourcePool",
    "resourcePoolBuckets",
    "resourcePoolInfo",
    "restore",
    "sequential",
    "stat",
    "style",
    "styleName",
    "symlink",
    "tagging",
    "transferAcceleration",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "vod",
    "website",
    "worm",
    "wormExtend",
    "wormId",
    "x-oss-async-process",
    "x-oss-process",
    "x-oss-traffic-limit",
    "x-oss-write-get-object-response",
];

/// The sub-resource that chooses the operation, if there is one.
pub(super) fn sub_resource(request: &OssRequest) -> Option<&'static str> {
    SUB_RESOURCES.into_iter().find(|name| request.parameter(name).is_some())
}

/// What the documentation calls the operation; `METHOD ?sub-resource` where no name is at hand.
pub(super) fn of(request: &OssRequest) -> Cow<'static, str> {
    let method = request.method.as_str();
    let sub_resource = sub_resource(request);
    let name = match (&request.target.bucket, &request.target.key) {
        (None, _) => of_service(method, sub_resource),
        (Some(_), None) => of_bucket(method, sub_resource),
        (Some(_), Some(_)) => of_object(request, method, sub_resource),
    };
    match (name, sub_resource) {
        (Some(name), _) => name.into(),
        (None, Some(sub_resource)) => format!("{method} ?{sub_resource}").into(),
        (None, None) => method.to_owned().into(),
    }
}

fn of_service(method: &str, sub_resource: Option<&str>) -> Option<&'static str> {
    match (method, sub_resource) {
        ("GET", Some("regionList" | "regions")) => Some("DescribeRegions"),
        _ => None,
    }
}

fn of_bucket(method: &str, sub_resource: Option<&str>) -> Option<&'static str> {
    Some(match (method, sub_resource) {
        ("GET", Some("versions")) => "ListObjectVersions",
        ("GET", Some("stat")) => "GetBucketStat",
        ("GET", Some("lifecycle")) => "GetBucketLifecycle",
        ("PUT", Some("lifecycle")) => "PutBucketLifecycle",
        _ => return None,
    })
}

fn of_object(
    request: &OssRequest,
    method: &str,
    sub_resource: Option<&str>,
) -> Option<&'static str> {
    let has_upload_id = request.parameter("uploadId").is_some();
    Some(match (method, sub_resource) {
        ("PUT", None) if has_upload_id => "UploadPartCopy",
        ("PUT", None) => "CopyObject",
        ("PUT", Some("acl")) => "PutObjectAcl",
        ("PUT", Some("tagging")) => "PutObjectTagging",
        ("PUT", Some("symlink")) => "PutSymlink",
        ("GET", Some("tagging")) => "GetObjectTagging",
        ("GET", Some("symlink")) => "GetSymlink",
        ("DELETE", Some("tagging")) => "DeleteObjectTagging",
        ("POST", Some("append")) => "AppendObject",
        ("POST", Some("restore")) => "RestoreObject",
        _ => return None,
    })
}
