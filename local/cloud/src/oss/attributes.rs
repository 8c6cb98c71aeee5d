//! What a write says of its object beside the bytes: metadata, ACL, storage class.
//!
//! Sources: PutObject, InitiateMultipartUpload, PostObject of the OSS API reference. No page names
//! the codes of values that no object can have; here they are InvalidArgument.

use http::{HeaderMap, StatusCode};

use super::Call;
use super::error::OssError;
use crate::objects::{Acl, Attributes, Metadata, ObjectAcl, StorageClass};

/// All `x-oss-meta-*` of an object together, in bytes: 8 KB.
const MOST_USER_METADATA: usize = 8 * 1024;

/// Classes whose objects have to be restored before they are read.
const COLD: [&str; 3] = ["Archive", "ColdArchive", "DeepColdArchive"];

/// What the request's headers say of a new object or upload.
pub(super) fn attributes(call: &Call<'_>) -> Result<Attributes, OssError> {
    read(call, &call.request.headers)
}

/// The same of the fields of a form.
pub(super) fn read(call: &Call<'_>, headers: &HeaderMap) -> Result<Attributes, OssError> {
    let bucket = call
        .cloud
        .objects
        .bucket(call.bucket)
        .ok_or_else(|| OssError::no_such_bucket(call.bucket))?;
    let text = |name| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let acl = text("x-oss-object-acl").map(|given| object_acl(&given)).transpose()?;
    let class = text("x-oss-storage-class").filter(|given| !given.is_empty());
    let class = class.map(|given| storage_class(&given)).transpose()?;
    Ok(Attributes {
        metadata: metadata(headers)?,
        acl: acl.unwrap_or_default(),
        storage_class: class.unwrap_or(bucket.storage_class),
    })
}

/// `x-oss-object-acl`.
pub(super) fn object_acl(given: &str) -> Result<ObjectAcl, OssError> {
    ObjectAcl::parse(given).ok_or_else(|| no_such_value("x-oss-object-acl", given))
}

/// `x-oss-acl` of a bucket.
pub(super) fn bucket_acl(given: &str) -> Result<Acl, OssError> {
    Acl::parse(given).ok_or_else(|| no_such_value("x-oss-acl", given))
}

/// `x-oss-storage-class`, and `StorageClass` of PutBucket.
pub(super) fn storage_class(given: &str) -> Result<StorageClass, OssError> {
    StorageClass::parse(given).ok_or_else(|| {
        if COLD.contains(&given) {
            OssError::header_not_implemented("x-oss-storage-class")
        } else {
            no_such_value("x-oss-storage-class", given)
        }
    })
}

fn no_such_value(name: &str, given: &str) -> OssError {
    OssError::invalid_argument(format!("The value of {name} is not valid."))
        .with("ArgumentName", name)
        .with("ArgumentValue", given)
}

fn metadata(headers: &HeaderMap) -> Result<Metadata, OssError> {
    let metadata = Metadata::of(headers);
    if metadata.user_bytes() > MOST_USER_METADATA {
        return Err(OssError::new(
            StatusCode::BAD_REQUEST,
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size.",
        ));
    }
    Ok(metadata)
}
