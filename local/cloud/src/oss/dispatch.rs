//! Every operation, and where it is done.

use std::sync::Arc;

use http::Response;

use super::authentication::Caller;
use super::error::OssError;
use super::operation::Operation;
use super::request::OssRequest;
use super::{
    Call, bucket_info, complete, cors, delete_multiple_objects, delete_object, get_object,
    list_multipart_uploads, list_objects, multipart, object_acl, put_bucket, put_object,
};
use crate::body::Body;
use crate::state::Cloud;

/// Does what was verified and allowed. `caller` is `None` for everybody.
pub(super) async fn perform(
    cloud: &Arc<Cloud>,
    request: &OssRequest,
    operation: Operation,
    caller: Option<&Caller>,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    let call = Call {
        cloud,
        request,
        bucket: request.target.bucket.as_deref().unwrap_or_default(),
        key: request.target.key.as_deref().unwrap_or_default(),
    };
    match operation {
        Operation::ListBuckets => bucket_info::list_buckets(cloud, request),
        Operation::PutBucket => put_bucket::put_bucket(&call, body).await,
        Operation::DeleteBucket => put_bucket::delete_bucket(&call),
        Operation::GetBucketInfo => bucket_info::get_bucket_info(&call),
        Operation::GetBucketLocation => bucket_info::get_bucket_location(&call),
        Operation::GetBucketAcl => bucket_info::get_bucket_acl(&call),
        Operation::PutBucketAcl => bucket_info::put_bucket_acl(&call),
        Operation::PutBucketCors => cors::put_bucket_cors(&call, body).await,
        Operation::GetBucketCors => cors::get_bucket_cors(&call),
        Operation::DeleteBucketCors => cors::delete_bucket_cors(&call),
        Operation::ListObjects => list_objects::list_objects(&call),
        Operation::ListObjectsV2 => list_objects::list_objects_v2(&call),
        Operation::ListMultipartUploads => list_multipart_uploads::list_multipart_uploads(&call),
        Operation::DeleteMultipleObjects => {
            let caller = caller.ok_or_else(OssError::anonymous)?;
            delete_multiple_objects::delete_multiple_objects(&call, caller, body).await
        }
        Operation::PutObject => put_object::put_object(&call, body).await,
        Operation::GetObject => get_object::get_object(&call),
        Operation::HeadObject => get_object::head_object(&call),
        Operation::GetObjectMeta => get_object::get_object_meta(&call),
        Operation::DeleteObject => delete_object::delete_object(&call),
        Operation::PutObjectAcl => object_acl::put_object_acl(&call),
        Operation::GetObjectAcl => object_acl::get_object_acl(&call),
        Operation::InitiateMultipartUpload => multipart::initiate(&call),
        Operation::UploadPart { number, upload_id } => {
            multipart::upload_part(&call, number, &upload_id, body).await
        }
        Operation::ListParts { upload_id, marker, max_parts } => {
            multipart::list_parts(&call, &upload_id, marker, max_parts)
        }
        Operation::CompleteMultipartUpload { upload_id } => {
            complete::complete(&call, &upload_id, body).await
        }
        Operation::AbortMultipartUpload { upload_id } => multipart::abort(&call, &upload_id),
        // A form says itself who asks, so it does not come here.
        Operation::PostObject | Operation::Unsupported { .. } => Err(operation.not_implemented()),
    }
}
