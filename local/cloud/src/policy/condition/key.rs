//! The condition keys that are documented and that this cloud can judge.
//!
//! A key of a service that is not here is refused rather than taken for absent: with a misspelt key
//! an Allow would never apply, and a Deny would be a hole. Objects and buckets of this cloud have no
//! tags, so the keys of tags are taken and are always absent.

const KEYS: [&str; 12] = [
    "acs:AccessId",
    "acs:CurrentTime",
    "acs:MFAPresent",
    "acs:SecureTransport",
    "acs:SourceIp",
    "acs:SourceVpc",
    "acs:UserAgent",
    "oss:Delimiter",
    "oss:Prefix",
    "oss:x-oss-acl",
    "oss:x-oss-object-acl",
    // Of trust policies: what AssumeRole was given.
    "sts:ExternalId",
];

/// Those that end in the name of a tag.
const TAGS: [&str; 3] = ["oss:BucketTag/", "oss:ExistingObjectTag/", "oss:RequestObjectTag/"];

/// Whether a policy may ask for this key. Case counts.
pub(super) fn is_known(key: &str) -> bool {
    KEYS.contains(&key)
        || TAGS.iter().any(|prefix| key.strip_prefix(prefix).is_some_and(|tag| !tag.is_empty()))
}
