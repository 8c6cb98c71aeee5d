//! Which operation a request asks for: method, level (bucket or object) and sub-resource tell.

mod name;

use std::borrow::Cow;

use http::{Method, StatusCode};

use super::error::OssError;
use super::list_query::number;
use super::request::OssRequest;

/// The most parts of an upload, and the highest part number.
const MOST_PARTS: u16 = 10_000;

/// The largest page of ListParts.
const LARGEST_PAGE: u16 = 1000;

/// An operation. What it takes besides is read where it is done, unless it stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operation {
    ListBuckets,
    PutBucket,
    DeleteBucket,
    GetBucketInfo,
    GetBucketLocation,
    GetBucketAcl,
    PutBucketAcl,
    PutBucketCors,
    GetBucketCors,
    DeleteBucketCors,
    ListObjects,
    ListObjectsV2,
    ListMultipartUploads,
    DeleteMultipleObjects,
    PostObject,
    PutObject,
    GetObject,
    HeadObject,
    GetObjectMeta,
    DeleteObject,
    PutObjectAcl,
    GetObjectAcl,
    InitiateMultipartUpload,
    UploadPart {
        number: u16,
        upload_id: String,
    },
    ListParts {
        upload_id: String,
        marker: u16,
        max_parts: u16,
    },
    CompleteMultipartUpload {
        upload_id: String,
    },
    AbortMultipartUpload {
        upload_id: String,
    },
    /// The cloud has it, this one has not.
    Unsupported {
        name: Cow<'static, str>,
    },
}

impl Operation {
    pub(super) fn of(request: &OssRequest) -> Result<Self, OssError> {
        let method = &request.method;
        if ![Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE].contains(method)
        {
            return Err(OssError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            )
            .with("Method", method.as_str()));
        }
        let sub_resource = name::sub_resource(request);
        let found = match (&request.target.bucket, &request.target.key) {
            (None, _) => of_service(method, sub_resource),
            (Some(_), None) => of_bucket(request, sub_resource),
            (Some(_), Some(_)) => of_object(request, sub_resource)?,
        };
        Ok(found.unwrap_or_else(|| Self::Unsupported { name: name::of(request) }))
    }

    /// The action that a policy must allow, such as `oss:PutObject` (RAM policies of OSS).
    pub(super) fn action(&self) -> Cow<'static, str> {
        let name = match self {
            Self::PutObject
            | Self::PostObject
            | Self::InitiateMultipartUpload
            | Self::UploadPart { .. }
            | Self::CompleteMultipartUpload { .. } => "oss:PutObject",
            Self::GetObject | Self::HeadObject | Self::GetObjectMeta => "oss:GetObject",
            Self::DeleteObject | Self::DeleteMultipleObjects => "oss:DeleteObject",
            Self::ListParts { .. } => "oss:ListParts",
            Self::AbortMultipartUpload { .. } => "oss:AbortMultipartUpload",
            Self::ListBuckets => "oss:ListBuckets",
            Self::PutBucket => "oss:PutBucket",
            Self::DeleteBucket => "oss:DeleteBucket",
            Self::GetBucketInfo => "oss:GetBucketInfo",
            Self::GetBucketLocation => "oss:GetBucketLocation",
            Self::GetBucketAcl => "oss:GetBucketAcl",
            Self::PutBucketAcl => "oss:PutBucketAcl",
            Self::PutBucketCors => "oss:PutBucketCors",
            Self::GetBucketCors => "oss:GetBucketCors",
            Self::DeleteBucketCors => "oss:DeleteBucketCors",
            Self::ListObjects | Self::ListObjectsV2 => "oss:ListObjects",
            Self::ListMultipartUploads => "oss:ListMultipartUploads",
            Self::PutObjectAcl => "oss:PutObjectAcl",
            Self::GetObjectAcl => "oss:GetObjectAcl",
            Self::Unsupported { name } => return format!("oss:{name}").into(),
        };
        name.into()
    }

    /// Whether the bucket has to be there before anything else is asked.
    pub(super) fn needs_bucket(&self) -> bool {
        !matches!(self, Self::ListBuckets | Self::PutBucket)
    }

    /// 400 NotImplemented, with the operation's name.
    pub(super) fn not_implemented(&self) -> OssError {
        let name = match self {
            Self::Unsupported { name } => name.clone(),
            implemented => implemented.action(),
        };
        OssError::new(
            StatusCode::BAD_REQUEST,
            "NotImplemented",
            format!("The local cloud does not implement {name}."),
        )
        .with("Operation", name)
    }
}

fn of_service(method: &Method, sub_resource: Option<&str>) -> Option<Operation> {
    (method == Method::GET && sub_resource.is_none()).then_some(Operation::ListBuckets)
}

fn of_bucket(request: &OssRequest, sub_resource: Option<&str>) -> Option<Operation> {
    Some(match (request.method.as_str(), sub_resource) {
        ("GET", None) if request.parameter("list-type") == Some("2") => Operation::ListObjectsV2,
        ("GET", None) => Operation::ListObjects,
        ("GET", Some("uploads")) => Operation::ListMultipartUploads,
        ("GET", Some("bucketInfo")) => Operation::GetBucketInfo,
        ("GET", Some("location")) => Operation::GetBucketLocation,
        ("GET", Some("acl")) => Operation::GetBucketAcl,
        ("GET", Some("cors")) => Operation::GetBucketCors,
        ("PUT", None) => Operation::PutBucket,
        ("PUT", Some("acl")) => Operation::PutBucketAcl,
        ("PUT", Some("cors")) => Operation::PutBucketCors,
        ("DELETE", None) => Operation::DeleteBucket,
        ("DELETE", Some("cors")) => Operation::DeleteBucketCors,
        ("POST", Some("delete")) => Operation::DeleteMultipleObjects,
        ("POST", None) => Operation::PostObject,
        _ => return None,
    })
}

fn of_object(
    request: &OssRequest,
    sub_resource: Option<&str>,
) -> Result<Option<Operation>, OssError> {
    let upload_id = request.parameter("uploadId").map(str::to_owned);
    let copies = request.headers.contains_key("x-oss-copy-source");
    Ok(Some(match (request.method.as_str(), sub_resource, upload_id) {
        ("PUT", None, Some(upload_id)) if !copies => {
            Operation::UploadPart { number: part_number(request)?, upload_id }
        }
        ("PUT", None, None) if !copies => Operation::PutObject,
        ("PUT", Some("acl"), None) => Operation::PutObjectAcl,
        ("GET", Some("acl"), None) => Operation::GetObjectAcl,
        ("GET", None, Some(upload_id)) => Operation::ListParts {
            upload_id,
            marker: number(request, "part-number-marker", 0, 0..=u16::MAX)?,
            max_parts: number(request, "max-parts", LARGEST_PAGE, 1..=LARGEST_PAGE)?,
        },
        ("GET", None, None) => Operation::GetObject,
        ("HEAD", None, None) => Operation::HeadObject,
        ("HEAD" | "GET", Some("objectMeta"), None) => Operation::GetObjectMeta,
        ("POST", Some("uploads"), None) => Operation::InitiateMultipartUpload,
        ("POST", None, Some(upload_id)) => Operation::CompleteMultipartUpload { upload_id },
        ("DELETE", None, Some(upload_id)) => Operation::AbortMultipartUpload { upload_id },
        ("DELETE", None, None) => Operation::DeleteObject,
        _ => return Ok(None),
    }))
}

fn part_number(request: &OssRequest) -> Result<u16, OssError> {
    let given = request.parameter("partNumber").unwrap_or_default();
    if given.is_empty() {
        return Err(OssError::invalid_argument("Unexpected query string parameter")
            .with("ArgumentName", "ResourceType")
            .with("ArgumentValue", "partNumber")
            .ec("0017-00000219"));
    }
    read_part_number(given)
}

/// A part number, wherever it stands.
pub(super) fn read_part_number(given: &str) -> Result<u16, OssError> {
    given.parse().ok().filter(|number| (1..=MOST_PARTS).contains(number)).ok_or_else(|| {
        OssError::invalid_argument("Part number must be an integer between 1 and 10000, inclusive.")
            .with("ArgumentName", "PartNumber")
            .with("ArgumentValue", given)
            .ec("0017-00000220")
    })
}

#[cfg(test)]
mod tests;
