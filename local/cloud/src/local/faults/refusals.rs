//! Refusals that a fault orders: codes, statuses and words are those of the cloud.
//!
//! No page gives the code of OSS for too many requests; QpsLimitExceeded with status 503 is what is
//! seen of the service.

use http::{Extensions, StatusCode};

use super::Fault;
use crate::oss::OssError;
use crate::rpc::RpcError;

/// Noted on a request that is to be refused, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refuse(pub(super) Fault);

impl Refuse {
    /// What was noted.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().copied()
    }

    /// What VOD or STS says.
    pub(crate) fn rpc(self, product: &str) -> RpcError {
        match self.0 {
            Fault::AccessKeyDisabled => RpcError::bad_request(
                "InvalidAccessKeyId.Inactive",
                "Specified access key is disabled.",
            ),
            Fault::RefreshDenied => RpcError::forbidden(
                "Forbidden",
                "User not authorized to operate on the specified resource.",
            ),
            Fault::Throttling => RpcError::bad_request(
                "Throttling.User",
                "Request was denied due to user flow control.",
            ),
            _ => RpcError::unavailable(product),
        }
    }

    /// What OSS says.
    pub(crate) fn oss(self) -> OssError {
        let bad_request = |code, message| OssError::new(StatusCode::BAD_REQUEST, code, message);
        match self.0 {
            Fault::AccessKeyDisabled => OssError::new(
                StatusCode::FORBIDDEN,
                "InvalidAccessKeyId",
                "The OSS Access Key Id you provided is disabled.",
            )
            .ec("0002-00000904"),
            Fault::InvalidPartOrder => {
                bad_request("InvalidPartOrder", "The list of parts was not in ascending order.")
                    .ec("0042-00000209")
            }
            Fault::EntityTooSmall => bad_request(
                "EntityTooSmall",
                "Your proposed upload smaller than the minimum allowed size.",
            )
            .ec("0042-00000213"),
            Fault::Throttling => OssError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "QpsLimitExceeded",
                "Please reduce your request rate.",
            ),
            _ => OssError::unavailable(),
        }
    }
}
