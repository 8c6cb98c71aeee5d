//! Which operation a request asks for: method, level (bucket or object) and sub-resource tell.

mod name;

use std::borrow::Cow;

use http::{HeaderMap, Method, StatusCode, header};

use super::error::OssError;
use super::request::OssRequest;

/// The most parts of an upload, and the highest part number.
const MOST_PARTS: u16 = 10_000;

/// The largest page of ListParts.
const LARGEST_PAGE: u16 = 1000;

/// An operation, its parameters checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operation {
    PutObject,
    GetObject,
    HeadObject,
    GetObjectMeta,
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
        if request.target.key.is_none() {
            let name = name::of(request);
            // A form carries its signature in the body, so it would be taken for anonymous.
            return if name == "PostObject" && is_form(&request.headers) {
                Err(Self::Unsupported { name }.not_implemented())
            } else {
                Ok(Self::Unsupported { name })
            };
        }
        let upload_id = request.parameter("uploadId").map(str::to_owned);
        let copies = request.headers.contains_key("x-oss-copy-source");
        let sub_resource = name::sub_resource(request);
        Ok(match (method.as_str(), sub_resource, upload_id) {
            ("PUT", _, Some(upload_id)) if !copies => {
                Self::UploadPart { number: part_number(request)?, upload_id }
            }
            ("PUT", None, None) if !copies => Self::PutObject,
            ("GET", None, Some(upload_id)) => Self::ListParts {
                upload_id,
                marker: number(request, "part-number-marker", 0, 0..=u16::MAX)?,
                max_parts: number(request, "max-parts", LARGEST_PAGE, 1..=LARGEST_PAGE)?,
            },
            ("GET", None, None) => Self::GetObject,
            ("HEAD", None, None) => Self::HeadObject,
            ("HEAD" | "GET", Some("objectMeta"), None) => Self::GetObjectMeta,
            ("POST", Some("uploads"), None) => Self::InitiateMultipartUpload,
            ("POST", None, Some(upload_id)) => Self::CompleteMultipartUpload { upload_id },
            ("DELETE", None, Some(upload_id)) => Self::AbortMultipartUpload { upload_id },
            _ => Self::Unsupported { name: name::of(request) },
        })
    }

    /// The action that a policy must allow, such as `oss:PutObject` (RAM policies of OSS).
    pub(super) fn action(&self) -> Cow<'static, str> {
        match self {
            Self::PutObject
            | Self::InitiateMultipartUpload
            | Self::UploadPart { .. }
            | Self::CompleteMultipartUpload { .. } => "oss:PutObject".into(),
            Self::GetObject | Self::HeadObject | Self::GetObjectMeta => "oss:GetObject".into(),
            Self::ListParts { .. } => "oss:ListParts".into(),
            Self::AbortMultipartUpload { .. } => "oss:AbortMultipartUpload".into(),
            Self::Unsupported { name } => format!("oss:{name}").into(),
        }
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

fn part_number(request: &OssRequest) -> Result<u16, OssError> {
    let given = request.parameter("partNumber").unwrap_or_default();
    if given.is_empty() {
        return Err(OssError::invalid_argument("Unexpected query string parameter")
            .with("ArgumentName", "ResourceType")
            .with("ArgumentValue", "partNumber")
            .ec("0017-00000219"));
    }
    given.parse().ok().filter(|number| (1..=MOST_PARTS).contains(number)).ok_or_else(|| {
        OssError::invalid_argument("Part number must be an integer between 1 and 10000, inclusive.")
            .with("ArgumentName", "PartNumber")
            .with("ArgumentValue", given)
            .ec("0017-00000220")
    })
}

/// A number of the query; absent and empty are the same.
fn number(
    request: &OssRequest,
    name: &'static str,
    default: u16,
    range: std::ops::RangeInclusive<u16>,
) -> Result<u16, OssError> {
    match request.parameter(name) {
        None | Some("") => Ok(default),
        Some(text) => text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            OssError::invalid_argument(format!(
                "Argument {name} must be an integer between {} and {}.",
                range.start(),
                range.end()
            ))
            .with("ArgumentName", name)
            .with("ArgumentValue", text)
        }),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

#[cfg(test)]
mod tests;
