//! PutBucket and DeleteBucket.
//!
//! Sources: their pages of the OSS API reference and the page of HTTP status code 409. A bucket
//! that its owner makes again is no error as long as nothing of it would have to change but the
//! ACL: the messages of BucketAlreadyExists name what can't be changed.

use http::{HeaderValue, Response, StatusCode, header};

use super::Call;
use super::answer::{no_content, ok};
use super::attributes::{bucket_acl, storage_class};
use super::document::{Node, body_of};
use super::error::OssError;
use crate::body::Body;
use crate::objects::{BucketProperties, CreateBucketError, DeleteBucketError, Redundancy};

/// The largest CreateBucketConfiguration, in bytes.
const LARGEST: usize = 16 * 1024;

/// Makes a bucket of the account.
pub(super) async fn put_bucket(
    call: &Call<'_>,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    let acl = call.request.header("x-oss-acl").map(|given| bucket_acl(&given)).transpose()?;
    let mut properties = BucketProperties::of_account(call.cloud.now());
    properties.acl = acl.unwrap_or(properties.acl);
    let configuration = body_of(body, LARGEST).await?;
    if !configuration.is_empty() {
        configure(&mut properties, &configuration)?;
    }
    let objects = &call.cloud.objects;
    objects.create_bucket(call.bucket, properties).map_err(|error| taken(error, call.bucket))?;
    if let Some(acl) = acl {
        objects
            .set_bucket_acl(call.bucket, acl)
            .ok_or_else(|| OssError::no_such_bucket(call.bucket))?;
    }
    let mut response = ok();
    if let Ok(location) = HeaderValue::try_from(format!("/{}", call.bucket)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Removes an empty bucket.
pub(super) fn delete_bucket(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    call.refuse_unless_own()?;
    call.cloud.objects.delete_bucket(call.bucket).map_err(|error| match error {
        DeleteBucketError::NoSuchBucket => OssError::no_such_bucket(call.bucket),
        DeleteBucketError::NotEmpty => {
            conflict("BucketNotEmpty", "The bucket you tried to delete is not empty.", call.bucket)
                .ec("0015-00000301")
        }
    })?;
    Ok(no_content())
}

fn configure(properties: &mut BucketProperties, configuration: &[u8]) -> Result<(), OssError> {
    let root = Node::parse(configuration, "CreateBucketConfiguration")?;
    if let Some(class) = root.only("StorageClass")? {
        properties.storage_class = storage_class(class.trimmed())?;
    }
    if let Some(redundancy) = root.only("DataRedundancyType")? {
        let given = redundancy.trimmed();
        properties.redundancy = Redundancy::parse(given).ok_or_else(|| {
            OssError::invalid_argument("The value of DataRedundancyType is not valid.")
                .with("ArgumentName", "DataRedundancyType")
                .with("ArgumentValue", given)
        })?;
    }
    Ok(())
}

fn taken(error: CreateBucketError, bucket: &str) -> OssError {
    let exists = |message| conflict("BucketAlreadyExists", message, bucket).ec("0015-00000104");
    match error {
        CreateBucketError::NotAvailable => exists(
            "The requested bucket name is not available. The bucket namespace is shared by all \
             users of the system. Please select a different name and try again.",
        ),
        CreateBucketError::OtherStorageClass => {
            exists("Cannot modify existing bucket's storage class.")
        }
        CreateBucketError::OtherRedundancy => {
            exists("Bucket already exists can't modify data redundancy type.")
        }
        CreateBucketError::TooMany => OssError::new(
            StatusCode::BAD_REQUEST,
            "TooManyBuckets",
            "You have attempted to create more buckets than allowed.",
        ),
    }
}

fn conflict(code: &'static str, message: &'static str, bucket: &str) -> OssError {
    OssError::new(StatusCode::CONFLICT, code, message).with("BucketName", bucket)
}
