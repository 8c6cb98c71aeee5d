//! What a bucket is: GetBucketInfo, GetBucketLocation, GetBucketAcl, and ListBuckets of all.
//!
//! Sources: their pages of the OSS API reference. Buckets that VOD made are not in the account's
//! list.

use std::sync::Arc;

use http::Response;
use model::time::iso8601;

use super::Call;
use super::answer::{ok, xml};
use super::attributes::bucket_acl;
use super::error::OssError;
use super::list_query::{name, number};
use super::request::OssRequest;
use super::xml::Element;
use crate::body::Body;
use crate::objects::{BucketOwner, BucketProperties};
use crate::state::Cloud;

/// All buckets of the account, by name.
pub(super) fn list_buckets(
    cloud: &Cloud,
    request: &OssRequest,
) -> Result<Response<Body>, OssError> {
    let (prefix, marker) = (name(request, "prefix")?, name(request, "marker")?);
    let max_keys = number(request, "max-keys", 100, 1..=1000)?;
    let mut buckets = cloud.objects.buckets();
    buckets.retain(|(name, properties)| {
        properties.owner == BucketOwner::Account
            && name.starts_with(prefix)
            && name.as_str() > marker
    });
    let truncated = buckets.len() > usize::from(max_keys);
    buckets.truncate(usize::from(max_keys));
    let mut list = Element::new("Buckets");
    for (name, properties) in &buckets {
        list = list.child(&summary(cloud, name, properties));
    }
    let mut root = Element::new("ListAllMyBucketsResult")
        .text("Prefix", prefix)
        .text("Marker", marker)
        .text("MaxKeys", max_keys)
        .text("IsTruncated", truncated);
    if let Some((last, _)) = buckets.last().filter(|_| truncated) {
        root = root.text("NextMarker", last);
    }
    Ok(xml(&root.child(&Element::owner(&cloud.config.account.id)).child(&list)))
}

/// GetBucketInfo.
pub(super) fn get_bucket_info(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let properties = properties(call)?;
    let bucket = summary(call.cloud, call.bucket, &properties)
        .text("TransferAcceleration", "Disabled")
        .text("CrossRegionReplication", "Disabled")
        .text("DataRedundancyType", properties.redundancy.as_str())
        .child(&Element::owner(&call.cloud.config.account.id))
        .child(&grant(&properties))
        .child(&Element::new("ServerSideEncryptionRule").text("SSEAlgorithm", "None"))
        .text("Comment", "");
    Ok(xml(&Element::new("BucketInfo").child(&bucket)))
}

/// GetBucketLocation.
pub(super) fn get_bucket_location(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    properties(call)?;
    let location = format!("oss-{}", call.cloud.config.region);
    Ok(xml(&Element::of_text("LocationConstraint", location)))
}

/// GetBucketAcl.
pub(super) fn get_bucket_acl(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let policy = Element::new("AccessControlPolicy")
        .child(&Element::owner(&call.cloud.config.account.id))
        .child(&grant(&*properties(call)?));
    Ok(xml(&policy))
}

/// PutBucketAcl.
pub(super) fn put_bucket_acl(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    call.refuse_unless_own()?;
    let acl = bucket_acl(&call.request.header("x-oss-acl").unwrap_or_default())?;
    call.cloud
        .objects
        .set_bucket_acl(call.bucket, acl)
        .ok_or_else(|| OssError::no_such_bucket(call.bucket))?;
    Ok(ok())
}

fn properties(call: &Call<'_>) -> Result<Arc<BucketProperties>, OssError> {
    call.cloud.objects.bucket(call.bucket).ok_or_else(|| OssError::no_such_bucket(call.bucket))
}

/// What both a list and the bucket's own page tell.
fn summary(cloud: &Cloud, name: &str, properties: &BucketProperties) -> Element {
    let region = &cloud.config.region;
    Element::new("Bucket")
        .text("CreationDate", iso8601(properties.creation_date).replace('Z', ".000Z"))
        .text("ExtranetEndpoint", format_args!("oss-{region}.aliyuncs.com"))
        .text("IntranetEndpoint", format_args!("oss-{region}-internal.aliyuncs.com"))
        .text("Location", format_args!("oss-{region}"))
        .text("Name", name)
        .text("Region", region)
        .text("StorageClass", properties.storage_class.as_str())
}

fn grant(properties: &BucketProperties) -> Element {
    Element::new("AccessControlList").text("Grant", properties.acl.as_str())
}
