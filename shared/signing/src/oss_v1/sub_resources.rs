//! Which query parameters signature V1 covers.

/// Query parameters that name a part of a resource, or change what the answer looks like, sorted in
/// byte order. It is the union of the API reference's list and of the lists in the official SDKs, so
/// that whatever one of them signs can be verified. Names that begin with `x-oss-` come on top.
const NAMES: &[&str] = &[
    "accessPoint",
    "accessPointPolicy",
    "acl",
    "append",
    "asyncFetch",
    "bucketArchiveDirectRead",
    "bucketInfo",
    "callback",
    "callback-var",
    "cloudboxes",
    "cname",
    "comp",
    "continuation-token",
    "cors",
    "delete",
    "encryption",
    "endTime",
    "group",
    "httpsConfig",
    "img",
    "inventory",
    "inventoryId",
    "lifecycle",
    "link",
    "live",
    "location",
    "logging",
    "metaQuery",
    "objectInfo",
    "objectMeta",
    "partNumber",
    "policy",
    "position",
    "publicAccessBlock",
    "qos",
    "qosInfo",
    "qosRequester",
    "redundancyTransition",
    "referer",
    "regionList",
    "replication",
    "replicationLocation",
    "replicationProgress",
    "requestPayment",
    "requesterQosInfo",
    "resourceGroup",
    "resourcePool",
    "resourcePoolBuckets",
    "resourcePoolInfo",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "security-token",
    "sequential",
    "startTime",
    "stat",
    "status",
    "style",
    "styleName",
    "symlink",
    "tagging",
    "transferAcceleration",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "vod",
    "website",
    "worm",
    "wormExtend",
    "wormId",
];

/// Appends the sub-resources as `?name=value&name`, decoded and sorted by name. An empty value is
/// written like none. Of a repeated parameter the first counts, as for the signature parameters of a
/// URL.
pub(super) fn write(query: &[(&str, Option<&str>)], out: &mut String) {
    let mut covered: Vec<(&str, &str)> = query
        .iter()
        .filter(|(name, _)| is_covered(name))
        .map(|&(name, value)| (name, value.unwrap_or_default()))
        .collect();
    // The sort is stable, so that the first of a repeated parameter is the one that stays.
    covered.sort_by_key(|(name, _)| *name);
    covered.dedup_by_key(|(name, _)| *name);
    for (index, (name, value)) in covered.into_iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(name);
        if !value.is_empty() {
            out.push('=');
            out.push_str(value);
        }
    }
}

fn is_covered(name: &str) -> bool {
    name.starts_with("x-oss-") || NAMES.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(query: &[(&str, Option<&str>)]) -> String {
        let mut out = String::new();
        write(query, &mut out);
        out
    }

    #[test]
    fn the_list_is_sorted_for_the_search() {
        assert!(NAMES.is_sorted());
    }

    #[test]
    fn covers_sub_resources_only() {
        let query = [
            ("uploadId", Some("A b")),
            ("max-parts", Some("1")),
            ("partNumber", Some("2")),
            ("x-oss-made-up", None),
            ("prefix", Some("p")),
            ("acl", Some("")),
        ];
        assert_eq!(written(&query), "?acl&partNumber=2&uploadId=A b&x-oss-made-up");
        assert_eq!(written(&[("encoding-type", Some("url"))]), "");
    }

    #[test]
    fn the_first_of_a_repeated_parameter_counts() {
        let query = [("uploadId", Some("first")), ("acl", None), ("uploadId", Some("second"))];
        assert_eq!(written(&query), "?acl&uploadId=first");
    }
}
