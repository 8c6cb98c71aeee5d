//! Refusals of the RPC gateway and of the services behind it, with their documented codes.
//!
//! VOD's own pages list the business codes ("Error codes"); those of the gateway are those of the
//! general OpenAPI pages. Where no page gives a code the choice is noted at the place that makes it.

use std::borrow::Cow;

use http::StatusCode;

/// What an answer with a status of 400 or more says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct RpcError {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
}

impl RpcError {
    fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self { status, code: code.into(), message: message.into() }
    }

    /// 400 with this code.
    pub(crate) fn bad_request(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 403 with this code.
    pub(crate) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// 404 with this code.
    pub(crate) fn not_found(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// 413: a body that is larger than any call needs.
    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "The request body must not exceed 1 MB.",
        )
    }

    /// 503: the product is down.
    pub(crate) fn unavailable(product: &str) -> Self {
        // VOD's list of errors spells it with a capital A, and no other product does.
        let code = if product == "Vod" { "ServiceUnAvailable" } else { "ServiceUnavailable" };
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            code,
            "The request has failed due to a temporary failure of the server.",
        )
    }

    /// The gateway's refusal of a missing parameter: `Missing{Name}`.
    pub(crate) fn mandatory(name: &str) -> Self {
        Self::bad_request(format!("Missing{name}"), format!("{name} is mandatory for this action."))
    }

    /// VOD's refusal of a missing parameter ("Error codes", common errors).
    pub(crate) fn missing_parameter(name: &str) -> Self {
        Self::bad_request(
            "MissingParameter",
            format!("The required parameter {name} is not supplied."),
        )
    }

    /// VOD's refusal of a value ("Error codes", common errors). `expected` says what is taken.
    pub(crate) fn invalid_parameter(name: &str, expected: &str) -> Self {
        Self::bad_request(
            "InvalidParameter",
            format!("The specified parameter {name} is not valid: it must be {expected}."),
        )
    }

    /// An Action or Version that no service of this cloud has.
    pub(crate) fn unknown_api() -> Self {
        Self::not_found(
            "InvalidApi.NotFound",
            "Specified api is not found, please check your url and method.",
        )
    }

    /// A resource that some operation names and nobody made.
    pub(crate) fn no_such_resource(name: &str) -> Self {
        Self::not_found("NoSuchResource", format!("The specified resource {name} does not exist."))
    }

    /// A VideoId or ReferenceId that belongs to no video.
    pub(crate) fn no_such_video() -> Self {
        Self::not_found("InvalidVideo.NotFound", "The video does not exist.")
    }
}
