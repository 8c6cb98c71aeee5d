//! What everybody may do without a signature: read, and write, where an ACL says so.
//!
//! Sources: PutBucketAcl, PutObjectACL and the pages of the error codes 0003-*.

use super::error::OssError;
use super::operation::Operation;
use super::request::OssRequest;
use crate::local::Trail;
use crate::state::Cloud;

/// Judges a request without a signature, or one that no policy says anything about.
pub(super) fn allow(
    cloud: &Cloud,
    request: &OssRequest,
    operation: &Operation,
) -> Result<(), OssError> {
    let judged = judge(cloud, request, operation);
    let decision = match &judged {
        Ok(()) => "allowed by an ACL",
        Err(error) if error.code() == "AccessDenied" => "denied, because no ACL allows it",
        Err(_) => return judged,
    };
    let resource = request.target.resource(&cloud.config.account.id);
    Trail::asked(&operation.action(), &resource, decision);
    judged
}

fn judge(cloud: &Cloud, request: &OssRequest, operation: &Operation) -> Result<(), OssError> {
    let (Some(bucket), Some(key)) = (&request.target.bucket, &request.target.key) else {
        return Err(OssError::anonymous());
    };
    let bucket_acl = cloud
        .objects
        .bucket(bucket)
        .map(|properties| properties.acl)
        .ok_or_else(|| OssError::no_such_bucket(bucket))?;
    match operation {
        Operation::GetObject | Operation::HeadObject | Operation::GetObjectMeta => {
            if request.query.iter().any(|(name, _)| name.starts_with("response-")) {
                return Err(OssError::invalid_argument(
                    "Anonymous requests must not replace headers of the answer.",
                ));
            }
            let own = cloud.objects.object(bucket, key).map(|object| object.attributes.acl);
            let acl = own.unwrap_or_default().within(bucket_acl);
            if acl.lets_read() { Ok(()) } else { Err(no_right(own.unwrap_or_default().is_own())) }
        }
        Operation::PutObject
        | Operation::InitiateMultipartUpload
        | Operation::UploadPart { .. }
        | Operation::ListParts { .. }
        | Operation::CompleteMultipartUpload { .. }
        | Operation::AbortMultipartUpload { .. }
        | Operation::DeleteObject => {
            if bucket_acl.lets_write() {
                Ok(())
            } else {
                Err(no_right(false))
            }
        }
        _ => Err(OssError::anonymous()),
    }
}

fn no_right(by_object: bool) -> OssError {
    OssError::access_denied(if by_object {
        "You have no right to access this object."
    } else {
        "You have no right to access this object because of bucket acl."
    })
    .ec("0003-00000001")
}
