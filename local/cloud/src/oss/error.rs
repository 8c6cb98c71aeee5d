//! What OSS says when it refuses, in the form that its clients parse.
//!
//! Source: OSS documentation, "Error responses" and the pages of the error codes (EC).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method, Response, StatusCode, header};

use super::xml::Element;
use crate::body::{Body, empty, full};
use crate::identities::{Decision, Denial, Principal};

/// An error answer. Boxed inside: it is large and rare.
#[derive(Debug, Clone)]
pub(crate) struct OssError(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    /// The fine code of the documentation, where it is known.
    ec: Option<&'static str>,
    details: Vec<Element>,
    texts: Vec<(&'static str, String)>,
}

impl OssError {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            message: message.into(),
            ec: None,
            details: Vec::new(),
            texts: Vec::new(),
        }))
    }

    /// 400 InvalidArgument.
    pub(crate) fn invalid_argument(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidArgument", message)
    }

    /// 403 AccessDenied.
    pub(crate) fn access_denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", message)
    }

    /// 403 AccessDenied: nobody may do it without a signature.
    pub(crate) fn anonymous() -> Self {
        Self::access_denied("Anonymous access is forbidden for this operation.").ec("0003-00000905")
    }

    /// 403 AccessDenied by a policy, and which kind of policy it was. What the service encodes into
    /// `EncodedDiagnosticMessage` is its own secret; here it names the statement.
    pub(crate) fn denied_by_policy(action: &str, principal: &Principal, denial: &Denial) -> Self {
        let diagnosis = Decision::Denied(denial.clone()).to_string();
        let detail = Element::new("AccessDeniedDetail")
            .text("AuthAction", action)
            .text("AuthPrincipalType", principal.principal_type())
            .text("AuthPrincipalDisplayName", principal.display_name())
            .text("AuthPrincipalOwnerId", principal.account_id())
            .text("PolicyType", denial.policy_type.name())
            .text("NoPermissionType", denial.no_permission_type())
            .text("EncodedDiagnosticMessage", STANDARD.encode(diagnosis));
        let explicit = denial.grounds.is_some();
        Self::access_denied("Access denied by authorizer's policy.")
            .with_element(detail)
            .ec(if explicit { "0003-00000201" } else { "0003-00000202" })
    }

    /// 404 NoSuchUpload.
    pub(crate) fn no_such_upload(upload_id: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may \
             have been aborted or completed.",
        )
        .with("UploadId", upload_id)
        .ec("0042-00000002")
    }

    /// 409 FileAlreadyExists.
    pub(crate) fn file_already_exists() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "FileAlreadyExists",
            "The object you specified already exists and can not be overwritten.",
        )
        .ec("0026-00000002")
    }

    /// 404 NoSuchKey.
    pub(crate) fn no_such_key(key: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.")
            .with("Key", key)
            .ec("0026-00000001")
    }

    /// 404 NoSuchBucket.
    pub(crate) fn no_such_bucket(bucket: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NoSuchBucket", "The specified bucket does not exist.")
            .with("BucketName", bucket)
            .ec("0015-00000101")
    }

    /// 400 NotImplemented: a header asks for what this cloud does not do.
    pub(crate) fn header_not_implemented(header: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "NotImplemented",
            "A header you provided implies functionality that is not implemented.",
        )
        .with("Header", header)
    }

    /// 403 AccessDenied: the bucket is of another region than the endpoint.
    pub(crate) fn other_endpoint(bucket: &str, region: &str) -> Self {
        Self::access_denied(
            "The bucket you are attempting to access must be addressed using the specified \
             endpoint. Please send all future requests to this endpoint.",
        )
        .with("Bucket", bucket)
        .with("Endpoint", format!("oss-{region}.aliyuncs.com"))
        .ec("0003-00001403")
    }

    /// 500 InternalError: this machine failed. The cause stands in the log.
    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(%cause, "an OSS request failed on this machine's side");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            "We encountered an internal error. Please try again.",
        )
    }

    /// Adds the fine code.
    #[must_use]
    pub(crate) fn ec(mut self, ec: &'static str) -> Self {
        self.0.ec = Some(ec);
        self
    }

    /// 503: OSS is down.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "The service is temporarily unavailable. Please try again later.",
        )
    }

    /// Adds an element of text.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.0.texts.push((name, text.into()));
        self
    }

    /// Adds an element with children, behind those of text.
    #[must_use]
    pub(crate) fn with_element(mut self, element: Element) -> Self {
        self.0.details.push(element);
        self
    }

    /// `Code`, for logs.
    pub(crate) fn code(&self) -> &'static str {
        self.0.code
    }

    /// `Message`, for explanations.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// The answer: XML, and for HEAD, which has no body, the same in `x-oss-err`.
    pub(crate) fn into_response(
        self,
        method: &Method,
        request_id: &str,
        host: &str,
    ) -> Response<Body> {
        let Parts { status, ec, .. } = *self.0;
        let document = self.document(request_id, host);
        let mut response = if *method == Method::HEAD {
            let mut response = Response::new(empty());
            if let Ok(value) = HeaderValue::try_from(STANDARD.encode(&document)) {
                response.headers_mut().insert("x-oss-err", value);
            }
            response
        } else {
            let mut response = Response::new(full(document));
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
            response
        };
        *response.status_mut() = status;
        if let Some(ec) = ec {
            response.headers_mut().insert("x-oss-ec", HeaderValue::from_static(ec));
        }
        response
    }

    fn document(&self, request_id: &str, host: &str) -> String {
        let parts = &*self.0;
        let mut root = Element::new("Error")
            .text("Code", parts.code)
            .text("Message", &parts.message)
            .text("RequestId", request_id)
            .text("HostId", host);
        for (name, text) in &parts.texts {
            root = root.text(name, text);
        }
        for element in &parts.details {
            root = root.child(element);
        }
        if let Some(ec) = parts.ec {
            root = root
                .text("EC", ec)
                .text("RecommendDoc", format!("https://api.aliyun.com/troubleshoot?q={ec}"));
        }
        root.document()
    }
}
